import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import { ABSENT, type DataFact, FactKind } from '../../sim/data-fact.ts'
import { linearizable } from '../histories/linearizability/linearizable.ts'
import type { Operation, Value, Write } from '../histories/registers/operation.ts'
import { sequentiallyConsistent } from '../histories/sequential/sequentially-consistent.ts'
import { factEvent } from './fact-event.ts'
import type { InvariantReport } from './invariant-report.ts'
import { type InvariantWatch, reportOf } from './invariant-watch.ts'

/** Operations of one rule that are collected; what comes later is not judged. */
const OPERATIONS_JUDGED = 50_000

/** An operation whose end may still come. */
type Collected = { -readonly [Field in keyof Write]: Write[Field] }

/**
 * Collects what was read and written of one record and has it judged at the end. Versions stand for values, because no
 * two writes have the same. A read in a local transaction counts from its begin, since it may read as of then.
 */
export class RegisterWatch implements InvariantWatch {
  readonly #kind: 'linearizable' | 'sequential'
  readonly #record: number
  readonly #subjects: DataSubjects
  readonly #operations: Operation[] = []
  readonly #events = new Map<Operation, DataEvent>()
  /** Writes without an answer so far, by version. */
  readonly #open = new Map<number, Collected>()
  readonly #begun = new Map<number, number>()
  /** By key: version that made the row go, by its place. */
  readonly #places = new Map<string, number>()
  #beyond = 0

  constructor(kind: 'linearizable' | 'sequential', record: number, subjects: DataSubjects) {
    this.#kind = kind
    this.#record = record
    this.#subjects = subjects
  }

  observed(fact: DataFact): void {
    const { kind, transaction } = fact
    if (kind === FactKind.begun) this.#begun.set(transaction, fact.at)
    if (kind === FactKind.ended) this.#begun.delete(transaction)
    if (fact.record !== this.#record || fact.key >= (this.#subjects.records[this.#record]?.keys ?? 0)) return
    if (kind === FactKind.read) this.#read(fact)
    if (kind === FactKind.committed) this.#write(fact)
    if (kind === FactKind.acknowledged) this.#acknowledged(fact)
  }

  report(): InvariantReport {
    const history = { operations: this.#operations, initial: 0 }
    const judged = this.#kind === 'linearizable' ? linearizable(history) : sequentiallyConsistent(history)
    const { verdict, observed, violations, findings, sentence } = judged
    const [first] = findings
    const story = (first?.evidence ?? []).flatMap((operation) => this.#events.get(operation) ?? [])
    const beyond = this.#beyond === 0 ? null : `${this.#beyond} later operations were not judged`
    if (verdict === 'inconclusive') return { ...reportOf(0, 0, { reason: sentence }), evaluated: observed }
    return reportOf(observed, violations, verdict === 'violated' ? { reason: sentence, story } : { reason: beyond })
  }

  #read(fact: DataFact): void {
    if (this.#full()) return
    const { version, order, began, at } = fact
    const value: Value = version === ABSENT ? (this.#places.get(`${keyText(fact)} ${order}`) ?? null) : version
    const call = Math.min(began, this.#begun.get(fact.transaction) ?? began)
    this.#add({ kind: 'read', value, ...this.#called(fact, value, call), return: at, outcome: 'ok' }, fact, 'read')
  }

  #write(fact: DataFact): void {
    // A key knows which of its versions a deletion was by its place alone.
    this.#places.set(`${keyText(fact)} ${fact.order}`, fact.version)
    if (this.#places.size > OPERATIONS_JUDGED) this.#places.delete(this.#places.keys().next().value ?? '')
    if (this.#full()) return
    const { version, at } = fact
    const write: Collected = {
      kind: 'write',
      value: version,
      ...this.#called(fact, version, fact.began),
      return: Number.POSITIVE_INFINITY,
      outcome: 'info',
      committed: at,
    }
    this.#open.set(version, write)
    this.#add(write, fact, 'wrote')
  }

  #acknowledged({ version, at }: DataFact): void {
    const write = this.#open.get(version)
    if (write === undefined) return
    write.return = at
    write.outcome = 'ok'
    this.#open.delete(version)
  }

  #called(fact: DataFact, value: Value, call: number): Pick<Operation, 'session' | 'key' | 'call' | 'version'> {
    const store = this.#subjects.records[this.#record]?.store ?? -1
    // Where the last writer wins, versions are not in the order of the store.
    const ordered = this.#subjects.stores[store]?.lastWriterWins !== true && typeof value === 'number'
    const session = fact.session < 0 ? `request ${fact.request}` : `session ${fact.session}`
    return { session, key: keyText(fact), call, ...(ordered ? { version: value } : {}) }
  }

  #add(operation: Operation, fact: DataFact, deed: 'read' | 'wrote'): void {
    this.#operations.push(operation)
    this.#events.set(operation, factEvent(fact, deed, this.#subjects))
  }

  #full(): boolean {
    if (this.#operations.length < OPERATIONS_JUDGED) return false
    this.#beyond++
    return true
  }
}

function keyText({ key, group }: DataFact): string {
  return group ? `group ${key}` : `${key}`
}
