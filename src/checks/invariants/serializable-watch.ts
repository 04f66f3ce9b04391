import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import { type DataFact, FactKind } from '../../sim/data-fact.ts'
import { isolation } from '../histories/isolation/isolation.ts'
import type { Transaction, TransactionStep } from '../histories/isolation/transaction.ts'
import { factEvent } from './fact-event.ts'
import type { InvariantReport } from './invariant-report.ts'
import { type InvariantWatch, reportOf } from './invariant-watch.ts'

/** Transactions that are collected; what comes later is not judged. */
const TRANSACTIONS_JUDGED = 20_000
const STEPS_KEPT = 256
const NEVER = Number.POSITIVE_INFINITY

interface Collected {
  readonly id: string
  outcome: Transaction['outcome']
  end: number
  readonly steps: TransactionStep[]
  readonly events: DataEvent[]
}

/** Collects the transactions of one store, single statements among them, and has their dependencies judged. */
export class SerializableWatch implements InvariantWatch {
  readonly #store: number
  readonly #subjects: DataSubjects
  readonly #collected: Collected[] = []
  readonly #running = new Map<number, Collected>()
  #beyond = 0

  constructor(store: number, subjects: DataSubjects) {
    this.#store = store
    this.#subjects = subjects
  }

  observed(fact: DataFact): void {
    const { kind, transaction, at } = fact
    if (kind === FactKind.ended) {
      const own = this.#running.get(transaction)
      this.#running.delete(transaction)
      if (own === undefined) return
      own.outcome = fact.value === 1 ? 'committed' : 'aborted'
      own.end = at
      return
    }
    if (kind !== FactKind.read && kind !== FactKind.committed) return
    const record = this.#subjects.records[fact.record]
    if (record?.store !== this.#store || fact.key >= record.keys) return
    const own = transaction < 0 ? this.#make(`request ${fact.request}, ${at} ns`, 'committed', at) : this.#of(fact)
    if (own === undefined || own.steps.length >= STEPS_KEPT) return
    own.steps.push(kind === FactKind.read ? readOf(fact, record.name) : writeOf(fact, record.name))
    own.events.push(factEvent(fact, kind === FactKind.read ? 'read' : 'wrote', this.#subjects))
  }

  report(): InvariantReport {
    const known = this.#collected.filter(({ steps }) => steps.length > 0)
    const { verdict, observed, violations, findings, sentence } = isolation(known, { level: 'serializable' })
    const beyond = this.#beyond === 0 ? null : `${this.#beyond} later transactions were not judged`
    if (verdict === 'inconclusive') return { ...reportOf(0, 0, { reason: sentence }), evaluated: observed }
    if (verdict === 'ok') return reportOf(observed, 0, { reason: beyond })
    const names = new Set((findings[0]?.evidence ?? []).map(({ id }) => id))
    const story = known.filter(({ id }) => names.has(id)).flatMap(({ events }) => events)
    return reportOf(observed, violations, { reason: sentence, story: story.toSorted((a, b) => a.at - b.at) })
  }

  #of({ transaction, request }: DataFact): Collected | undefined {
    const known = this.#running.get(transaction)
    if (known !== undefined) return known
    const made = this.#make(`transaction ${transaction} of request ${request}`, 'running', NEVER)
    if (made !== undefined) this.#running.set(transaction, made)
    return made
  }

  #make(id: string, outcome: Transaction['outcome'], end: number): Collected | undefined {
    if (this.#collected.length >= TRANSACTIONS_JUDGED) {
      this.#beyond++
      return undefined
    }
    const made: Collected = { id: `${id} (${this.#collected.length})`, outcome, end, steps: [], events: [] }
    this.#collected.push(made)
    return made
  }
}

function readOf({ key, group, version, order, effect }: DataFact, record: string): TransactionStep {
  if (group) return { kind: 'query', predicate: `${record} of ${key}`, version: Math.max(0, version), at: effect }
  // What is not there stands where it was deleted, and a leader orders by version.
  return { kind: 'read', key: `${record} ${key}`, version: version < 0 ? Math.max(0, order) : version, at: effect }
}

function writeOf({ key, group, version }: DataFact, record: string): TransactionStep {
  if (!group) return { kind: 'write', key: `${record} ${key}`, version }
  const changes = [{ predicate: `${record} of ${key}`, version }]
  return { kind: 'write', key: `${record} of ${key}, row ${version}`, version, changes }
}
