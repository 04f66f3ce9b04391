import { invariant } from '../../kernel/invariant.ts'
import type { LogEntry } from '../log-entry.ts'

/**
 * The log of one node of a shard, which is on its disk. Nodes share the entries: two logs agree at a position where
 * they hold the same object.
 */
export class ReplicationLog {
  /** Those after `#forgotten`, in order. */
  readonly #entries: LogEntry[] = []
  #forgotten = 0
  /** Term of the last entry that is forgotten. */
  #forgottenTerm = 0

  /** Position of the last entry; 0 for none. */
  get last(): number {
    return this.#forgotten + this.#entries.length
  }

  get lastTerm(): number {
    return this.termAt(this.last)
  }

  /** Entries up to this position are known to all nodes for good, and not kept. */
  get forgotten(): number {
    return this.#forgotten
  }

  at(position: number): LogEntry {
    const entry = this.#entries[position - this.#forgotten - 1]
    invariant(entry !== undefined, 'a log has no such entry')
    return entry
  }

  /** Whether this entry is part of the log. */
  holds(entry: LogEntry): boolean {
    const { position } = entry
    return position <= this.#forgotten || this.#entries[position - this.#forgotten - 1] === entry
  }

  /** The term of the entry at a position; 0 at 0. */
  termAt(position: number): number {
    return position <= this.#forgotten ? this.#forgottenTerm : this.at(position).term
  }

  /** The entries from one position to another, both included. */
  between(first: number, last: number): readonly LogEntry[] {
    return this.#entries.slice(first - this.#forgotten - 1, last - this.#forgotten)
  }

  add(entry: LogEntry): void {
    invariant(entry.position === this.last + 1, 'a log has a gap')
    this.#entries.push(entry)
  }

  /** Takes out what comes after a position; returns it, in order. */
  cutAfter(position: number): readonly LogEntry[] {
    invariant(position >= this.#forgotten, 'what all nodes have was taken out of a log')
    return this.#entries.splice(position - this.#forgotten)
  }

  /** Does not keep what is up to a position. */
  forget(position: number): void {
    if (position <= this.#forgotten) return
    this.#forgottenTerm = this.termAt(position)
    this.#entries.splice(0, position - this.#forgotten)
    this.#forgotten = position
  }
}
