import { ABSENT, type DataFact, FactKind } from '../../sim/data-fact.ts'
import type { Moment } from './story.ts'
import type { StoryNames } from './story-names.ts'

/** What a fact about data looks like: a write that happened, was refused, or of which nobody knows. */
export function dataMoment(fact: DataFact, names: StoryNames): Moment {
  const { at, kind, record, key, version, value, node, operation, outcome } = fact
  const { records, stores, units } = names.plan
  const of = records[record]
  const row = `${of?.name ?? ''}[${key}]`
  const caller = names.unitOf(operation)
  const base = { atMs: at / 1e6, node: names.node(node) }
  if (kind !== FactKind.committed) {
    const what = kind === FactKind.refused ? 'is refused' : 'may have written'
    return { ...base, kind: 'note', from: caller, to: '', text: `${what} ${row}: ${names.outcome(outcome)}` }
  }
  const store = units[stores[of?.store ?? -1]?.unit ?? -1]?.name ?? names.unit(node)
  const written = version === ABSENT ? ' is deleted' : of?.initial === null ? '' : ` = ${value}`
  const text = `writes ${row}${written} (version ${version})`
  return caller === '' || caller === store
    ? { ...base, kind: 'note', from: store, to: '', text }
    : { ...base, kind: 'call', from: caller, to: store, text }
}
