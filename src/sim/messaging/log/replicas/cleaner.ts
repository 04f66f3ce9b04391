import { NodeTimer } from '../../../data/node-timer.ts'
import { MessageCause } from '../../../message-fact.ts'
import type { KafkaTopic } from '../../../message-plan.ts'
import type { LogEntry } from './log-entry.ts'
import type { LogParts } from './log-parts.ts'
import type { Partition } from './partition.ts'
import type { Replica } from './replica.ts'

/** Kafka's `log.retention.check.interval.ms`, ns; shorter retentions are looked after more often. */
const CHECK = 300e9
const CHECKS_PER_RETENTION = 10
/** Kafka's `log.cleaner.backoff.ms`, ns, and `log.cleaner.min.cleanable.ratio`. */
const CLEAN = 15e9
const DIRTY_ENOUGH = 0.5
/** What everybody is done with is kept for this long, ns: longer than anything that was written may be lost again. */
const FORGET = 60e9

/** Told of an entry that nobody gets any more. */
export type Gone = (partition: Partition, entry: LogEntry, cause: MessageCause) => void

/** What a cleaner asks and tells. */
export interface CleanerSide {
  gone: Gone
  /** Offset before which all groups are done with a partition. */
  doneUpTo(replica: Replica): number
}

/** Up to where what was done to a partition. */
interface Marks {
  expired: number
  cleaned: number
  /** Bytes that were left of that. */
  clean: number
  /** Everybody was done with what is before it when it was last looked. */
  done: number
}

/**
 * Takes out of the partitions that a node leads what is too old, and what a later message of the same key replaces. To
 * Kafka that happens to whole segments once they are closed; here every message is a segment.
 */
export class Cleaner {
  readonly #parts: LogParts
  readonly #replicas: readonly (Replica | undefined)[]
  readonly #side: CleanerSide
  readonly #marks: Marks[]
  readonly #timers: readonly (readonly [NodeTimer, number])[]

  constructor(parts: LogParts, instance: number, replicas: readonly (Replica | undefined)[], side: CleanerSide) {
    this.#parts = parts
    this.#replicas = replicas
    this.#side = side
    this.#marks = replicas.map(() => ({ expired: 0, cleaned: 0, clean: 0, done: 0 }))
    const topics = replicas.flatMap((replica) => this.#topicOf(replica) ?? [])
    const retention = topics.reduce((least, topic) => Math.min(least, topic.retention), Number.POSITIVE_INFINITY)
    const every = (interval: number, action: (replica: Replica) => void): readonly [NodeTimer, number] => {
      const timer: NodeTimer = new NodeTimer(parts.world, instance, () => {
        timer.startQuiet(interval)
        for (const replica of this.#replicas) if (replica !== undefined && replica.leadership !== null) action(replica)
      })
      return [timer, interval]
    }
    const check = Math.max(1, Math.round(Math.min(CHECK, retention / CHECKS_PER_RETENTION)))
    this.#timers = [
      every(FORGET, (replica) => this.#forget(replica)),
      ...(retention < Number.POSITIVE_INFINITY ? [every(check, (replica) => this.#expire(replica))] : []),
      ...(topics.some(({ compact }) => compact) ? [every(CLEAN, (replica) => this.#compact(replica))] : []),
    ]
  }

  start(): void {
    for (const [timer, interval] of this.#timers) timer.startQuiet(interval)
  }

  stop(): void {
    for (const [timer] of this.#timers) timer.stop()
  }

  #topicOf(replica: Replica | undefined): KafkaTopic | null {
    const topic = this.#parts.world.plan.events?.[replica?.partition.event ?? -1]?.topic
    return topic?.kind === 'kafka' ? topic : null
  }

  #expire(replica: Replica): void {
    const topic = this.#topicOf(replica)
    if (topic === null) return
    const { log, highWatermark } = replica.state
    const before = this.#parts.world.engine.now - topic.retention
    const marks = this.#marks[replica.partition.index] as Marks
    let offset = Math.max(marks.expired, log.base)
    for (; offset < highWatermark; offset++) {
      const entry = log.at(offset)
      if (entry.at > before) break
      this.#remove(replica, entry, MessageCause.expired)
    }
    marks.expired = offset
  }

  #compact(replica: Replica): void {
    if (this.#topicOf(replica)?.compact !== true) return
    const { log } = replica.state
    const marks = this.#marks[replica.partition.index] as Marks
    const end = replica.leadership?.stableEnd ?? 0
    let dirty = 0
    for (let offset = Math.max(marks.cleaned, log.base); offset < end; offset++) dirty += log.at(offset).bytes
    if (dirty === 0 || dirty < DIRTY_ENOUGH * (marks.clean + dirty)) return
    const later = new Set<number>()
    marks.clean = 0
    for (let offset = end - 1; offset >= log.base; offset--) {
      const entry = log.at(offset)
      const key = entry.message?.key ?? -1
      if (entry.gone) continue
      if (key >= 0 && later.has(key)) this.#remove(replica, entry, MessageCause.compacted)
      else marks.clean += entry.bytes
      later.add(key)
    }
    marks.cleaned = end
  }

  #remove({ partition }: Replica, entry: LogEntry, cause: MessageCause): void {
    if (entry.gone) return
    entry.gone = true
    this.#side.gone(partition, entry, cause)
  }

  #forget(replica: Replica): void {
    const marks = this.#marks[replica.partition.index] as Marks
    const { partition, leadership } = replica
    for (const node of partition.replicas) this.#parts.logAt(node, partition.index).forget(marks.done)
    marks.done = Math.min(this.#side.doneUpTo(replica), leadership?.stableEnd ?? 0)
  }
}
