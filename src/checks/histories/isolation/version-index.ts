import { invariant } from '../../../sim/kernel/invariant.ts'
import type { Transaction } from './transaction.ts'

/** A version of a record that a committed transaction left behind, or a change of what a predicate finds. */
export interface Installed {
  readonly version: number
  /** Which transaction, by its place in the history. */
  readonly writer: number
}

/** What is known of the versions of one record, or of the changes of what one predicate finds. */
export interface Item {
  readonly name: string
  readonly isPredicate: boolean
  /** Who made each version, committed or not. */
  readonly writers: ReadonlyMap<number, number>
  /** The last version of each transaction that wrote the record. */
  readonly last: ReadonlyMap<number, number>
  /** The last versions of committed transactions, for a predicate all their changes; oldest first. */
  readonly installed: readonly Installed[]
}

/** The items of a history, records and predicates apart. */
export interface VersionIndex {
  readonly records: ReadonlyMap<string, Item>
  readonly predicates: ReadonlyMap<string, Item>
}

interface Draft {
  readonly writers: Map<number, number>
  readonly last: Map<number, number>
}

/** Sorts out who made what. Throws if a version was made twice. */
export function indexVersions(transactions: readonly Transaction[]): VersionIndex {
  const records = new Map<string, Draft>()
  const predicates = new Map<string, Draft>()
  for (const [writer, { steps }] of transactions.entries()) {
    for (const step of steps) {
      if (step.kind !== 'write') continue
      const { writers, last } = draftOf(records, step.key)
      enter(writers, step.version, writer)
      last.set(writer, Math.max(step.version, last.get(writer) ?? 0))
      for (const { predicate, version } of step.changes ?? []) {
        enter(draftOf(predicates, predicate).writers, version, writer)
      }
    }
  }
  const isCommitted = ({ writer }: Installed): boolean => transactions[writer]?.outcome === 'committed'
  const finish = (drafts: ReadonlyMap<string, Draft>, isPredicate: boolean): ReadonlyMap<string, Item> =>
    new Map(
      [...drafts].map(([name, { writers, last }]) => {
        const all = isPredicate
          ? [...writers].map(([version, writer]) => ({ version, writer }))
          : [...last].map(([writer, version]) => ({ version, writer }))
        const installed = all.filter(isCommitted).sort((a, b) => a.version - b.version)
        return [name, { name, isPredicate, writers, last, installed }]
      }),
    )
  return { records: finish(records, false), predicates: finish(predicates, true) }
}

/** The place of the first installed version that is newer. */
export function placeAfter({ installed }: Item, version: number): number {
  let low = 0
  let high = installed.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((installed[middle]?.version ?? Infinity) <= version) low = middle + 1
    else high = middle
  }
  return low
}

function draftOf(drafts: Map<string, Draft>, name: string): Draft {
  const known = drafts.get(name)
  if (known !== undefined) return known
  const draft: Draft = { writers: new Map(), last: new Map() }
  drafts.set(name, draft)
  return draft
}

function enter(writers: Map<number, number>, version: number, writer: number): void {
  invariant(version >= 1 && !writers.has(version), 'two writes made the same version')
  writers.set(version, writer)
}
