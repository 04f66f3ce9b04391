import { NodeTimer } from '../../../data/node-timer.ts'
import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import type { Mark } from '../groups/group-request.ts'
import type { LogEntry } from '../replicas/log-entry.ts'
import type { Partition } from '../replicas/partition.ts'
import { type ConsumerParts, RETRY } from './consumer-parts.ts'
import { FetchCall, type Fetched, type Wanted } from './fetch-call.ts'

/** A partition that a consumer has. */
interface Held {
  readonly partition: Partition
  /** Offset of what is handed out next, and epoch of what was last. */
  position: number
  epoch: number
  /** What the coordinator has confirmed. */
  committed: number
  /** What was fetched and is not handed out. */
  buffer: LogEntry[]
  /** Offset after the buffer. */
  next: number
}

/** A message to be handled, and the number of its partition. */
export interface Taken {
  readonly number: number
  readonly entry: LogEntry
}

/**
 * The partitions of a consumer: fetches their messages while earlier ones are handled, one call at a time to each node,
 * for all partitions there of which nothing is left.
 */
export class Fetcher {
  readonly #parts: ConsumerParts
  readonly #instance: number
  /** There is something new. */
  readonly #arrived: () => void
  /** By number of the partition. */
  readonly #held = new Map<number, Held>()
  /** Nodes that are being asked. */
  readonly #asked = new Map<number, FetchCall>()
  readonly #retry: NodeTimer

  constructor(parts: ConsumerParts, instance: number, arrived: () => void) {
    this.#parts = parts
    this.#instance = instance
    this.#arrived = arrived
    this.#retry = new NodeTimer(parts.world, instance, () => this.fetch())
  }

  /** Numbers of its partitions, ascending. */
  get owned(): readonly number[] {
    return [...this.#held.keys()].sort((a, b) => a - b)
  }

  /** Begins with a partition. */
  add({ number, offset, epoch }: Mark): void {
    const partition = this.#parts.partitions[number]
    if (partition === undefined) return
    const held = { partition, position: offset, epoch, committed: offset, buffer: [], next: offset }
    this.#held.set(number, held)
    this.#parts.group.progress.begins(number, offset)
  }

  /** Gives a partition up. */
  drop(number: number): void {
    this.#held.delete(number)
  }

  /** Gives everything up; `crashed`: and asks for nothing. */
  clear(crashed: boolean): void {
    this.#held.clear()
    if (!crashed) return
    this.#asked.clear()
    this.#retry.stop()
  }

  /** Where it stands with partitions for which the coordinator has not confirmed that. */
  uncommitted(): readonly Mark[] {
    const marks: Mark[] = []
    for (const [number, { position, epoch, committed }] of this.#held) {
      if (position !== committed) marks.push({ number, offset: position, epoch })
    }
    return marks
  }

  /** The coordinator has confirmed offsets. */
  committed(marks: readonly Mark[]): void {
    for (const { number, offset } of marks) {
      const held = this.#held.get(number)
      if (held !== undefined) held.committed = offset
    }
  }

  /** The next messages, at most so many. */
  take(atMost: number): Taken[] {
    const taken: Taken[] = []
    for (const [number, held] of this.#held) {
      const entries = held.buffer.splice(0, atMost - taken.length)
      for (const entry of entries) taken.push({ number, entry })
      const last = entries.at(-1)
      if (last !== undefined) {
        held.position = last.offset + 1
        held.epoch = last.epoch
      }
      if (held.buffer.length === 0) held.position = held.next
      if (taken.length >= atMost) break
    }
    return taken
  }

  /** These were taken, and are not handled after all: they come again. */
  putBack(taken: readonly Taken[]): void {
    for (const { number, entry } of taken) {
      const held = this.#held.get(number)
      if (held === undefined || held.position <= entry.offset) continue
      held.position = entry.offset
      held.next = entry.offset
      held.buffer = []
    }
  }

  /** Asks for what is missing. */
  fetch(): void {
    const { beliefs, fetches, group, world, steps, rest } = this.#parts
    if (this.#held.size === 0 || this.#retry.running) return
    const byNode = new Map<number, Wanted[]>()
    for (const { partition, buffer, next, epoch } of this.#held.values()) {
      if (buffer.length > 0) continue
      const node = beliefs.leaderOf(partition.index, this.#instance)
      if (this.#asked.has(node)) continue
      const wanted = { partition, offset: next, epoch }
      const there = byNode.get(node)
      if (there === undefined) byNode.set(node, [wanted])
      else there.push(wanted)
    }
    if (byNode.size === 0) return
    if (rest.resting) {
      rest.sleep(() => this.fetch())
      return
    }
    const { fetchWait: wait, readCommitted } = group.consumer
    for (const [aim, wanted] of byNode) {
      if (world.instances[this.#instance]?.up !== true) return
      const about = { aim, wait, readCommitted }
      const call = new FetchCall(fetches, about, wanted, (...ended) => this.#ended(...ended))
      this.#asked.set(aim, call)
      this.#parts.send(this.#instance, steps.fetch, call)
    }
  }

  #ended(fetch: FetchCall, call: Frame, outcome: number): void {
    if (this.#asked.get(fetch.aim) !== fetch) return
    this.#asked.delete(fetch.aim)
    const { beliefs } = this.#parts
    beliefs.heard(this.#instance, fetch.aim, outcome)
    let moved = outcome !== Outcome.ok
    if (outcome === Outcome.ok) {
      for (const one of fetch.fetched) {
        if (one.moved) moved = true
        else this.#take(one)
      }
      if (moved) beliefs.heard(this.#instance, call.instance, Outcome.readOnly)
    }
    if (moved) this.#retry.startQuiet(RETRY)
    this.#arrived()
    this.fetch()
  }

  #take({ wanted, entries, next }: Fetched): void {
    const held = this.#held.get(wanted.partition.number)
    if (held === undefined || held.next !== wanted.offset || held.buffer.length > 0) return
    held.buffer.push(...entries)
    held.next = next
    if (entries.length > 0) {
      // What has come first is handed out first, so that no partition starves.
      this.#held.delete(wanted.partition.number)
      this.#held.set(wanted.partition.number, held)
    }
    if (entries.length === 0) held.position = next
    if (next >= wanted.offset) return
    // The log has lost its end: what comes there now is to be committed anew.
    held.epoch = -1
    held.committed = -1
  }
}
