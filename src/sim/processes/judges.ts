import type { ProcessBehaviour, ProcessView } from '../process-plan.ts'
import { causeText } from './cause-text.ts'
import type { Moment } from './history.ts'

/** One step on the way to a violation. */
export interface TrailStep {
  /** ns */
  readonly time: number
  readonly node: number
  /** `message "vote" from 2` */
  readonly cause: string
}

/** What became of one invariant. */
export interface InvariantReport {
  readonly name: string
  /** How often it was judged; 0 is no pass. It is not judged any more once it has not held. */
  readonly checks: number
  /** The first time that it did not hold. */
  readonly violation?: {
    /** ns */
    readonly time: number
    readonly node: number
    readonly what: string
    /** The last steps up to and with that one. */
    readonly trail: readonly TrailStep[]
  }
}

/** Told of each check, so that it can be counted. */
export interface JudgesParts {
  readonly checked: (invariant: number) => void
  readonly violated: (invariant: number) => void
}

/** Steps kept on the way to a violation. */
const TRAIL = 24

type Step = Pick<Moment, 'time' | 'node' | 'cause'>

/** Judges all nodes of a process whenever one has acted. It only looks. */
export class Judges {
  readonly #parts: JudgesParts
  readonly #judges: {
    readonly name: string
    readonly judge: (view: ProcessView) => string | undefined
    checks: number
    violation: InvariantReport['violation']
  }[]
  /** The last steps, in a ring. */
  readonly #trail: Step[] = []
  #steps = 0

  constructor(behaviour: ProcessBehaviour, parts: JudgesParts) {
    this.#parts = parts
    this.#judges = behaviour.invariants.map((one) => ({
      name: one.name,
      judge: one.judge(),
      checks: 0,
      violation: undefined,
    }))
  }

  get any(): boolean {
    return this.#judges.length > 0
  }

  /** A node has acted. */
  step(step: Step): void {
    this.#trail[this.#steps++ % TRAIL] = step
  }

  judge(view: ProcessView): void {
    this.#judges.forEach((one, i) => {
      if (one.violation !== undefined) return
      one.checks++
      this.#parts.checked(i)
      const what = one.judge(view)
      if (what === undefined) return
      this.#parts.violated(i)
      one.violation = { time: view.time, node: view.node, what, trail: this.#story() }
    })
  }

  reports(): readonly InvariantReport[] {
    return this.#judges.map(({ name, checks, violation }) => ({
      name,
      checks,
      ...(violation === undefined ? {} : { violation }),
    }))
  }

  #story(): TrailStep[] {
    const kept = Math.min(this.#steps, TRAIL)
    return Array.from({ length: kept }, (_, i) => {
      const { time, node, cause } = this.#trail[(this.#steps - kept + i) % TRAIL] as Step
      return { time, node, cause: causeText(cause) }
    })
  }
}
