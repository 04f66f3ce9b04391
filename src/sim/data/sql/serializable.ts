import { Fifo } from './fifo.ts'
import { NOT_YET, Serial } from './serial.ts'

/** Who has read and who has written a row, of those that may still matter. */
interface Traces {
  readonly readers: Serial[]
  readonly writers: Serial[]
}

/**
 * Serializable snapshot isolation of one node, after Cahill, Röhm and Fekete (SIGMOD 2008) in the form that PostgreSQL
 * has had since 9.1: Ports and Grittner, "Serializable Snapshot Isolation in PostgreSQL", VLDB 2012, sections 3 to 5.
 * On top of snapshots and first-updater-wins it watches for what every anomaly of snapshot isolation contains: two
 * arrows in a row, first -> pivot -> third, each from one that read a row to one that ran beside it and wrote the row,
 * with the third the first of the three to commit, and, if the first has only read, before that one began. Then one of
 * them fails with `conflict`: the pivot where that can still be, else whoever finds it. Granted more often than needed,
 * never too seldom. What PostgreSQL tracks by pages and summarises when memory is short is by row (a group of rows
 * being one) and exact here. (From memory of the paper and of the comments in predicate.c.)
 */
export class Serializable {
  readonly #traces = new Map<number, Traces>()
  /** Committed ones, in the order of their commits, that may have run beside one that still runs. */
  readonly #finished = new Fifo<Serial>()
  #orders = 0

  /** Transactions kept and rows watched, for measurements. */
  get size(): number {
    return this.#finished.length + this.#traces.size
  }

  /** A transaction takes its snapshot. */
  begin(snapshot: number): Serial {
    return new Serial(snapshot, this.#orders)
  }

  /** `me` reads a row. Returns whether it has to fail because of that. */
  read(me: Serial, place: number): boolean {
    const { readers, writers } = this.#tracesOf(place)
    if (!readers.includes(me)) {
      readers.push(me)
      me.places.push(place)
    }
    for (const writer of writers) {
      if (writer !== me && writer.isBeside(me.snapshot) && this.#arrow(me, writer, me)) return true
    }
    return false
  }

  /** `me` writes a row. Returns whether it has to fail because of that. */
  write(me: Serial, place: number): boolean {
    const { readers, writers } = this.#tracesOf(place)
    me.writes = true
    if (!writers.includes(me)) {
      writers.push(me)
      me.places.push(place)
    }
    for (const reader of readers) {
      if (reader !== me && reader.isBeside(me.snapshot) && this.#arrow(reader, me, me)) return true
    }
    return false
  }

  /** `me` is about to commit. Returns whether it has to fail; else nothing can keep it from committing any more. */
  prepare(me: Serial): boolean {
    if (me.doomed) return true
    for (const pivot of me.before) {
      if (pivot.committed || pivot.doomed || !this.#isBetween(pivot, me)) continue
      if (pivot.prepared) return true
      pivot.doomed = true
    }
    me.order = ++this.#orders
    return false
  }

  /** `me` is committed as number `commit` of its node. */
  committed(me: Serial, commit: number): void {
    me.commit = commit
    me.readOnly = !me.writes
    this.#finished.push(me)
  }

  /** `me` is rolled back. */
  rolledBack(me: Serial): void {
    for (const one of me.before) one.after.delete(me)
    for (const one of me.after) one.before.delete(me)
    this.#forget(me)
  }

  /** Forgets those that have run beside none that still runs: all snapshots in use see at least `oldest` commits. */
  prune(oldest: number): void {
    const finished = this.#finished
    for (let one = finished.first; one !== undefined && one.commit <= oldest; one = finished.first) {
      finished.shift()
      for (const pivot of one.before) {
        pivot.after.delete(one)
        pivot.earliestAfter = Math.min(pivot.earliestAfter, one.order)
      }
      for (const other of one.after) other.before.delete(one)
      this.#forget(one)
    }
  }

  /** Whether somebody who has not ended has an arrow to `pivot`, from where one goes to `third`. */
  #isBetween(pivot: Serial, third: Serial): boolean {
    for (const first of pivot.before) {
      if (first === third || !(first.committed || first.doomed)) return true
    }
    return false
  }

  /** `reader` has not seen what `writer` writes; one of them is `me`, who must fail if this returns `true`. */
  #arrow(reader: Serial, writer: Serial, me: Serial): boolean {
    if (reader.after.has(writer)) return false
    reader.after.add(writer)
    writer.before.add(reader)
    if (!this.#isPivotOf(reader, writer) && !this.#comesAfterPivot(reader, writer)) return false
    if (writer === me || writer.prepared) return true
    writer.doomed = true
    return false
  }

  /** reader -> writer -> third: whether a third has committed before both. */
  #isPivotOf(reader: Serial, writer: Serial): boolean {
    let third = writer.earliestAfter
    for (const { order } of writer.after) third = Math.min(third, order)
    if (third === NOT_YET || third > writer.order || third > reader.order) return false
    return !reader.readOnly || third <= reader.began
  }

  /** first -> reader -> writer: whether the writer has committed before both. */
  #comesAfterPivot(reader: Serial, writer: Serial): boolean {
    if (!writer.prepared || reader.readOnly) return false
    for (const first of reader.before) {
      if (first.doomed || first.order < writer.order) continue
      if (!first.readOnly || first.began >= writer.order) return true
    }
    return false
  }

  #tracesOf(place: number): Traces {
    let traces = this.#traces.get(place)
    if (traces === undefined) {
      traces = { readers: [], writers: [] }
      this.#traces.set(place, traces)
    }
    return traces
  }

  #forget(me: Serial): void {
    for (const place of me.places) {
      const traces = this.#traces.get(place)
      if (traces === undefined) continue
      drop(traces.readers, me)
      drop(traces.writers, me)
      if (traces.readers.length + traces.writers.length === 0) this.#traces.delete(place)
    }
  }
}

function drop(list: Serial[], one: Serial): void {
  const position = list.indexOf(one)
  if (position >= 0) list.splice(position, 1)
}
