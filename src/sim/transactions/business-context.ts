import type { Business } from '../business.ts'
import { BusinessKind } from '../business-fact.ts'
import type { Context } from '../context.ts'
import type { Session } from '../data/session.ts'
import { Outcome } from '../outcome.ts'
import type { BusinessState } from './business-state.ts'
import type { LegMemory } from './leg-memory.ts'
import { Phase } from './phase.ts'

/** What the work for a business transaction knows: the transaction, and the leg that it is done for. */
export class BusinessContext implements Context, Business {
  readonly session: Session
  readonly phase: Phase
  readonly #of: BusinessState
  /** `null` between legs. */
  readonly #memory: LegMemory | null
  /** Whether it only looks whether rows are as they were. */
  readonly #compares: boolean

  constructor(of: BusinessState, session: Session, memory: LegMemory | null, phase: Phase, compares = false) {
    this.session = session
    this.phase = phase
    this.#of = of
    this.#memory = memory
    this.#compares = compares
  }

  // One is made for each call: what is the same of all stands in none.
  get transaction(): null {
    return null
  }

  get token(): number {
    return -1
  }

  get lease(): number {
    return -1
  }

  get once(): number {
    return -1
  }

  get id(): number {
    return this.#of.id
  }

  get plan(): number {
    return this.#of.index
  }

  get leg(): number {
    return this.#memory?.index ?? -1
  }

  get business(): this {
    return this
  }

  get outside(): this {
    return this
  }

  get lock(): Business['lock'] {
    return this.#memory === null ? 'none' : this.#of.lock
  }

  keyOf(record: number): number {
    return this.#memory?.keyOf(record) ?? -1
  }

  drew(record: number, key: number): void {
    this.#memory?.drew(record, key)
  }

  saw(record: number, key: number, version: number): void {
    if (this.#compares) this.#of.compare(record, key, version)
    else this.#of.saw(record, key, version)
  }

  wrote(record: number, key: number, version: number): void {
    this.#of.wrote(record, key, version)
    if (this.#memory !== null && this.phase === Phase.operation) this.#memory.written = true
  }

  opened(): void {
    if (this.#hasVersion) this.#memory?.opened()
  }

  closed(): void {
    if (this.#hasVersion) this.#memory?.closed()
  }

  get isCalledOff(): boolean {
    return this.#hasVersion && this.#memory?.isUndone === true
  }

  get #hasVersion(): boolean {
    return this.phase === Phase.operation && this.#of.keepsVersions
  }

  prepared(instance: number): boolean {
    const memory = this.#memory
    if (memory === null || memory.cancelled) return false
    memory.written = true
    this.#of.tell(BusinessKind.prepared, instance, Outcome.ok, memory.index)
    return true
  }

  released(instance: number, outcome: number): void {
    const memory = this.#memory
    if (memory === null) return
    // Whoever comes late finds that it is over.
    memory.cancelled = true
    this.#of.tell(BusinessKind.released, instance, outcome, memory.index)
  }

  barred(instance: number, outcome: number): void {
    this.#of.barred(this.leg, instance, outcome)
  }
}
