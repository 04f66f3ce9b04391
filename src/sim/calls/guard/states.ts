import type { Frame } from '../../frame.ts'
import type { Guarding } from './guarding.ts'
import type { Passage } from './passage.ts'

/** No instance of the callee can be picked. */
export const NO_SERVER = -2
/** One state serves all instances of the callee. */
const ANY_SERVER = -1

/**
 * The states of one policy of an edge: one, or one for each calling instance, and for each of these one, or one for
 * each instance of the callee. They are made when they are needed first.
 */
export class States<State> {
  readonly #guarding: Guarding
  readonly #create: (row: number, column: number) => State
  readonly #states: (State | undefined)[][] = []

  /** `create` is told the place of the caller, and that of the callee (0 where one state serves all). */
  constructor(guarding: Guarding, create: (row: number, column: number) => State) {
    this.#guarding = guarding
    this.#create = create
  }

  /**
   * Where a call inside `outer` goes: the instance that is picked already or, where each has a state of its own, one
   * picked now; -1 where that is left open; `NO_SERVER` where there is none.
   */
  serverFor(outer: Passage): number {
    const { plan, edge } = this.#guarding
    if (plan.per === 'target') return outer.server
    if (outer.server >= 0) return outer.server
    const aim = outer.call.cargo?.aim ?? -1
    if (aim >= 0) return aim
    return edge.balancer(outer.call.caller).pick(outer.call.key)?.index ?? NO_SERVER
  }

  /** Takes the states of a caller away and returns them; the next call makes new ones. */
  forget(row: number): readonly State[] {
    const states = this.#states[row] ?? []
    this.#states[row] = []
    return states.filter((state) => state !== undefined)
  }

  /** The state for a call that goes to `server`. */
  of(call: Frame, server: number): State {
    const { plan, edge } = this.#guarding
    const row = this.#guarding.row(call)
    const column = plan.per === 'target' || server === ANY_SERVER ? 0 : edge.calleeColumn(server)
    this.#states[row] ??= []
    const states = this.#states[row]
    states[column] ??= this.#create(row, column)
    return states[column]
  }
}
