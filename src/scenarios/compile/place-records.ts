import type { DocumentPath } from '../problem.ts'
import type { Scenario, StoreTemplate } from '../scenario.ts'
import type { Findings } from './findings.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import type { Placement } from './place-modules.ts'
import { unknownName } from './unknown-name.ts'

/** A store and the records it keeps. */
export interface PlacedStore {
  readonly name: string
  /** Where its fields are written: `stores.main`, or `stores.each-unit` for a unit's own store. */
  readonly path: DocumentPath
  readonly template: StoreTemplate
  /** In code-unit order. */
  readonly records: readonly string[]
}

/** Which store keeps which record. */
export interface Storage {
  /** In code-unit order of their names. */
  readonly stores: readonly PlacedStore[]
  readonly storeOf: ReadonlyMap<string, PlacedStore>
  /** The module that owns each record. */
  readonly ownerOf: ReadonlyMap<string, string>
}

/**
 * Puts every record into one store: the named store that holds it, else the own store `<unit>-db` of the unit whose
 * module owns it. Reports records owned twice, unknown records and records in two stores.
 */
export function placeRecords(scenario: Scenario, placement: Placement, findings: Findings): Storage {
  const ownerOf = owners(scenario, findings)
  const stores: PlacedStore[] = []
  const storeOf = new Map<string, PlacedStore>()
  for (const name of sortedKeys(scenario.stores.named)) {
    const store = scenario.stores.named[name]
    if (store === undefined) continue
    const path = ['stores', name]
    const placed = { name, path, template: store, records: heldBy(store.holds, path, ownerOf, findings) }
    stores.push(placed)
    for (const record of placed.records) keep(record, placed, storeOf, findings)
  }
  for (const unit of placement.units) {
    const records = [...ownerOf.keys()].filter(
      (record) => !storeOf.has(record) && unit.modules.includes(ownerOf.get(record) ?? ''),
    )
    if (records.length === 0) continue
    const path = ['stores', 'each-unit']
    const placed = {
      name: `${unit.name}-db`,
      path,
      template: scenario.stores.eachUnit,
      records: records.sort(byCodeUnit),
    }
    stores.push(placed)
    for (const record of records) storeOf.set(record, placed)
  }
  return { stores: stores.sort((left, right) => byCodeUnit(left.name, right.name)), storeOf, ownerOf }
}

function owners(scenario: Scenario, findings: Findings): Map<string, string> {
  const ownerOf = new Map<string, string>()
  for (const module of sortedKeys(scenario.app)) {
    for (const record of sortedKeys(scenario.app[module]?.owns ?? {})) {
      const owner = ownerOf.get(record)
      if (owner === undefined) {
        ownerOf.set(record, module)
        continue
      }
      findings.error('S213', ['app', module, 'owns', record], `record "${record}" is owned by two modules`, {
        at: 'key',
        expected: 'one owner for every record, because a step names a record alone',
        related: [{ path: ['app', owner, 'owns', record], message: `"${owner}" owns one of that name` }],
      })
    }
  }
  return ownerOf
}

function heldBy(
  holds: 'all' | readonly string[],
  path: DocumentPath,
  ownerOf: ReadonlyMap<string, string>,
  findings: Findings,
): string[] {
  const known = [...ownerOf.keys()].sort(byCodeUnit)
  if (holds === 'all') return known
  const records: string[] = []
  holds.forEach((record, index) => {
    if (ownerOf.has(record)) {
      if (!records.includes(record)) records.push(record)
      return
    }
    const declared = (found: string): DocumentPath => ['app', ownerOf.get(found) ?? '', 'owns', found]
    unknownName(findings, 'S203', 'record', record, known, [...path, 'holds', index], declared)
  })
  return records.sort(byCodeUnit)
}

function keep(record: string, store: PlacedStore, storeOf: Map<string, PlacedStore>, findings: Findings): void {
  const other = storeOf.get(record)
  if (other === undefined) {
    storeOf.set(record, store)
    return
  }
  findings.error(
    'S214',
    [...store.path, 'holds'],
    `record "${record}" is in two stores: "${other.name}" and "${store.name}"`,
    {
      expected: 'every record in at most one store',
      hint: '"all" means every record there is, and is the default: list the records where there are several stores',
      related: [{ path: [...other.path, 'holds'], message: `store "${other.name}" keeps it too` }],
    },
  )
}
