import type { DataFact } from '../../sim/data-fact.ts'
import { Anomaly } from './anomaly.ts'
import type { DataEvent } from './data-event.ts'
import type { DataSubjects } from './data-subjects.ts'
import type { Findings } from './findings.ts'
import type { Access, OpenTransaction } from './open-transaction.ts'
import { type Skew, Transactions } from './transactions.ts'
import { Flag, type VersionRing } from './version-ring.ts'

/** What local transactions see of each other that a serial order would not show them. */
export class Isolation {
  readonly #transactions = new Transactions((key) => key % 2 === 1)
  readonly #findings: Findings
  readonly #ring: VersionRing
  readonly #subjects: DataSubjects

  constructor(findings: Findings, ring: VersionRing, subjects: DataSubjects) {
    this.#findings = findings
    this.#ring = ring
    this.#subjects = subjects
  }

  begun(fact: DataFact): void {
    this.#transactions.begin(fact)
  }

  /** When the transaction that a fact belongs to began; when the statement itself did where there is none. */
  began(fact: DataFact): number {
    const own = this.#transactions.get(fact.transaction)
    return own === undefined ? fact.began : Math.min(own.began, fact.began)
  }

  touched(fact: DataFact, key: number): void {
    this.#transactions.touched(fact.transaction, key, fact.version, this.#ring.find(key, fact.version) >= 0)
  }

  /** A version is committed; `entry` is it. */
  committed(fact: DataFact, key: number, entry: number): void {
    const seen = this.#transactions.committed(fact.transaction, key, fact)
    if (seen) this.#ring.mark(entry, Flag.touched)
  }

  /** `entry`: the version read, if it is known to be committed. */
  read(fact: DataFact, key: number, entry: number, measured: boolean): void {
    const { record, operation, transaction, version } = fact
    const own = this.#transactions.get(transaction)
    const writer = entry < 0 ? this.#transactions.writerOf(version) : -1
    const mine = own !== undefined && (writer === transaction || own.touched.includes(key))
    this.#findings.looked(Anomaly.dirtyRead, record, operation, measured)
    if (this.#isDirty(fact, entry, writer)) this.#dirty(fact, entry, measured)
    if (own === undefined || mine) return
    const before = own.reads.findLast((read) => read.key === key)
    if (before !== undefined) this.#again(fact, before, measured)
    const access: Access = { key, version, order: fact.order, at: fact.effect }
    if (before === undefined || before.version !== version) own.add(own.reads, access)
  }

  ended(fact: DataFact, measured: boolean): void {
    const own = this.#transactions.end(fact.transaction, fact.value === 1, fact.at)
    if (own === undefined) {
      this.#transactions.keep(undefined)
      return
    }
    const records = new Set([...own.reads, ...own.writes].map(({ key }) => this.#findings.placeOf(key).record))
    for (const record of records) this.#findings.looked(Anomaly.writeSkew, record, own.operation, measured)
    const store = this.#subjects.records[[...records][0] ?? -1]?.store ?? -1
    const tally = this.#findings.stores[store]
    if (measured && tally !== undefined) (tally.looked[Anomaly.writeSkew] as number)++
    for (const skew of this.#transactions.skews(own)) {
      if (measured && tally !== undefined) (tally.found[Anomaly.writeSkew] as number)++
      this.#skew(skew, measured)
    }
    this.#transactions.keep(own)
  }

  #isDirty(fact: DataFact, entry: number, writer: number): boolean {
    if (entry < 0) return writer >= 0 && writer !== fact.transaction
    const ring = this.#ring
    if (!ring.has(entry, Flag.touched) || ring.get('committed', entry) <= fact.effect) return false
    return ring.get('transaction', entry) !== fact.transaction
  }

  #dirty(fact: DataFact, entry: number, measured: boolean): void {
    const { record, operation, at } = fact
    const findings = this.#findings
    findings.found({ anomaly: Anomaly.dirtyRead, record, operation, measured, at }, () => {
      const read = findings.event(fact, 'read', fact.effect)
      return entry < 0 ? [read] : [read, findings.entry(entry, 'wrote')]
    })
  }

  /** The transaction reads for a second time what it has not written itself. */
  #again(fact: DataFact, before: Access, measured: boolean): void {
    const { record, operation, at } = fact
    const anomaly = fact.group ? Anomaly.phantom : Anomaly.nonRepeatableRead
    const findings = this.#findings
    findings.looked(anomaly, record, operation, measured)
    if (before.version === fact.version) return
    const key = findings.keyOf(record, fact.key, fact.group)
    findings.found({ anomaly, record, operation, measured, at }, () => {
      const now = findings.event(fact, 'read', fact.effect)
      const entry = this.#ring.find(key, fact.version)
      const then: DataEvent = { ...now, at: before.at, version: before.version, value: null, node: '' }
      return [then, ...(entry < 0 ? [] : [findings.entry(entry, 'wrote')]), now]
    })
  }

  #skew(skew: Skew, measured: boolean): void {
    const { first, second } = skew
    const findings = this.#findings
    const { record } = findings.placeOf(skew.readBySecond.key)
    const found = { anomaly: Anomaly.writeSkew, record, operation: second.operation, measured, at: second.ended }
    const line = (own: OpenTransaction, deed: DataEvent['deed'], access: Access): DataEvent => {
      const { version, at } = access
      const { request, session, workload, operation } = own
      const where = findings.placeOf(access.key)
      const entry = this.#ring.find(access.key, version)
      const value = entry < 0 ? 0 : this.#ring.get('value', entry)
      const event = findings.line({
        at,
        deed,
        ...where,
        version,
        value,
        request,
        session,
        workload,
        operation,
        node: -1,
      })
      return entry < 0 ? { ...event, value: null } : event
    }
    findings.found(found, () => [
      line(first, 'read', skew.readByFirst),
      line(second, 'read', skew.readBySecond),
      line(first, 'wrote', skew.writeOfFirst),
      line(second, 'wrote', skew.writeOfSecond),
    ])
  }
}
