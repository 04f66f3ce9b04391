import { invariant } from '../../../kernel/invariant.ts'
import type { LogEntry } from './log-entry.ts'

/** The log of a partition at one node. Offsets count from 0; what nobody needs any more is forgotten from the front. */
export class PartitionLog {
  #entries: LogEntry[] = []
  /** Offset of the first entry that is kept. */
  #base = 0
  /** Entries in front of that one that are still in the array. */
  #gap = 0

  get base(): number {
    return this.#base
  }

  /** Offset of the entry that comes next. */
  get end(): number {
    return this.#base + this.#entries.length - this.#gap
  }

  /** The entry at an offset that is kept. */
  at(offset: number): LogEntry {
    const entry = this.#entries[offset - this.#base + this.#gap]
    invariant(entry !== undefined && offset >= this.#base, 'a log was asked for an entry that it does not have')
    return entry
  }

  /** The epoch of the entry at an offset; -1 where it is not kept. */
  epochAt(offset: number): number {
    return offset < this.#base || offset >= this.end ? -1 : this.at(offset).epoch
  }

  add(entry: LogEntry): void {
    invariant(entry.offset === this.end, 'an entry would leave a hole in its log')
    entry.copies++
    this.#entries.push(entry)
  }

  /** Takes out all entries from `offset` on, and returns them. */
  truncate(offset: number): readonly LogEntry[] {
    if (offset >= this.end) return []
    const cut = this.#entries.splice(Math.max(offset, this.#base) - this.#base + this.#gap)
    for (const entry of cut) entry.copies--
    return cut
  }

  /** Keeps nothing in front of `offset`. */
  forget(offset: number): void {
    const upTo = Math.min(offset, this.end)
    if (upTo <= this.#base) return
    this.#gap += upTo - this.#base
    this.#base = upTo
    if (this.#gap < this.#entries.length / 2) return
    this.#entries = this.#entries.slice(this.#gap)
    this.#gap = 0
  }

  /** It has nothing, and goes on at `offset`. */
  restartAt(offset: number): void {
    this.truncate(this.#base)
    this.#entries = []
    this.#gap = 0
    this.#base = offset
  }

  /** Up to where it is the same as `other`, which may be shorter: entries of one offset and epoch are one. */
  agreesUpTo(other: PartitionLog): number {
    let offset = Math.min(this.end, other.end)
    const kept = Math.max(this.#base, other.#base)
    while (offset > kept && this.epochAt(offset - 1) !== other.epochAt(offset - 1)) offset--
    return offset
  }
}
