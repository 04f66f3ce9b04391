import type { Tally } from '../tally.ts'
import { type Anomaly, anomalyNames } from './isolation-level.ts'
import { Cases, type Phenomenon } from './phenomenon.ts'
import type { PredicateRead, Transaction, TransactionRead } from './transaction.ts'
import { type Item, indexVersions, placeAfter, type VersionIndex } from './version-index.ts'

/** The anomalies that one read or write shows by itself: no cycle has to be looked for. */
export function directAnomalies(transactions: readonly Transaction[], keep: number, tally: Tally): readonly Cases[] {
  return new Direct(transactions, keep, tally).run()
}

class Direct {
  readonly #transactions: readonly Transaction[]
  readonly #index: VersionIndex
  readonly #tally: Tally
  readonly #aborted: Cases
  readonly #intermediate: Cases
  readonly #dirty: Cases
  readonly #changed: Cases
  readonly #lost: Cases

  constructor(transactions: readonly Transaction[], keep: number, tally: Tally) {
    this.#transactions = transactions
    this.#index = indexVersions(transactions)
    this.#tally = tally
    this.#aborted = new Cases('G1a', keep)
    this.#intermediate = new Cases('G1b', keep)
    this.#dirty = new Cases('dirty-read', keep)
    this.#changed = new Cases('non-repeatable-read', keep)
    this.#lost = new Cases('lost-update', keep)
  }

  run(): readonly Cases[] {
    for (const [index, transaction] of this.#transactions.entries()) this.#judge(index, transaction)
    return [this.#aborted, this.#intermediate, this.#dirty, this.#changed, this.#lost]
  }

  #judge(index: number, transaction: Transaction): void {
    /** The version of each record that the transaction saw last, until it wrote the record; `null` from then on. */
    const seen = new Map<string, number | null>()
    for (const step of transaction.steps) {
      this.#tally.steps++
      if (step.kind === 'write') {
        const base = seen.get(step.key)
        seen.set(step.key, null)
        if (typeof base === 'number') this.#judgeUpdate(index, transaction, step.key, base)
        continue
      }
      this.#judgeSource(index, transaction, step)
      if (step.kind === 'query') continue
      const before = seen.get(step.key)
      if (typeof before === 'number' && before !== step.version) this.#judgeRepeat(index, transaction, step, before)
      if (before !== null) seen.set(step.key, step.version)
    }
  }

  /** Reads of what was not, or not yet, committed. */
  #judgeSource(index: number, reader: Transaction, step: TransactionRead | PredicateRead): void {
    const isQuery = step.kind === 'query'
    const name = isQuery ? step.predicate : step.key
    const item = isQuery ? this.#index.predicates.get(name) : this.#index.records.get(name)
    const place = item?.writers.get(step.version)
    const writer = this.#transactions[place ?? -1]
    if (item === undefined || writer === undefined || place === index) return
    const what = isQuery ? `a change of what "${name}" finds` : `version ${step.version} of ${name}`
    const add = (cases: Cases, why: string): void =>
      cases.add(() =>
        phenomenon(cases.anomaly, name, `${reader.id} read ${what} from ${writer.id}, ${why}`, [writer, reader]),
      )
    if (writer.outcome === 'running' || (step.at !== undefined && step.at < writer.end)) {
      add(this.#dirty, 'which had not ended')
    }
    if (reader.outcome !== 'committed') return
    if (writer.outcome === 'aborted') add(this.#aborted, 'which aborted')
    if (!isQuery && item.last.get(place ?? -1) !== step.version) add(this.#intermediate, 'which wrote it again')
  }

  #judgeRepeat(index: number, reader: Transaction, { key, version }: TransactionRead, before: number): void {
    if (reader.outcome !== 'committed') return
    const writer = this.#transactions[this.#index.records.get(key)?.writers.get(Math.max(version, before)) ?? -1]
    const others = writer === undefined || writer === this.#transactions[index] ? [] : [writer]
    const sentence = `${reader.id} read ${key} twice and saw version ${before}, then ${version}`
    this.#changed.add(() => phenomenon('non-repeatable-read', key, sentence, [...others, reader]))
  }

  /** An update of what had been read must replace just that. */
  #judgeUpdate(index: number, updater: Transaction, key: string, base: number): void {
    const item = this.#index.records.get(key)
    if (item === undefined || updater.outcome !== 'committed' || !this.#isInOrder(item, base)) return
    const own = item.last.get(index) ?? 0
    const replaced = item.installed[placeAfter(item, own) - 2]
    const loser = this.#transactions[replaced?.writer ?? -1]
    if (replaced === undefined || loser === undefined || replaced.version <= base) return
    const done = `replaced version ${replaced.version} by ${loser.id}`
    const sentence = `${updater.id} read version ${base} of ${key} and ${done}`
    this.#lost.add(() => phenomenon('lost-update', key, sentence, [loser, updater]))
  }

  /** Whether a version has a place in the order: those that were not committed have none. */
  #isInOrder({ writers }: Item, version: number): boolean {
    const writer = writers.get(version)
    return writer === undefined || this.#transactions[writer]?.outcome === 'committed'
  }
}

function phenomenon(anomaly: Anomaly, on: string, sentence: string, transactions: readonly Transaction[]): Phenomenon {
  return { anomaly, on, sentence: `${anomalyNames[anomaly]}: ${sentence}`, transactions, cycle: [] }
}
