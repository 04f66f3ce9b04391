import type { Document } from './city.ts'
import type { StoreKind } from './stores-town.ts'

/** A fault of one kind at one place of a town with a store. */
export interface StoreFault {
  readonly kind: string
  readonly place: string
  /** What the scenario says about it, beside its times. */
  readonly fault: Document
}

interface Place {
  readonly name: string
  readonly target: unknown
  /** Which of the instances. */
  readonly which?: Document
  /** Stores that have such a place. */
  readonly at: (kind: StoreKind) => boolean
}

const every = (): boolean => true
const edges: readonly Place[] = [
  { name: 'between callers and the store', target: 'gate -> db', at: every },
  { name: 'between the nodes', target: 'db -> db', at: ({ talks }) => talks },
]
const nodes: readonly Place[] = [
  { name: 'at all nodes', target: 'db', at: every },
  { name: 'at the first node', target: 'db', which: { instances: [0] }, at: (kind) => kind.nodes > 1 },
  { name: 'at the last node', target: 'db', which: { instances: [2] }, at: (kind) => kind.nodes > 2 },
]
const callers: readonly Place[] = [
  { name: 'at a caller', target: 'gate', which: { instances: [0] }, at: every },
  { name: 'at all callers', target: 'gate', at: every },
]
const statements: readonly Place[] = [{ name: 'at the operations of the store', target: 'db', at: every }]
const name: readonly Place[] = [{ name: 'of the name of the store', target: 'db', at: every }]
const pool: readonly Place[] = [{ name: 'of connections to the store', target: 'db', at: ({ pooled }) => pooled }]
const cache: readonly Place[] = [{ name: 'of copies of the store', target: 'gate.items', at: ({ cached }) => cached }]
const zone: readonly Place[] = [{ name: 'of the store', target: 'a', at: every }]
const region: readonly Place[] = [{ name: 'of everybody', target: 'us-east-1', at: every }]

const RESTART = { restart: '100ms' }

const table: readonly (readonly [kind: string, knobs: Document, places: readonly Place[]])[] = [
  ['latency', { add: '20ms' }, edges],
  ['loss', { share: '50%' }, edges],
  ['duplicate', { share: '100%', delay: '5ms' }, edges],
  ['reorder', { share: '50%', hold: '20ms' }, edges],
  ['bandwidth', { rate: '20kB/s' }, edges],
  ['partition', {}, edges],
  ['jam', {}, edges],
  ['refuse', {}, edges],
  ['hang', {}, edges],
  ['reset', {}, edges],
  ['dns', {}, name],
  ['crash', RESTART, [...nodes, ...callers]],
  ['drain', { grace: '10ms', ...RESTART }, nodes],
  ['pause', {}, [...nodes, ...callers]],
  ['stall', {}, nodes],
  ['slow', { factor: 5 }, nodes],
  ['memory', { limit: '1MB', growth: '5MB/s', ...RESTART }, nodes],
  ['threads', { take: '100%' }, nodes],
  ['descriptors', { limit: 1 }, nodes],
  ['clock', { step: '10s' }, nodes],
  ['blackhole', {}, statements],
  ['errors', { share: '70%' }, statements],
  ['lost-reply', { share: '70%' }, statements],
  ['throttle', { limit: '1/s', burst: 1 }, statements],
  ['pool-leak', { share: '100%' }, pool],
  ['pool-exhausted', { take: 4 }, pool],
  ['cache-flush', { for: undefined }, cache],
  ['zone', RESTART, zone],
  ['region', RESTART, region],
]

/** Faults of load are about callers, and a quota of cpu is about a unit that computes. */
export const ELSEWHERE: readonly string[] = ['surge', 'hot-key', 'client-retries', 'cpu-quota']

/** Kinds of faults that hit stores. */
export const storeFaultKinds: readonly string[] = table.map(([kind]) => kind)

/** Every fault that can hit a store of this kind, everywhere. */
export function faultsOf(kind: StoreKind): readonly StoreFault[] {
  return table.flatMap(([fault, knobs, places]) =>
    places
      .filter(({ at }) => at(kind))
      .map(({ name: place, target, which }) => ({
        kind: fault,
        place,
        fault: { [fault]: target, ...which, ...knobs },
      })),
  )
}
