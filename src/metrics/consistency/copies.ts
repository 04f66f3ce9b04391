import type { DataFact } from '../../sim/data-fact.ts'
import type { DataSubjects, StoreSubject } from './data-subjects.ts'
import type { Findings } from './findings.ts'
import { SiblingCopies } from './sibling-copies.ts'
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
  /** The same of keys whose versions can stand side by side. */
  readonly #siblings = new SiblingCopies()
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
    this.#siblings.healed()
  }

  applied(fact: DataFact, key: number): void {
    const { record, version, node, at, cause } = fact
    // A cache is filled when somebody asks: that is no replication.
    if (node < 0) return
    const entry = this.#ring.find(key, version)
    if (cause === null) this.#note(key, node, version, fact.order)
    // What was forgotten was committed long ago.
    else this.#siblings.applied(key, node, { version, cause }, entry < 0 || this.#isDue(entry))
    if (entry >= 0) this.#ring.mark(entry, Flag.kept)
    // Where a leader waits for its replicas they have a version before it is committed.
    if (entry < 0) return
    const committed = this.#ring.get('committed', entry)
    if (this.#isDue(entry)) this.#convergedAt[record] = at
    if (!this.#measured(committed)) return
    const tally = this.#findings.records[record] as Tally
    tally.lag.record(Math.max(0, at - committed))
  }

  /**
   * A node of a store with leaders commits: it has that version. Where nodes are alike, a coordinator need not keep
   * what it commits, and its own copy is told of as `applied`.
   */
  holds({ record, node, version, order }: DataFact, key: number): void {
    const store = this.#storeOf(record)
    if (node < 0 || store === undefined || store.leaderless || store.copies === 1) return
    // Who leads a key now may give it away: only a node that has it as a replica is sure to be one.
    if (store.copies === 0 && !this.#isKnown(key, node)) return
    this.#note(key, node, version, order)
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
   * copies of keys had not got it when the run ended. `null` of a run in which no fault ended. Of a store without
   * leaders, what no node has kept is not waited for; where versions stand side by side, see `SiblingCopies`. A node
   * that is still down when the run ends is one of the copies.
   */
  convergence(): readonly { readonly after: number; readonly behind: number }[] | null {
    if (this.#healedAt < 0) return null
    const behind = this.#subjects.records.map(() => 0)
    const count = (key: number, copies: number): void => {
      const { record } = this.#findings.placeOf(key)
      behind[record] = (behind[record] ?? 0) + copies
    }
    for (const [key, nodes] of this.#nodes) count(key, this.#behind(key, nodes))
    const expected = (key: number): number => this.#storeOf(this.#findings.placeOf(key).record)?.copies ?? 0
    for (const { key, copies } of this.#siblings.behind(expected)) count(key, copies)
    return behind.map((count, record) => {
      return { after: Math.max(0, (this.#convergedAt[record] as number) - this.#healedAt), behind: count }
    })
  }

  /** How many copies of a key are behind, also of those that have never got anything. */
  #behind(key: number, nodes: readonly number[]): number {
    const store = this.#storeOf(this.#findings.placeOf(key).record)
    const newest = this.#newestBefore(key, store?.leaderless === true)
    if (newest < 0) return 0
    let behind = Math.max(0, (store?.copies ?? 0) - nodes.length / 3)
    for (let at = 0; at < nodes.length; at += 3) {
      if (this.#ring.isNewer(newest, nodes[at + 2] as number, nodes[at + 1] as number)) behind++
    }
    return behind
  }

  /** The newest version of a key that was committed before the faults ended, and is not lost; -1 for none. */
  #newestBefore(key: number, leaderless: boolean): number {
    const ring = this.#ring
    for (let entry = ring.head(key); entry >= 0; entry = ring.older(entry)) {
      // Without a leader a version may be made that reaches no node.
      const there = leaderless ? ring.has(entry, Flag.kept) : !ring.has(entry, Flag.lost)
      if (this.#isDue(entry) && there) return entry
    }
    return -1
  }

  #isDue(entry: number): boolean {
    return this.#healedAt >= 0 && this.#ring.get('committed', entry) < this.#healedAt
  }

  #isKnown(key: number, node: number): boolean {
    return this.#nodes.get(key)?.some((one, at) => at % 3 === 0 && one === node) === true
  }

  #storeOf(record: number): StoreSubject | undefined {
    return this.#subjects.stores[this.#subjects.records[record]?.store ?? -1]
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
