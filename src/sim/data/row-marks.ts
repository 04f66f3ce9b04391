import type { Business } from '../business.ts'
import type { AccessPlan } from '../data-plan.ts'
import { EventKind } from '../event-kind.ts'
import { type Frame, Waiting } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import { Outcome } from '../outcome.ts'
import { Part } from '../parts.ts'

/** One who waits, and what its frame expects while it does; another number means that it has been stopped. */
interface Waiter {
  readonly frame: Frame
  readonly ticket: number
}

/** A row that a business transaction has marked. */
interface Mark {
  readonly business: number
  readonly lock: Business['lock']
  readonly waiters: Waiter[]
}

/** Keys of one record are numbered from 0; more than this many would need another way of telling them apart. */
const KEYS_AT_MOST = 0x1_0000_0000

/** Tickets count down from here; other numbers that stand where event numbers do lie elsewhere. */
const TICKETS = -536870912

/**
 * Semantic locks (Garcia-Molina and Salem, "Sagas", 1987; named by Frank and Zahle, 1998): rows that a business
 * transaction writes say of themselves that it has not settled, for others who want to write them. A row is marked from
 * the moment its write is sent, as if code looked at the mark and set it in that very statement; nobody has to ask for
 * the mark by a call of its own.
 */
export class RowMarks {
  readonly #engine: Engine
  readonly #marks = new Map<number, Mark>()
  /** By business transaction: the rows that it has marked. */
  readonly #rows = new Map<number, number[]>()
  #tickets = 0

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /**
   * A statement about a key is to be sent, for a business transaction or for none. Whether another transaction's mark
   * keeps it from that: then the frame either has failed (`failure` is set), or comes to the step again when the mark
   * is gone. Else its own mark is put.
   */
  bars(frame: Frame, access: AccessPlan, key: number, business: Business | null): boolean {
    const place = access.record * KEYS_AT_MOST + key
    const mark = this.#marks.get(place)
    if (mark === undefined) {
      if (business !== null && business.lock !== 'none') this.#put(place, business)
      return false
    }
    if (mark.business === business?.id) return false
    if (mark.lock === 'wait') this.#wait(frame, mark)
    else frame.failure = Outcome.pending
    business?.barred(frame.instance, frame.failure)
    return true
  }

  /** A business transaction has settled: its rows are free. */
  release(business: number): void {
    const rows = this.#rows.get(business)
    if (rows === undefined) return
    this.#rows.delete(business)
    for (const place of rows) {
      const waiters = this.#marks.get(place)?.waiters ?? []
      this.#marks.delete(place)
      for (const { frame, ticket } of waiters) {
        if (frame.wake !== ticket) continue
        frame.waiting = Waiting.wake
        frame.wake = this.#engine.schedule(0, eventCode(EventKind.wake, frame.index))
      }
    }
  }

  #put(place: number, { id, lock }: Business): void {
    this.#marks.set(place, { business: id, lock, waiters: [] })
    const rows = this.#rows.get(id)
    if (rows === undefined) this.#rows.set(id, [place])
    else rows.push(place)
  }

  #wait(frame: Frame, { waiters }: Mark): void {
    const ticket = TICKETS - ++this.#tickets
    frame.pc = frame.at
    frame.wake = ticket
    frame.wakePart = Part.locks
    frame.waiting = Waiting.children
    frame.phaseStart = this.#engine.now
    waiters.push({ frame, ticket })
  }
}
