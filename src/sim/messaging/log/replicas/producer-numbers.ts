import { Outcome } from '../../../outcome.ts'
import type { Batch } from '../../batch.ts'
import type { LogEntry } from './log-entry.ts'

/** The batch is a copy of one that is there: it is confirmed, and not written again. */
export const COPY = -1

/** What a replica knows of one producer. */
interface Known {
  /** Which producer of the instance it is: one that has begun anew is another one. */
  producer: number
  /** Number of the message that comes next. */
  next: number
}

/** Lives of one instance that are told apart. */
const LIVES_AT_MOST = 0x10_0000

/** What tells the producers of a run apart: a process that has restarted is another one. */
export function producerOf({ producer, life }: Batch): number {
  return producer * LIVES_AT_MOST + life
}

/**
 * The numbers of the last messages of idempotent producers, as a replica finds them in its log: they say whether a
 * batch is a copy, or comes before one that is missing.
 */
export class ProducerNumbers {
  /** By instance of the producer. */
  readonly #known = new Map<number, Known>()

  /** What is to be done with a batch: `ok` to write it, `COPY`, or why it is refused. */
  judge(batch: Batch): number {
    const known = this.#known.get(batch.producer)
    const producer = producerOf(batch)
    if (known !== undefined && known.producer > producer) return Outcome.fenced
    // Of a producer that is new here only the first message is taken: what comes before another one may be on its way,
    // to the leader before this one. (Kafka takes any since 2.5; there, that one would come too late.)
    const next = known?.producer === producer ? known.next : 0
    if (batch.sequence === next) return Outcome.ok
    return batch.sequence < next ? COPY : Outcome.conflict
  }

  /** An entry has been written. */
  added({ producer, sequence }: LogEntry): void {
    if (producer < 0) return
    const instance = Math.floor(producer / LIVES_AT_MOST)
    const known = this.#known.get(instance)
    if (known === undefined) this.#known.set(instance, { producer, next: sequence + 1 })
    else if (known.producer <= producer) {
      known.producer = producer
      known.next = sequence + 1
    }
  }

  /** Entries have been taken out of the end of the log. */
  removed(entries: readonly LogEntry[]): void {
    for (const { producer, first } of entries) {
      if (producer < 0) continue
      const known = this.#known.get(Math.floor(producer / LIVES_AT_MOST))
      if (known?.producer !== producer) continue
      // A batch is written and lost as a whole, or its rest would never be confirmed.
      known.next = Math.min(known.next, first)
    }
  }
}
