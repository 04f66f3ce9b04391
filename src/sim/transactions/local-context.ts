import { BusinessKind } from '../business-fact.ts'
import { Outcome } from '../outcome.ts'
import { BusinessContext } from './business-context.ts'
import type { BusinessTransaction } from './business-transaction.ts'
import { Phase } from './phase.ts'

/**
 * What the work for a business transaction knows that is one local transaction. It is over when its store has come to
 * the end of that, which may be after its caller has stopped waiting: then nobody is told, but that is how it ends.
 */
export class LocalContext extends BusinessContext {
  readonly of: BusinessTransaction
  readonly #instance: number
  /** Local transactions, one for each try, that are under way at their store. */
  #open = 0
  #hasWritten = false
  /** What the caller has heard; -1: it still waits. */
  #outcome = -1

  /** `instance`: where it is done. */
  constructor(of: BusinessTransaction, instance: number) {
    super(of, of.session, null, Phase.operation)
    this.of = of
    this.#instance = instance
  }

  override opened(): void {
    this.#open++
  }

  override closed(): void {
    this.#open--
    if (this.#open === 0 && this.#outcome >= 0) this.#tellEnd()
  }

  override wrote(record: number, key: number, version: number): void {
    super.wrote(record, key, version)
    this.#hasWritten = true
  }

  /** Nobody waits any more, and this is what was heard. */
  end(outcome: number): void {
    this.#outcome = outcome
    if (this.#open === 0) this.#tellEnd()
  }

  #tellEnd(): void {
    const { of } = this
    if (this.#outcome !== Outcome.ok && !this.#hasWritten) {
      of.tell(BusinessKind.compensated, this.#instance, this.#outcome)
      return
    }
    of.legs.forEach((_, leg) => {
      of.tell(BusinessKind.effect, this.#instance, Outcome.ok, leg, 1)
    })
    of.tell(BusinessKind.committed, this.#instance)
  }
}
