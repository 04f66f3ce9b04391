import type { Session } from '../../data/session.ts'
import { BusinessContext } from '../business-context.ts'
import type { Kept, LegMemory } from '../leg-memory.ts'
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
  /** What waits for the end of its operation, below the frame that works for it; `null` for nothing. */
  #kept: Kept | null = null
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

  /** Does `goOn` as soon as no local transaction of its operation is under way, unless it is stopped before. */
  waits(memory: LegMemory, goOn: () => void): void {
    const kept: Kept = {
      goOn: () => {
        if (this.#kept !== kept) return
        this.#kept = null
        goOn()
      },
    }
    this.#kept = kept
    memory.keepOut(kept)
  }

  /** Whoever works for it has been stopped. */
  stopped(): void {
    this.#kept = null
  }

  override wrote(record: number, key: number, version: number): void {
    super.wrote(record, key, version)
    if (version >= 0) this.settle()
  }
}
