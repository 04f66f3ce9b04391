import type { ProcessBehaviour, ProcessView } from '../process-plan.ts'
import type { Act } from './act.ts'
import { Past, type StoryStep } from './past.ts'
import { type StateChange, stateChanges } from './state-changes.ts'

/** The first time that an invariant did not hold, as plain data. */
export interface InvariantViolation {
  /** ns */
  readonly time: number
  /** Number of the act after which it did not hold, as in the history. */
  readonly act: number
  /** The node whose act made it so. */
  readonly node: number
  /** What its judge says is wrong. */
  readonly what: string
  /** What that act has changed in the state of its node. */
  readonly changes: readonly StateChange[]
  /** What led to that act, and at the end it: each sent the message, or set the timer, that made the next one act. */
  readonly chain: readonly StoryStep[]
  /** What that node did before, the last of it. */
  readonly before: readonly StoryStep[]
  /** The last acts of all nodes up to and with that one. */
  readonly trail: readonly StoryStep[]
}

/** What became of one invariant. */
export interface InvariantReport {
  readonly name: string
  /** How often it was judged; 0 is no pass. It is not judged any more once it has not held. */
  readonly checks: number
  readonly violation?: InvariantViolation
}

/** Told of each check, so that it can be counted. */
export interface JudgesParts {
  readonly checked: (invariant: number) => void
  readonly violated: (invariant: number) => void
}

/** Judges all nodes of a process whenever one has acted. It only looks. */
export class Judges {
  readonly #parts: JudgesParts
  readonly #judges: {
    readonly name: string
    readonly judge: (view: ProcessView) => string | undefined
    checks: number
    violation: InvariantViolation | undefined
  }[]
  readonly #past = new Past()

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
  acted(act: Act): void {
    if (this.any) this.#past.add(act)
  }

  /** Judges what there is to see after `act`, or after an answer of its that was waiting for the disk. */
  judge(view: ProcessView, act: Act): void {
    this.#judges.forEach((one, i) => {
      if (one.violation !== undefined) return
      one.checks++
      this.#parts.checked(i)
      const what = one.judge(view)
      if (what === undefined) return
      this.#parts.violated(i)
      one.violation = {
        time: view.time,
        act: act.number,
        node: view.node,
        what,
        changes: stateChanges(act.before, act.after),
        chain: this.#past.chain(act.number),
        before: this.#past.before(act.number),
        trail: this.#past.last(act.number),
      }
    })
  }

  reports(): readonly InvariantReport[] {
    return this.#judges.map(({ name, checks, violation }) => ({
      name,
      checks,
      ...(violation === undefined ? {} : { violation }),
    }))
  }
}
