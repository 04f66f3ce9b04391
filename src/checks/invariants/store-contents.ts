import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import { type DataFact, FactKind } from '../../sim/data-fact.ts'
import type { RecordView, StoreView } from './invariant-rule.ts'

/** Earlier versions of a key that are remembered, for when later ones are lost. */
const EARLIER_KEPT = 8

interface Row {
  readonly version: number
  readonly order: number
  readonly value: number
}

/** What stores hold by what they have committed: of each key the version that stands last. */
export class StoreContents {
  readonly #subjects: DataSubjects
  /** By record and key, the latest last; what nobody has written is as it was at the start. */
  readonly #rows: readonly Map<number, Row[]>[]
  readonly #initial: readonly number[]
  /** By record; `undefined` where something has changed since. */
  readonly #views: (RecordView | undefined)[]
  readonly #sums: Float64Array

  /** `initial`: value of every key of each record at the start. */
  constructor(subjects: DataSubjects, initial: readonly number[]) {
    this.#subjects = subjects
    this.#initial = initial
    this.#rows = subjects.records.map(() => new Map<number, Row[]>())
    this.#views = subjects.records.map(() => undefined)
    this.#sums = Float64Array.from(subjects.records, ({ keys }, record) => keys * (initial[record] ?? 0))
  }

  /** Takes a fact in; returns whether the contents have changed. */
  take(fact: DataFact): boolean {
    const record = this.#subjects.records[fact.record]
    if (record === undefined || fact.group || fact.key >= record.keys) return false
    if (fact.kind === FactKind.committed) return this.#put(fact)
    return fact.kind === FactKind.lost && this.#lose(fact)
  }

  /** Sum of the values of a record. */
  sum(record: number): number {
    return this.#sums[record] as number
  }

  /** Sum of the values of a record at the start. */
  sumAtStart(record: number): number {
    return (this.#subjects.records[record]?.keys ?? 0) * (this.#initial[record] ?? 0)
  }

  /** Everything as it is now, frozen; records that have not changed are the same objects as before. */
  view(at: number): StoreView {
    const records = this.#subjects.records.map(({ name }, record) => {
      return [name, (this.#views[record] ??= this.#viewOf(record))] as const
    })
    return Object.freeze({ atMs: at / 1e6, records: Object.freeze(Object.fromEntries(records)) })
  }

  #put({ record, key, version, order, value }: DataFact): boolean {
    const rows = this.#rowsOf(record, key)
    const before = rows.at(-1)
    const opaque = this.#subjects.records[record]?.integer !== true
    const row: Row = { version, order, value: opaque ? version : value }
    const place = rows.findIndex((other) => other.order > order || (other.order === order && other.version > version))
    if (place >= 0) {
      rows.splice(place, 0, row)
      return false
    }
    rows.push(row)
    if (rows.length > EARLIER_KEPT) rows.shift()
    this.#changed(record, before, row)
    return true
  }

  #lose({ record, key, version }: DataFact): boolean {
    const rows = this.#rowsOf(record, key)
    const place = rows.findIndex((row) => row.version === version)
    if (place < 0) return false
    const before = rows.at(-1)
    rows.splice(place, 1)
    if (rows.at(-1) === before) return false
    this.#changed(record, before, rows.at(-1))
    return true
  }

  #changed(record: number, before: Row | undefined, after: Row | undefined): void {
    const initial = this.#initial[record] ?? 0
    this.#sums[record] = (this.#sums[record] as number) + (after?.value ?? initial) - (before?.value ?? initial)
    this.#views[record] = undefined
  }

  #rowsOf(record: number, key: number): Row[] {
    const all = this.#rows[record] as Map<number, Row[]>
    let rows = all.get(key)
    if (rows === undefined) all.set(key, (rows = []))
    return rows
  }

  #viewOf(record: number): RecordView {
    const rows = this.#rows[record] as Map<number, Row[]>
    const keys = this.#subjects.records[record]?.keys ?? 0
    const values = new Array<number>(keys).fill(this.#initial[record] ?? 0)
    const versions = new Array<number>(keys).fill(0)
    for (const [key, own] of rows) {
      const row = own.at(-1)
      if (row === undefined) continue
      values[key] = row.value
      versions[key] = row.version
    }
    return Object.freeze({ values: Object.freeze(values), versions: Object.freeze(versions) })
  }
}
