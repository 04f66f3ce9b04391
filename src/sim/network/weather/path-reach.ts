import type { PathTargets } from '../../fault-plan.ts'
import type { Frame } from '../../frame.ts'
import type { Reach } from './reach.ts'

/** The messages on a path: by direction, by the zones of the two ends, by operation and by instance. */
export class PathReach implements Reach {
  /** Indexes of the instances hit in this episode; `null` hits every one. */
  picked: ReadonlySet<number> | null = null
  readonly #path: PathTargets
  readonly #there: boolean
  readonly #back: boolean

  constructor(path: PathTargets) {
    this.#path = path
    this.#there = path.direction !== 'back'
    this.#back = path.direction !== 'there'
  }

  covers(call: Frame, back: boolean, callerZone: number, calleeZone: number): boolean {
    if (!(back ? this.#back : this.#there)) return false
    const { picked } = this
    const { end, programs } = this.#path
    if (picked !== null && !picked.has(end === 'callee' ? call.instance : call.caller)) return false
    if (programs.length > 0 && !programs.includes(call.program.index)) return false
    return this.#between(callerZone, calleeZone)
  }

  #between(one: number, other: number): boolean {
    const { from, to } = this.#path
    if (from.length === 0 && to.length === 0) return true
    const isFrom = (zone: number): boolean => from.length === 0 || from.includes(zone)
    const isTo = (zone: number): boolean => to.length === 0 || to.includes(zone)
    return (isFrom(one) && isTo(other)) || (isFrom(other) && isTo(one))
  }
}
