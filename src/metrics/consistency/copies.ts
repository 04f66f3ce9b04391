import type { DataFact } from '../../sim/data-fact.ts'
import type { DataSubjects } from './data-subjects.ts'
import type { Findings } from './findings.ts'
import type { Tally } from './tally.ts'
import { Flag, type VersionRing } from './version-ring.ts'

/**
 * The copies of records: those of the store's own nodes (lag, and what of it is left after faults) and those that other
 * modules keep (the window in which the two disagree).
 */
export class Copies {
  readonly #subjects: DataSubjects
  readonly #findings: Findings
  readonly #ring: VersionRing
  readonly #measured: (at: number) => boolean
  /** By key of a record that copies: the newest version of its source that it has had. */
  readonly #copied = new Map<number, number>()
  /** By key: node, version and place of what each node has, three numbers each. */
  readonly #nodes = new Map<number, number[]>()
  #healedAt = -1
  /** By record: when the last version from before was applied somewhere. */
  readonly #convergedAt: Float64Array

  constructor(subjects: DataSubjects, findings: Findings, ring: VersionRing, measured: (at: number) => boolean) {
    this.#subjects = subjects
    this.#findings = findings
    this.#ring = ring
    this.#measured = measured
    this.#convergedAt = new Float64Array(subjects.records.length).fill(-1)
  }

  /** All is well again from now on, as far as faults go. */
  healed(at: number): void {
    this.#healedAt = at
    this.#convergedAt.fill(-1)
  }

  applied(fact: DataFact, key: number): void {
    const { record, version, node, at } = fact
    // A cache is filled when somebody asks: that is no replication.
    if (node < 0) return
    this.#note(key, node, version, fact.order)
    const entry = this.#ring.find(key, version)
    // Where a leader waits for its replicas they have a version before it is committed.
    if (entry < 0) return
    const committed = this.#ring.get('committed', entry)
    if (this.#healedAt >= 0 && committed < this.#healedAt) this.#convergedAt[record] = at
    if (!this.#measured(committed)) return
    const tally = this.#findings.records[record] as Tally
    tally.lag.record(Math.max(0, at - committed))
  }

  /**
   * A node of a store with leaders commits: what had been applied to it as a replica is not the last that it has. Where
   * the last writer wins, a coordinator need not keep what it commits, and its own copy is told of as `applied`.
   */
  holds({ record, node, version, order }: DataFact, key: number): void {
    const store = this.#subjects.records[record]?.store ?? -1
    if (node < 0 || this.#subjects.stores[store]?.lastWriterWins !== false) return
    const nodes = this.#nodes.get(key)
    // A node that nothing was ever applied to is no replica: it may be a coordinator, or have led all the time.
    if (nodes === undefined) return
    for (let at = 0; at < nodes.length; at += 3) if (nodes[at] === node) this.#note(key, node, version, order)
  }

  /** A version of a record that copies another is committed, with `source` the version of that one. */
  copied(fact: DataFact, key: number): void {
    const { record, source, at } = fact
    const copyOf = this.#subjects.records[record]?.copyOf ?? -1
    if (copyOf < 0 || source < 0) return
    const before = this.#copied.get(key) ?? 0
    if (source <= before) return
    this.#copied.set(key, source)
    const tally = this.#findings.records[record] as Tally
    const own = this.#findings.of(record, fact.operation)
    const ring = this.#ring
    const from = this.#findings.keyOf(copyOf, fact.key, fact.group)
    for (let entry = ring.head(from); entry >= 0; entry = ring.older(entry)) {
      const version = ring.get('version', entry)
      const committed = ring.get('committed', entry)
      if (version <= before || version > source || !this.#measured(committed)) continue
      tally.window.record(Math.max(0, at - committed))
      own?.window.record(Math.max(0, at - committed))
    }
  }

  /** Counts what no copy had when the run ended. */
  finish(): void {
    const { records } = this.#subjects
    for (const entry of this.#ring.entries()) {
      if (!this.#measured(this.#ring.get('committed', entry)) || this.#ring.has(entry, Flag.lost)) continue
      const key = this.#ring.get('key', entry)
      const place = this.#findings.placeOf(key)
      for (let copy = 0; copy < records.length; copy++) {
        if (records[copy]?.copyOf !== place.record) continue
        const copied = this.#copied.get(this.#findings.keyOf(copy, place.key, key % 2 === 1)) ?? 0
        if (this.#ring.get('version', entry) > copied) (this.#findings.records[copy] as Tally).open++
      }
    }
  }

  /**
   * By record: how long after the last fault a node still got what was committed before its end, ns, and how many
   * copies of keys had not got it when the run ended. `null` of a run in which no fault ended.
   */
  convergence(): readonly { readonly after: number; readonly behind: number }[] | null {
    if (this.#healedAt < 0) return null
    const behind = this.#subjects.records.map(() => 0)
    for (const [key, nodes] of this.#nodes) {
      const newest = this.#newestBefore(key)
      if (newest < 0) continue
      const { record } = this.#findings.placeOf(key)
      for (let at = 0; at < nodes.length; at += 3) {
        const late = this.#ring.isNewer(newest, nodes[at + 2] as number, nodes[at + 1] as number)
        if (late) behind[record] = (behind[record] ?? 0) + 1
      }
    }
    return behind.map((count, record) => {
      return { after: Math.max(0, (this.#convergedAt[record] as number) - this.#healedAt), behind: count }
    })
  }

  /** The newest version of a key that was committed before the faults ended, and is not lost; -1 for none. */
  #newestBefore(key: number): number {
    const ring = this.#ring
    for (let entry = ring.head(key); entry >= 0; entry = ring.older(entry)) {
      if (ring.get('committed', entry) < this.#healedAt && !ring.has(entry, Flag.lost)) return entry
    }
    return -1
  }

  #note(key: number, node: number, version: number, order: number): void {
    let nodes = this.#nodes.get(key)
    if (nodes === undefined) this.#nodes.set(key, (nodes = []))
    let at = 0
    while (at < nodes.length && nodes[at] !== node) at += 3
    nodes[at] = node
    nodes[at + 1] = version
    nodes[at + 2] = order
  }
}
