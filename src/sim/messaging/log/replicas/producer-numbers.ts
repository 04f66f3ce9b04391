import { Outcome } from '../../../outcome.ts'
import type { Batch } from '../../batch.ts'
import type { LogEntry } from './log-entry.ts'

/** The batch is a copy of one that is there: it is confirmed, and not written again. */
export const COPY = -1

/** Batches of a producer that are remembered: as many as it has on their way at most. */
const REMEMBERED = 5

/** What a replica knows of one producer. */
interface Known {
  /** Which producer of the instance it is: one that has begun anew is another one. */
  producer: number
  /** Number of the message that comes next. */
  next: number
  /** First numbers of the last batches, ascending. */
  batches: number[]
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
    // Of a producer that it does not know, the leader takes any number, as Kafka does since 2.5.
    if (known === undefined || known.producer < producer) return Outcome.ok
    if (known.producer > producer) return Outcome.fenced
    if (batch.sequence === known.next) return Outcome.ok
    // One that was overtaken, perhaps by way of another leader, is no copy, and comes too late.
    return known.batches.includes(batch.sequence) ? COPY : Outcome.conflict
  }

  /** An entry has been written; `first`: number of the first message of its batch. */
  added({ producer, sequence, first }: LogEntry): void {
    if (producer < 0) return
    const instance = Math.floor(producer / LIVES_AT_MOST)
    let known = this.#known.get(instance)
    if (known === undefined) {
      known = { producer, next: 0, batches: [] }
      this.#known.set(instance, known)
    }
    if (known.producer > producer) return
    if (known.producer < producer) known.batches = []
    known.producer = producer
    known.next = sequence + 1
    if (known.batches.at(-1) === first) return
    known.batches.push(first)
    if (known.batches.length > REMEMBERED) known.batches.shift()
  }

  /** Entries have been taken out of the end of the log. */
  removed(entries: readonly LogEntry[]): void {
    for (const { producer, first } of entries) {
      if (producer < 0) continue
      const known = this.#known.get(Math.floor(producer / LIVES_AT_MOST))
      if (known?.producer !== producer) continue
      // A batch is written and lost as a whole, or its rest would never be confirmed.
      known.next = Math.min(known.next, first)
      known.batches = known.batches.filter((one) => one < first)
    }
  }
}
