import { BusinessKind } from '../business-fact.ts'
import type { Witness } from '../calls/witness.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import type { BusinessWorld } from './business-world.ts'

/**
 * Tells of operations that their work has been done, or had been done before: those that are called outside of business
 * transactions, and those that legs call, or that handle their messages. Of a leg itself its transaction tells.
 */
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
    if (did !== Outcome.ok || reporter.to === null || this.#isLeg(call)) return
    const fact = reporter.fact(absorbed ? BusinessKind.absorbed : BusinessKind.effect, engine.now, -1, -1)
    fact.leg = call.program.index
    fact.instance = call.instance
    fact.workload = call.workload
    fact.request = call.request
    fact.call = call.identity
    reporter.tell(fact)
  }

  /** Whether a call is that of a leg's operation, undo or confirm. */
  #isLeg({ context, program }: Frame): boolean {
    const business = context?.business ?? null
    if (business === null || business.leg < 0) return false
    const { businesses = [] } = this.#world.plan
    const leg = businesses[business.plan]?.legs[business.leg]
    const own = [leg?.program, leg?.undo, leg?.confirm]
    return own[business.phase] === program.index
  }
}
