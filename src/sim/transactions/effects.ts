import { BusinessKind } from '../business-fact.ts'
import type { Witness } from '../calls/witness.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import type { BusinessWorld } from './business-world.ts'

/** Tells of operations outside of business transactions that their work has been done, or had been done before. */
export class Effects implements Witness {
  readonly #world: BusinessWorld
  readonly #absorbed: Map<Frame, number>

  /** `absorbed`: calls whose work had been done before, until they end, and their places in the call tree. */
  constructor(world: BusinessWorld, absorbed: Map<Frame, number>) {
    this.#world = world
    this.#absorbed = absorbed
  }

  worked(call: Frame, did: number): void {
    // One that was stopped before its end may have been followed by another in its frame.
    const absorbed = this.#absorbed.get(call) === call.path
    this.#absorbed.delete(call)
    const { reporter, engine } = this.#world
    const business = call.context?.business ?? null
    if (did !== Outcome.ok || reporter.to === null || (business !== null && business.leg >= 0)) return
    const fact = reporter.fact(absorbed ? BusinessKind.absorbed : BusinessKind.effect, engine.now, -1, -1)
    fact.leg = call.program.index
    fact.instance = call.instance
    fact.workload = call.workload
    fact.request = call.request
    fact.call = call.identity
    reporter.tell(fact)
  }
}
