import type { RecordPlan } from '../../../sim/data-plan.ts'
import type { OwnedRecord, Scenario } from '../../scenario.ts'
import { byCodeUnit } from '../names.ts'
import type { Storage } from '../place-records.ts'

/** Names of all records in the order of the plan. */
export function recordNames(storage: Storage): string[] {
  return [...storage.ownerOf.keys()].sort(byCodeUnit)
}

/** A record as its owner describes it. */
export function recordNamed(scenario: Scenario, storage: Storage, record: string): OwnedRecord | undefined {
  const owner = storage.ownerOf.get(record)
  return owner === undefined ? undefined : scenario.app[owner]?.owns[record]
}

/** The value that a record begins with, a copy with that of what it copies; `undefined` for opaque values. */
export function initialOf(scenario: Scenario, storage: Storage, record: string): number | undefined {
  const family = recordNamed(scenario, storage, record)
  const source = family?.['copy-of']
  return source === undefined ? family?.initial : recordNamed(scenario, storage, source)?.initial
}

/** All records, in code-unit order of their names. */
export function compileRecords(scenario: Scenario, storage: Storage): RecordPlan[] {
  const names = recordNames(storage)
  return names.map((name) => {
    const family = recordNamed(scenario, storage, name)
    const store = storage.storeOf.get(name)
    return {
      name,
      owner: storage.ownerOf.get(name) ?? '',
      store: store === undefined ? -1 : storage.stores.indexOf(store),
      keys: family?.keys ?? 1,
      initial: initialOf(scenario, storage, name) ?? null,
      copyOf: family?.['copy-of'] === undefined ? -1 : names.indexOf(family['copy-of']),
      rows: family?.rows ?? 0,
      ...(family?.made === true ? { beyond: true } : {}),
    }
  })
}
