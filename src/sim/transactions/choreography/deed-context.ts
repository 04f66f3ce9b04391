import type { Session } from '../../data/session.ts'
import { BusinessContext } from '../business-context.ts'
import type { LegMemory } from '../leg-memory.ts'
import type { Phase } from '../phase.ts'
import type { ChoreographedSaga } from './choreographed-saga.ts'

/**
 * What the work of a participant knows, each time that a message makes it do something: the saga and its leg. Its
 * messages take it along.
 */
export class DeedContext extends BusinessContext {
  readonly saga: ChoreographedSaga
  /** Whether its operation, or undo, has answered with success. */
  worked = false
  /** What is to be told when its local transaction is committed. */
  #effect: (() => void) | null = null

  constructor(saga: ChoreographedSaga, session: Session, memory: LegMemory | null, phase: Phase) {
    super(saga.of, session, memory, phase)
    this.saga = saga
  }

  /** Its local transaction has done something, which counts when it is committed. */
  pend(effect: () => void): void {
    this.#effect = effect
  }

  /** That is committed. */
  settle(): void {
    const effect = this.#effect
    this.#effect = null
    effect?.()
  }

  override wrote(record: number, key: number, version: number): void {
    super.wrote(record, key, version)
    if (version >= 0) this.settle()
  }
}
