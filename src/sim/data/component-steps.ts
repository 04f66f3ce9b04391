import type { Engine } from '../kernel/engine.ts'
import { invariant } from '../kernel/invariant.ts'
import { StepKind } from '../plan.ts'
import type { Program, Step } from '../step.ts'

/**
 * The calls that the components of a store make: the `call` steps of the program `<store>.replication` of the store's
 * own unit, and of `<unit>.<store>.replication` of units that coordinate its statements themselves.
 */
export class ComponentSteps {
  readonly #store: string
  /** By unit of the caller and name of the callee. */
  readonly #steps = new Map<string, Step>()

  constructor(programs: readonly Program[], store: string) {
    this.#store = store
    for (const { name, unit, steps } of programs) {
      if (name !== `${store}.replication` && !name.endsWith(`.${store}.replication`)) continue
      for (const step of steps) if (step.kind === StepKind.call) this.#steps.set(`${unit} ${step.program.name}`, step)
    }
  }

  /** Nobody waits longer than this, ns, for what is called: as if each step said so. */
  waitAtMost(timeout: number, engine: Engine): void {
    for (const step of this.#steps.values()) limitWait(step, timeout, engine)
  }

  /** The step with which an instance of `unit` calls `program`; a plan without it is a mistake of who made it. */
  find(unit: number, program: string): Step {
    const step = this.#steps.get(`${unit} ${program}`)
    invariant(step !== undefined, `the store ${this.#store} has no way to call ${program} from unit ${unit}`)
    return step
  }

  /** Whether there is such a step. */
  has(unit: number, program: string): boolean {
    return this.#steps.has(`${unit} ${program}`)
  }
}

/** The call of a step is given up after `timeout` ns, unless it is before; `Infinity` changes nothing. */
export function limitWait(step: Step, timeout: number, engine: Engine): void {
  const sooner = step.timeout > 0 && step.timeout <= timeout
  if (!sooner && timeout > 0 && timeout < Number.POSITIVE_INFINITY) step.lane = engine.lane(timeout)
}
