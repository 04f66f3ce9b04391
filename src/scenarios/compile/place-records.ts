import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import type { StoreTemplate } from '../store.ts'
import type { Findings } from './findings.ts'
import { byCodeUnit, listed, sortedKeys } from './names.ts'
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
 * module owns it; one that Orrery makes goes where the first other record of its module is, by name. Reports records
 * owned twice, unknown records and records in two stores.
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
    keep(placed, storeOf, findings)
  }
  const rest = new Map<string, string[]>()
  const homes = homesOfMade(scenario, storeOf)
  for (const [record, owner] of ownerOf) {
    const unit = placement.unitOf.get(owner)?.name
    if (unit === undefined || storeOf.has(record) || homes.has(record)) continue
    const records = rest.get(unit)
    if (records === undefined) rest.set(unit, [record])
    else records.push(record)
  }
  for (const [unit, records] of rest) {
    const name = `${unit}-db`
    const template = scenario.stores.eachUnit
    const placed = { name, path: ['stores', 'each-unit'], template, records: records.sort(byCodeUnit) }
    stores.push(placed)
    for (const record of records) storeOf.set(record, placed)
  }
  join(homes, stores, storeOf)
  return { stores: stores.sort((left, right) => byCodeUnit(left.name, right.name)), storeOf, ownerOf }
}

/** Named stores that made records join, because other records of their module are there. */
function homesOfMade({ app }: Scenario, storeOf: ReadonlyMap<string, PlacedStore>): Map<string, PlacedStore> {
  const homes = new Map<string, PlacedStore>()
  for (const module of sortedKeys(app)) {
    const owned = app[module]?.owns ?? {}
    const written = sortedKeys(owned).find((record) => owned[record]?.made !== true)
    const home = storeOf.get(written ?? '')
    if (home === undefined) continue
    for (const record of sortedKeys(owned)) {
      if (owned[record]?.made === true && !storeOf.has(record)) homes.set(record, home)
    }
  }
  return homes
}

/** Gives stores the made records that join them. */
function join(homes: ReadonlyMap<string, PlacedStore>, stores: PlacedStore[], storeOf: Map<string, PlacedStore>): void {
  stores.forEach((store, index) => {
    const joining = [...homes].flatMap(([record, home]) => (home === store ? [record] : []))
    if (joining.length === 0) return
    const joined = { ...store, records: [...store.records, ...joining].sort(byCodeUnit) }
    stores[index] = joined
    for (const record of joined.records) storeOf.set(record, joined)
  })
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
  const known = (): string[] => [...ownerOf.keys()].sort(byCodeUnit)
  if (holds === 'all') return known()
  const records = new Set<string>()
  holds.forEach((record, index) => {
    if (ownerOf.has(record)) {
      records.add(record)
      return
    }
    const declared = (found: string): DocumentPath => ['app', ownerOf.get(found) ?? '', 'owns', found]
    unknownName(findings, 'S203', 'record', record, known, [...path, 'holds', index], declared)
  })
  return [...records].sort(byCodeUnit)
}

/** Gives a store its records; names those that another store has already, of very many only some. */
function keep(store: PlacedStore, storeOf: Map<string, PlacedStore>, findings: Findings): void {
  const taken: string[] = []
  for (const record of store.records) {
    if (!storeOf.has(record)) storeOf.set(record, store)
    else if (taken.push(record) > MOST_NAMED) break
  }
  const other = storeOf.get(taken[0] ?? '')
  if (other === undefined) return
  const both = taken.filter((record) => storeOf.get(record) === other).map((record) => `"${record}"`)
  const what = both.length === 1 ? `record ${both[0]} is` : `records ${listed(both, MOST_NAMED)} are`
  findings.error('S214', [...store.path, 'holds'], `${what} in two stores: "${other.name}" and "${store.name}"`, {
    expected: 'every record in at most one store',
    hint: '"all" means every record there is, and is the default: list the records where there are several stores',
    related: [{ path: [...other.path, 'holds'], message: `store "${other.name}" keeps it too` }],
  })
}

const MOST_NAMED = 5
