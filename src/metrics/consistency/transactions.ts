import { ABSENT, type DataFact } from '../../sim/data-fact.ts'
import { type Access, OpenTransaction } from './open-transaction.ts'

/** Transactions without an end that are remembered. */
const OPEN_KEPT = 4096
/** Committed transactions that are held against later ones. */
const RECENT_KEPT = 1024
/** Versions that were rolled back and are remembered, for reads of them whose answers come later. */
const ABORTED_KEPT = 4096

/** Two transactions each of which has missed what the other wrote. */
export interface Skew {
  readonly first: OpenTransaction
  readonly second: OpenTransaction
  /** What the second read, and the first replaced … */
  readonly readBySecond: Access
  /** … and the other way round. */
  readonly readByFirst: Access
  readonly writeOfFirst: Access
  readonly writeOfSecond: Access
}

/** A group of rows rather than a row: two inserts into one do not replace each other. */
export type IsGroup = (key: number) => boolean

/**
 * Local transactions under way, and those committed lately that one still under way may be in a cycle with. A committed
 * one is forgotten when all that were under way beside it have ended.
 */
export class Transactions {
  readonly #isGroup: IsGroup
  readonly #open = new Map<number, OpenTransaction>()
  #recent: OpenTransaction[] = []
  /** Transaction of each version that is not committed. */
  readonly #uncommitted = new Map<number, number>()
  readonly #aborted = new Map<number, number>()

  constructor(isGroup: IsGroup) {
    this.#isGroup = isGroup
  }

  begin(fact: DataFact): void {
    if (this.#open.size >= OPEN_KEPT) {
      for (const oldest of this.#open.values()) {
        this.#close(oldest)
        break
      }
    }
    this.#open.set(fact.transaction, new OpenTransaction(fact))
  }

  get(transaction: number): OpenTransaction | undefined {
    return transaction < 0 ? undefined : this.#open.get(transaction)
  }

  /** A statement of a transaction has seen or made a version that is not committed. Returns whether it has made it. */
  touched(transaction: number, key: number, version: number, committed: boolean): boolean {
    if (version <= 0 || committed || this.#uncommitted.has(version)) return false
    const own = this.#open.get(transaction)
    if (own === undefined) return false
    this.#uncommitted.set(version, transaction)
    own.uncommitted.push(version)
    own.touched.push(key)
    return true
  }

  /** The transaction that has made a version which is not committed, or never will be; -1 for none. */
  writerOf(version: number): number {
    return this.#uncommitted.get(version) ?? this.#aborted.get(version) ?? -1
  }

  /** A version is committed; returns whether statements could see it before. */
  committed(transaction: number, key: number, { version, order, at }: DataFact): boolean {
    const own = this.get(transaction)
    if (own !== undefined) {
      own.add(own.writes, { key, version, order, at })
      own.touched.push(key)
    }
    return this.#uncommitted.size > 0 && this.#uncommitted.delete(version)
  }

  /** The transaction has ended. Returns it where it was committed and is known. */
  end(transaction: number, committed: boolean, at: number): OpenTransaction | undefined {
    const own = this.#open.get(transaction)
    if (own === undefined) return undefined
    own.ended = at
    this.#close(own)
    return committed ? own : undefined
  }

  /** Keeps a transaction that has ended for those under way beside it, if it was committed; forgets the others. */
  keep(own: OpenTransaction | undefined): void {
    this.#prune()
    if (own === undefined) return
    if (this.#open.size === 0) return
    if (this.#recent.length >= RECENT_KEPT) this.#recent.shift()
    this.#recent.push(own)
  }

  /** Cycles of two that a transaction which is just committed closes with one that was committed beside it. */
  *skews(own: OpenTransaction): Iterable<Skew> {
    for (const other of this.#recent) {
      if (other.ended <= own.began) continue
      const skew = this.#skew(other, own)
      if (skew !== undefined) yield skew
    }
  }

  #skew(first: OpenTransaction, second: OpenTransaction): Skew | undefined {
    for (const readBySecond of second.reads) {
      const writeOfFirst = this.#replaced(readBySecond, first, second)
      if (writeOfFirst === undefined) continue
      for (const readByFirst of first.reads) {
        if (readByFirst.key === readBySecond.key && !this.#isGroup(readByFirst.key)) continue
        const writeOfSecond = this.#replaced(readByFirst, second, first)
        if (writeOfSecond === undefined) continue
        return { first, second, readBySecond, readByFirst, writeOfFirst, writeOfSecond }
      }
    }
    return undefined
  }

  /** The write of `writer` that has replaced what `reader` read and did not itself write. */
  #replaced(read: Access, writer: OpenTransaction, reader: OpenTransaction): Access | undefined {
    const own = !this.#isGroup(read.key) && reader.writes.some(({ key }) => key === read.key)
    return own ? undefined : writer.writes.find((write) => write.key === read.key && isNewer(write, read))
  }

  #close(own: OpenTransaction): void {
    this.#open.delete(own.id)
    for (const version of own.uncommitted) {
      if (!this.#uncommitted.delete(version)) continue
      if (this.#aborted.size >= ABORTED_KEPT) {
        for (const oldest of this.#aborted.keys()) {
          this.#aborted.delete(oldest)
          break
        }
      }
      this.#aborted.set(version, own.id)
    }
  }

  /** Those that ended before the oldest under way began are in no cycle with it, nor with any later one. */
  #prune(): void {
    let oldest = Number.POSITIVE_INFINITY
    for (const { began } of this.#open.values()) {
      oldest = began
      break
    }
    const first = this.#recent.findIndex(({ ended }) => ended > oldest)
    if (first !== 0) this.#recent = first < 0 ? [] : this.#recent.slice(first)
  }
}

function isNewer(a: Access, b: Access): boolean {
  return a.order > b.order || (a.order === b.order && b.version !== ABSENT && a.version > b.version)
}
