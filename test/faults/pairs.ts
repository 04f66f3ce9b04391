import { type Document, TIMES } from './city.ts'
import type { Tally, Watched } from './watch.ts'

/** A fault of one kind at a component of one kind. */
export interface Pair {
  readonly kind: string
  readonly component: string
  /** What the scenario says about the fault. */
  readonly fault: Document
  readonly figure: string
  /** A figure of the stretch while the fault is on, which it must raise. */
  readonly raises: (run: Watched) => number
}

/** A component that a fault can name, and the series of activities in which it shows. */
interface Component {
  readonly name: string
  readonly target: unknown
  readonly shows: RegExp
  /** Series of visits of the callee, for an edge or a pool; else of itself. */
  readonly visits?: RegExp
  /** The counter of a cache. */
  readonly counter?: string
}

type Figure = readonly [name: string, of: (run: Watched, component: Component) => number]

const edges: readonly Component[] = [
  edge('to a unit that shares its cpu', 'gate -> shared', /^call gate > shared/, /^visit shared/),
  edge('to a unit that serves in turn', 'gate -> queued', /^call gate > queued/, /^visit queued/),
  edge('to an event loop', 'gate -> loop', /^call gate > loop/, /^visit loop/),
  edge('to another region', 'gate -> far', /^call gate > far/, /^visit far/),
  edge('of calls that nobody waits for', 'gate -> mail', /^call gate > mail/, /^visit mail/),
  edge('to a store', 'gate -> orders-db', /^call gate > orders/, /^visit orders-db/),
  edge('from an open workload', 'open -> gate', /^call open/, /^visit gate/),
  edge('from a closed workload', 'users -> gate', /^call users/, /^visit gate/),
  edge('from a modulated workload', 'bursts -> gate', /^call bursts/, /^visit gate/),
  edge('from a workload that follows a rate', 'ramp -> gate', /^call ramp/, /^visit gate/),
  edge('from a replayed workload', 'tape -> gate', /^call tape/, /^visit gate/),
]

const units: readonly Component[] = [
  { name: 'a unit that shares its cpu', target: 'shared', shows: /^call gate > shared/ },
  { name: 'a unit that serves in turn', target: 'queued', shows: /^call gate > queued/ },
  { name: 'an event loop', target: 'loop', shows: /^call gate > loop/ },
  { name: 'a unit in another region', target: 'far', shows: /^call gate > far/ },
  { name: 'a unit that is only sent to', target: 'mail', shows: /^call gate > mail/ },
  { name: 'the unit at the door', target: 'gate', shows: /^call (open|users|bursts|ramp|tape)/ },
  { name: 'a store', target: 'orders-db', shows: /^call gate > orders/ },
]

const operations: readonly Component[] = [
  { name: 'an operation of a unit that shares its cpu', target: 'shared.work', shows: /^call gate > shared/ },
  { name: 'an operation of a unit that serves in turn', target: 'queued.work', shows: /^call gate > queued/ },
  { name: 'an operation of an event loop', target: 'loop.work', shows: /^call gate > loop/ },
  { name: 'an operation that is sent', target: 'mail.post', shows: /^call gate > mail/ },
  { name: 'an operation at the door', target: 'gate.ask', shows: /^call \w+ > gate.ask/ },
  { name: 'the reads of a record', target: 'orders.read', shows: /^call gate > orders.read/ },
  { name: 'the writes of a record', target: 'orders.write', shows: /^call gate > orders.write/ },
  { name: 'all operations of a module', target: 'far', shows: /^call gate > far/ },
  { name: 'all operations of a store', target: 'parts-db', shows: /^call shared > parts/ },
]

const names: readonly Component[] = [
  { name: 'the name of a unit', target: 'shared', shows: /^call gate > shared/ },
  { name: 'the name of a store', target: 'orders-db', shows: /^call gate > orders/ },
  { name: 'an edge', target: 'open -> gate', shows: /^call open/ },
]

const pools: readonly Component[] = [
  { name: 'the pool of a store of the door', target: 'orders-db', shows: /^call gate > orders/ },
  { name: 'the pool of a store further in', target: 'parts-db', shows: /^call shared > parts/ },
]

const caches: readonly Component[] = [
  { name: 'a cache of each instance', target: 'gate.goods', shows: /./, counter: 'cache-misses gate.goods' },
  { name: 'a cache that all share', target: 'gate.offers', shows: /./, counter: 'cache-misses gate.offers' },
]

const workloads: readonly Component[] = ['open', 'users', 'bursts', 'ramp', 'tape'].map((name) => ({
  name: `the workload "${name}"`,
  target: name,
  shows: new RegExp(`^call ${name}`),
}))

const cuts: readonly Component[] = [
  { name: 'a zone', target: { zone: 'b' }, shows: /^call gate > (shared|queued|loop)/ },
  { name: 'a region', target: { region: 'us-west-2' }, shows: /^call gate > far/ },
  { name: 'instances', target: { between: 'gate/0', and: ['shared/1', 'shared/0'] }, shows: /^call gate > shared/ },
]

const zones: readonly Component[] = [{ name: 'a zone', target: 'b', shows: /^call gate > (shared|queued|loop)/ }]
const regions: readonly Component[] = [{ name: 'a region', target: 'us-west-2', shows: /^call gate > far/ }]

const elapsed: Figure = [
  'time per call',
  (run, { shows }) => {
    const all = tallies(run, shows)
    return sum(all.map((one) => one.elapsed)) / sum(all.flatMap((one) => Object.values(one.ended)))
  },
]
const visits: Figure = ['visits', (run, { visits: of = /./ }) => began(run, of)]
const calls: Figure = ['calls', (run, { shows }) => began(run, shows)]
const misses: Figure = ['misses', (run, { counter = '' }) => run.counted.get(counter) ?? 0]
const hottest: Figure = [
  'visits of the shard of the first key',
  (run) => began(run, /^visit orders-db\/0/) / began(run, /^visit orders-db/),
]

function ends(outcome: string): Figure {
  return [outcome, (run, { shows }) => sum(tallies(run, shows).map((one) => one.ended[outcome] ?? 0))]
}

const RATHER = { restart: '100ms' }

/** What a fault of each kind says beside its target, at which components, and what it raises there. */
const table: readonly (readonly [kind: string, knobs: Document, components: readonly Component[], figure: Figure])[] = [
  ['latency', { add: '20ms' }, edges, elapsed],
  ['loss', { share: '50%' }, edges, ends('timeout')],
  ['duplicate', { share: '100%', delay: '5ms' }, edges, visits],
  ['reorder', { share: '50%', hold: '20ms' }, edges, elapsed],
  ['bandwidth', { rate: '20kB/s' }, edges, elapsed],
  ['partition', {}, edges, ends('timeout')],
  ['partition', {}, cuts, ends('timeout')],
  ['jam', {}, edges, ends('timeout')],
  ['blackhole', {}, operations, ends('timeout')],
  ['refuse', {}, edges, ends('refused')],
  ['hang', {}, edges, ends('timeout')],
  ['reset', {}, edges, ends('reset')],
  ['dns', {}, names, ends('unresolved')],
  ['crash', RATHER, units, ends('timeout')],
  ['drain', { grace: '10ms', ...RATHER }, units, ends('unresolved')],
  ['pause', {}, units, ends('timeout')],
  ['stall', {}, units.filter(({ name }) => name === 'a store'), ends('timeout')],
  ['slow', { factor: 5 }, units, elapsed],
  ['cpu-quota', { quota: '1ms', period: '50ms' }, units.filter(({ name }) => name !== 'a store'), elapsed],
  ['memory', { limit: '1MB', growth: '5MB/s', ...RATHER }, units, ends('refused')],
  ['threads', { take: '100%' }, units.filter(({ name }) => name !== 'an event loop'), ends('timeout')],
  ['descriptors', { limit: 1 }, units, ends('refused')],
  ['clock', { step: '10s' }, units, ends('deadline')],
  ['errors', { share: '70%' }, operations, ends('error')],
  ['lost-reply', { share: '70%' }, operations, ends('timeout')],
  ['throttle', { limit: '1/s', burst: 1 }, operations, ends('throttled')],
  ['cache-flush', { for: undefined }, caches, misses],
  ['pool-leak', { share: '100%' }, pools, ends('timeout')],
  ['pool-exhausted', { take: 4 }, pools, ends('timeout')],
  ['surge', { factor: 3 }, workloads, calls],
  ['hot-key', { share: '100%' }, workloads, hottest],
  ['client-retries', { attempts: 3 }, workloads, calls],
  ['zone', RATHER, zones, ends('timeout')],
  ['region', RATHER, regions, ends('timeout')],
]

/** Every kind of fault at every kind of component that it can hit. */
export const pairs: readonly Pair[] = table.flatMap(([kind, knobs, components, [figure, of]]) =>
  components.map(
    (component): Pair => ({
      kind,
      component: component.name,
      fault: withoutUndefined({ [kind]: component.target, ...TIMES, ...knobs }),
      figure,
      raises: (run) => of(run, component),
    }),
  ),
)

function edge(name: string, target: string, shows: RegExp, callee: RegExp): Component {
  return { name: `an edge ${name}`, target, shows, visits: callee }
}

function tallies(run: Watched, of: RegExp): readonly Tally[] {
  return [...run.during].flatMap(([series, tally]) => (of.test(series) ? [tally] : []))
}

function began(run: Watched, of: RegExp): number {
  return sum(tallies(run, of).map((one) => one.began))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function withoutUndefined(document: Document): Document {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined))
}
