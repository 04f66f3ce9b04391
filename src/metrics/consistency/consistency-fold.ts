import { ABSENT, type DataFact, type DataObserver, FactKind } from '../../sim/data-fact.ts'
import { Anomaly, Count } from './anomaly.ts'
import type { AnomalyListener } from './anomaly-listener.ts'
import type { ConsistencySummary } from './consistency-summary.ts'
import { Copies } from './copies.ts'
import type { DataEvent } from './data-event.ts'
import type { DataSubjects, RecordSubject } from './data-subjects.ts'
import { Findings } from './findings.ts'
import { Isolation } from './isolation.ts'
import { LeaseFindings } from './lease-findings.ts'
import type { TrailLimits } from './session-trails.ts'
import { Sessions } from './sessions.ts'
import { summarizeConsistency } from './summarize-consistency.ts'
import type { Tally } from './tally.ts'
import { Flag, VERSIONS_KEPT, VersionRing } from './version-ring.ts'

export interface ConsistencyOptions {
  /** End of the warm-up, ns; at least 0. */
  readonly from: number
  /** End of the load, ns; above `from`. What began at or after it is not counted. */
  readonly to: number
  /** Hears of everything, in the warm-up, too. Default: nobody. */
  readonly listener?: AnomalyListener
  /** Committed versions that are remembered, a power of two. Default: 65,536. */
  readonly versions?: number
  /** What is remembered of sessions. Default: see `SessionTrails`. */
  readonly trails?: TrailLimits
}

/**
 * Measures how consistent the data of a run were, from the versions that were really there. It takes the place of no
 * store: it knows every commit at once, which none of them does.
 *
 * A read is stale when a newer version was acknowledged to its writer before the read began (of a read in a local
 * transaction: before the transaction began). Memory does not grow with the run: see `VersionRing`, `SessionTable`,
 * `SessionTrails`, `Transactions` and `LeaseBook` for what is kept, and what happens beyond it. Keys that were inserted
 * beyond those of the record cannot be read and are only counted.
 */
export class ConsistencyFold implements DataObserver {
  readonly #subjects: DataSubjects
  readonly #from: number
  readonly #to: number
  readonly #ring: VersionRing
  readonly #findings: Findings
  readonly #sessions: Sessions
  readonly #isolation: Isolation
  readonly #copies: Copies
  readonly #leases: LeaseFindings
  readonly #conflict: number
  readonly #deadlock: number
  #bounded = 0

  constructor(subjects: DataSubjects, options: ConsistencyOptions) {
    const { from, to, listener = null, versions = VERSIONS_KEPT } = options
    this.#subjects = subjects
    this.#from = from
    this.#to = to
    this.#ring = new VersionRing(versions)
    this.#ring.onForget = (entry) => this.#settle(entry)
    this.#findings = new Findings(subjects, this.#ring, listener)
    this.#sessions = new Sessions(this.#findings, this.#ring, options.trails)
    this.#leases = new LeaseFindings(this.#findings)
    this.#isolation = new Isolation(this.#findings, this.#ring, subjects)
    this.#copies = new Copies(subjects, this.#findings, this.#ring, (at) => this.#measured(at))
    this.#conflict = subjects.outcomes.indexOf('conflict')
    this.#deadlock = subjects.outcomes.indexOf('deadlock')
  }

  observed(fact: DataFact): void {
    switch (fact.kind) {
      case FactKind.read:
        this.#read(fact)
        break
      case FactKind.committed:
        this.#committed(fact)
        break
      case FactKind.acknowledged:
        this.#acknowledged(fact)
        break
      case FactKind.refused:
      case FactKind.unknown:
        this.#failed(fact)
        break
      case FactKind.applied:
        if (this.#followed(fact)) this.#copies.applied(fact, this.#keyOf(fact))
        break
      case FactKind.lost:
        this.#lost(fact)
        break
      case FactKind.begun:
        this.#isolation.begun(fact)
        break
      case FactKind.ended:
        this.#isolation.ended(fact, this.#measured(fact.at))
        break
      case FactKind.touched:
        this.#isolation.touched(fact, this.#keyOf(fact))
        break
      case FactKind.granted:
        this.#leases.granted(fact, this.#keyOf(fact), this.#measured(fact.at))
        break
      case FactKind.fenced:
        if (this.#measured(fact.at)) this.#findings.count(Count.fenced, fact.record, fact.operation)
        break
    }
  }

  healed(at: number): void {
    this.#copies.healed(at)
  }

  /** Everything seen, as plain data; nothing is observed afterwards. */
  summary(): ConsistencySummary {
    for (const entry of this.#ring.entries()) this.#settle(entry)
    this.#copies.finish()
    return summarizeConsistency(this.#subjects, this.#findings, this.#copies.convergence(), this.#bounded)
  }

  #measured(at: number): boolean {
    return at >= this.#from && at < this.#to
  }

  #recordOf(fact: DataFact): RecordSubject | undefined {
    return this.#subjects.records[fact.record]
  }

  /** Whether the key is one that can be read. */
  #followed(fact: DataFact): boolean {
    const record = this.#recordOf(fact)
    return record !== undefined && fact.key < record.keys
  }

  #keyOf({ record, key, group }: DataFact): number {
    return this.#findings.keyOf(record, key, group)
  }

  #read(fact: DataFact): void {
    if (!this.#followed(fact)) return
    const { record, operation, version, order } = fact
    const measured = this.#measured(fact.began)
    const key = this.#keyOf(fact)
    const ring = this.#ring
    this.#findings.looked(Anomaly.staleRead, record, operation, measured)
    const before = this.#isolation.began(fact)
    let missed = 0
    let since = Number.POSITIVE_INFINITY
    let first = -1
    let entry = ring.head(key)
    for (; entry >= 0 && ring.isNewer(entry, order, version); entry = ring.older(entry)) {
      const at = ring.get('acknowledged', entry)
      // At one instant only who wrote it knows of it before the read.
      const own = fact.session >= 0 && ring.get('session', entry) === fact.session
      const known = own ? at <= before : at < before
      if (!known || ring.has(entry, Flag.lost)) continue
      missed++
      if (at < since) {
        since = at
        first = entry
      }
    }
    const bounded = entry === -2 || (entry === -1 && missed === 0)
    if (bounded && missed === 0) {
      const at = ring.lastAcknowledged(key, order, version)
      if (at >= 0 && at < before) {
        missed = 1
        since = at
      }
    }
    // The chain is in order: the first that is not newer is what was read, or that is not committed.
    const own = entry >= 0 && ring.get('version', entry) === version ? entry : -1
    if (own >= 0) ring.mark(own, Flag.seen)
    this.#isolation.read(fact, key, own, measured)
    if (fact.session >= 0 && (own >= 0 || version <= 0)) this.#sessions.read(fact, key, own, measured)
    if (missed === 0) return
    if (measured && (entry === -2 || first < 0)) this.#bounded++
    this.#stale(fact, { missed, age: fact.began - since, first, measured })
  }

  #stale(fact: DataFact, { missed, age, first, measured }: Stale): void {
    const { record, operation, at } = fact
    const findings = this.#findings
    if (measured) {
      const own = findings.of(record, operation)
      for (const tally of [findings.records[record] as Tally, own]) {
        tally?.staleness.record(Math.max(0, age))
        tally?.missed.record(missed)
      }
    }
    const found = { anomaly: Anomaly.staleRead, record, operation, measured, at, size: age }
    findings.found(found, () => {
      const events: DataEvent[] = []
      if (first >= 0) {
        const key = this.#keyOf(fact)
        const read = this.#ring.find(key, fact.version)
        if (read >= 0) events.push(findings.entry(read, 'wrote'))
        events.push(findings.entry(first, 'wrote'))
        events.push(findings.entry(first, 'was told that it had written', 'acknowledged'))
      }
      return [...events, findings.event(fact, 'began to read', fact.began), findings.event(fact, 'read')]
    })
  }

  #committed(fact: DataFact): void {
    const { record, operation } = fact
    const measured = this.#measured(fact.at)
    if (measured) this.#findings.count(Count.commits, record, operation)
    if (!this.#followed(fact)) return
    const key = this.#keyOf(fact)
    const head = this.#ring.head(key)
    const entry = this.#enter(fact, key)
    this.#rival(entry, head, fact)
    this.#isolation.committed(fact, key, entry)
    this.#sessions.committed(fact, key, entry, measured)
    this.#copies.copied(fact, key)
    this.#copies.holds(fact, key)
    this.#judgeWrite(fact, entry, measured)
    this.#leases.committed(fact, key, measured)
  }

  #enter(fact: DataFact, key: number): number {
    const ring = this.#ring
    const entry = ring.add(key, fact.version, fact.order)
    ring.set('began', entry, fact.began)
    ring.set('committed', entry, fact.at)
    ring.set('acknowledged', entry, Number.POSITIVE_INFINITY)
    ring.set('value', entry, fact.value)
    ring.set('request', entry, fact.request)
    ring.set('session', entry, fact.session)
    ring.set('workload', entry, fact.workload)
    ring.set('operation', entry, fact.operation)
    ring.set('transaction', entry, fact.transaction)
    ring.set('node', entry, fact.node)
    return entry
  }

  /** Takes note of the write that stands over another, and knew nothing of it. */
  #rival(entry: number, head: number, fact: DataFact): void {
    if (head < 0) return
    const ring = this.#ring
    const over = ring.newer(entry)
    if (over >= 0) {
      // It comes after what already stands over it: nobody will ever read it.
      ring.mark(entry, Flag.rivalled)
      ring.set('rival', entry, over)
      return
    }
    if (fact.basedOn === ring.get('version', head)) ring.mark(head, Flag.seen)
    if (ring.get('acknowledged', head) <= fact.began) return
    ring.mark(head, Flag.rivalled)
    ring.set('rival', head, entry)
  }

  #judgeWrite(fact: DataFact, entry: number, measured: boolean): void {
    const { record, operation, at, basedOn, replaced } = fact
    const findings = this.#findings
    // Rows are added to a group beside each other.
    if (basedOn >= 0 && !fact.group) {
      findings.looked(Anomaly.lostUpdate, record, operation, measured)
      const told = replaced > basedOn ? replaced : ABSENT
      const missed = this.#isLeaderless(record) ? this.#missedBy(entry, basedOn) : told
      if (missed !== ABSENT) this.#lostUpdate(fact, { basedOn, missed }, entry, measured)
    }
    if (this.#recordOf(fact)?.integer === true) {
      const anomaly = Anomaly.negativeValue
      findings.looked(anomaly, record, operation, measured)
      if (fact.value < 0) {
        findings.found({ anomaly, record, operation, measured, at }, () => [findings.entry(entry, 'wrote')])
      }
    }
    const anomaly = Anomaly.splitBrainWrite
    findings.looked(anomaly, record, operation, measured)
    if (!fact.usurped) return
    findings.found({ anomaly, record, operation, measured, at }, () => [findings.entry(entry, 'wrote')])
  }

  #isLeaderless(record: number): boolean {
    return this.#subjects.stores[this.#subjects.records[record]?.store ?? -1]?.leaderless === true
  }

  /**
   * Where nodes are alike none of them knows what a write takes the place of: the newest version of the key, by the
   * order of the store, that was committed before it and is newer than the one it was computed from; -1 for none.
   */
  #missedBy(entry: number, basedOn: number): number {
    const ring = this.#ring
    const base = ring.find(ring.get('key', entry), basedOn)
    let other = ring.head(ring.get('key', entry))
    while (other >= 0 && (other === entry || ring.has(other, Flag.lost))) other = ring.older(other)
    if (other < 0 || other === base) return ABSENT
    // What it was computed from is the initial version, or was forgotten: all others are newer.
    const isNewer = base < 0 || ring.isNewer(other, ring.get('order', base), basedOn)
    return isNewer ? ring.get('version', other) : ABSENT
  }

  #lostUpdate({ record, operation, at }: DataFact, of: Missed, entry: number, measured: boolean): void {
    const findings = this.#findings
    const key = this.#ring.get('key', entry)
    findings.found({ anomaly: Anomaly.lostUpdate, record, operation, measured, at }, () =>
      [this.#ring.find(key, of.basedOn), this.#ring.find(key, of.missed), entry]
        .filter((one) => one >= 0)
        .map((one) => findings.entry(one, 'wrote')),
    )
  }

  #acknowledged(fact: DataFact): void {
    const { record, operation } = fact
    const measured = this.#measured(fact.began)
    if (measured) this.#findings.count(Count.writes, record, operation)
    if (!this.#followed(fact)) return
    const key = this.#keyOf(fact)
    const ring = this.#ring
    const entry = ring.find(key, fact.version)
    this.#findings.looked(Anomaly.lostWrite, record, operation, measured)
    if (entry >= 0) ring.set('acknowledged', entry, fact.at)
    if (entry >= 0 && ring.has(entry, Flag.lost)) this.#lostWrite(fact, entry)
    else ring.acknowledge(key, fact.version, fact.order, fact.at)
    if (fact.session >= 0) this.#sessions.acknowledged(fact, key)
  }

  #failed(fact: DataFact): void {
    if (!this.#measured(fact.began) || this.#recordOf(fact) === undefined) return
    const { record, operation, outcome } = fact
    this.#findings.count(fact.kind === FactKind.refused ? Count.refused : Count.unknown, record, operation)
    if (outcome === this.#conflict) this.#findings.count(Count.conflicts, record, operation)
    if (outcome === this.#deadlock) this.#findings.count(Count.deadlocks, record, operation)
  }

  #lost(fact: DataFact): void {
    if (!this.#followed(fact)) return
    const key = this.#keyOf(fact)
    const entry = this.#ring.find(key, fact.version)
    this.#ring.lose(key, fact.version)
    if (entry < 0) return
    this.#ring.mark(entry, Flag.lost)
    if (isFinite(this.#ring.get('acknowledged', entry))) this.#lostWrite(fact, entry)
  }

  /** An acknowledged version is gone. */
  #lostWrite(fact: DataFact, entry: number): void {
    const ring = this.#ring
    const measured = this.#measured(ring.get('began', entry))
    const found = { record: fact.record, operation: ring.get('operation', entry), measured, at: fact.at }
    const findings = this.#findings
    findings.found({ anomaly: Anomaly.lostWrite, ...found }, () => {
      const wrote = findings.entry(entry, 'wrote')
      const told = findings.entry(entry, 'was told that it had written', 'acknowledged')
      const lost: DataEvent = { ...findings.event(fact, 'lost'), request: -1, session: -1, workload: '', operation: '' }
      return fact.kind === FactKind.lost ? [wrote, told, lost] : [wrote, told]
    })
  }

  /** The last chance to say of a version that nobody ever saw it, where the last writer wins. */
  #settle(entry: number): void {
    const ring = this.#ring
    const { record } = this.#findings.placeOf(ring.get('key', entry))
    const store = this.#subjects.records[record]?.store ?? -1
    if (this.#subjects.stores[store]?.lastWriterWins !== true || !isFinite(ring.get('acknowledged', entry))) return
    const operation = ring.get('operation', entry)
    const measured = this.#measured(ring.get('began', entry))
    this.#findings.looked(Anomaly.overwrittenWrite, record, operation, measured)
    if (!ring.has(entry, Flag.rivalled) || ring.has(entry, Flag.seen) || ring.has(entry, Flag.lost)) return
    const at = ring.get('acknowledged', entry)
    const rival = ring.get('rival', entry)
    const findings = this.#findings
    findings.found({ anomaly: Anomaly.overwrittenWrite, record, operation, measured, at }, () => [
      findings.entry(entry, 'wrote'),
      findings.entry(entry, 'was told that it had written', 'acknowledged'),
      ...(ring.find(ring.get('key', entry), ring.get('version', rival)) === rival
        ? [findings.entry(rival, 'wrote')]
        : []),
    ])
  }
}

interface Missed {
  /** The version that a write was computed from … */
  readonly basedOn: number
  /** … and the one that it knew nothing of. */
  readonly missed: number
}

interface Stale {
  readonly missed: number
  readonly age: number
  /** The missed version that was acknowledged first; -1 where it was forgotten. */
  readonly first: number
  readonly measured: boolean
}
