import { city, type Document } from './city.ts'

/** A fault, an option of it with a value that must change what the fault does, and the city where that shows. */
export interface FaultOption {
  readonly kind: string
  readonly option: string
  readonly fault: Document
  readonly value: unknown
  readonly city?: Document
}

const ON = { at: '1s', for: '1s' }
const EDGE = 'gate -> shared'

/** Some of the keys of a part of the city are others. */
function cityWith(part: string, changes: Readonly<Record<string, Document>>): Document {
  const old = city[part] as Readonly<Record<string, Document>>
  const changed = Object.entries(changes).map(([name, fields]) => [name, { ...old[name], ...fields }] as const)
  return { ...city, [part]: { ...old, ...Object.fromEntries(changed) } }
}

const checked = cityWith('deploy', {
  shared: { balance: { health: { every: '100ms', timeout: '20ms', takes: '5ms', unhealthy: 1 } } },
})
const retried = {
  ...city,
  policies: [
    { on: 'gate -> shared', timeout: '100ms', retry: { attempts: 2, backoff: 'constant(1ms)' } },
    { on: '* -> gate', timeout: '400ms' },
  ],
}
const spread = cityWith('deploy', { gate: { zone: undefined, zones: ['a', 'c'] } })
const apart = cityWith('stores', { 'parts-db': { zone: 'c' } })

/** What each kind has of its own: what it says, and other values of its options. */
const own: readonly (readonly [fault: Document, changes: Document, city?: Document])[] = [
  [{ latency: EDGE, add: '20ms' }, { add: '30ms' }],
  [
    { loss: EDGE, share: '50%' },
    { share: '90%', burst: 5 },
  ],
  [
    { duplicate: EDGE, share: '50%' },
    { share: '100%', delay: '5ms' },
  ],
  [
    { reorder: EDGE, share: '50%', hold: '20ms' },
    { share: '100%', hold: '10ms' },
  ],
  [{ bandwidth: EDGE, rate: '20kB/s' }, { rate: '40kB/s' }],
  [{ blackhole: 'shared.work' }, { direction: 'back' }],
  [{ refuse: EDGE }, { share: '50%' }],
  [{ hang: EDGE }, { share: '50%' }],
  [{ reset: EDGE }, { share: '50%' }],
  [{ dns: 'shared' }, { mode: 'hang' }],
  [{ crash: 'shared' }, { host: 'up', restart: '200ms', cold: { factor: 5, for: '1s' } }],
  [
    { drain: 'shared', grace: '10ms' },
    { grace: '1s', restart: '200ms' },
  ],
  [
    { slow: 'shared', factor: 1.5 },
    { factor: 1.2, resource: 'cpu' },
  ],
  [{ slow: 'shared', factor: 10 }, { 'health-checks': true }, checked],
  [
    { 'cpu-quota': 'shared', quota: '1ms', period: '50ms' },
    { quota: '2ms', period: '40ms' },
  ],
  [
    { memory: 'shared', limit: '1MB', growth: '5MB/s', 'slow-from': '10%', slowdown: 4, restart: '100ms' },
    { limit: '2MB', growth: '6MB/s', 'per-request': '50kB', 'slow-from': '50%', slowdown: 2, restart: '200ms' },
  ],
  [{ threads: 'shared', take: '100%' }, { take: '95%' }],
  [{ descriptors: 'shared', limit: 1 }, { limit: 2 }],
  [
    { clock: 'shared', step: '880ms' },
    { step: '950ms', drift: '10%' },
  ],
  [
    { errors: 'shared.work', share: '70%' },
    { share: '100%', moment: 'after', as: 'sad', first: 2 },
  ],
  [{ 'lost-reply': 'shared.work', share: '70%' }, { share: '100%' }],
  [{ throttle: 'shared.work', limit: '1/s' }, { limit: '5/s', burst: 3, 'retry-after': '20ms' }, retried],
  [{ 'pool-leak': 'orders-db', share: '30%' }, { share: '100%' }],
  [{ 'pool-exhausted': 'orders-db', take: 3 }, { take: 4 }],
  [{ surge: 'open', factor: 3 }, { factor: 4 }],
  [
    { 'hot-key': 'open', share: '50%' },
    { share: '100%', keys: 2 },
  ],
  [
    { 'client-retries': 'open', attempts: 2 },
    { attempts: 3, wait: '10ms' },
  ],
  [{ zone: 'b' }, { restart: '200ms', cold: { factor: 5, for: '1s' } }],
  [{ region: 'us-west-2' }, { restart: '200ms', cold: { factor: 5, for: '1s' } }],
]

/** Which instances: of a unit with one in each of two regions. */
const choices = { pick: 'one', instances: [0], zone: 'c', region: 'us-west-2' }
const places: readonly (readonly [fault: Document, changes: Document, city?: Document])[] = [
  [{ crash: 'far' }, choices],
  [{ drain: 'far', grace: '0s' }, choices],
  [{ pause: 'far' }, choices],
  [{ slow: 'far', factor: 3 }, choices],
  [{ 'cpu-quota': 'far', quota: '1ms' }, choices],
  [{ memory: 'far', limit: '1MB', growth: '5MB/s', restart: '100ms' }, choices],
  [{ threads: 'far', take: '100%' }, choices],
  [
    { descriptors: 'far', limit: 1 },
    { pick: 'minority', instances: [1], zone: 'a', region: 'us-east-1' },
  ],
  [{ clock: 'far', step: '10s' }, choices],
  [{ errors: 'far.work' }, choices],
  [{ 'lost-reply': 'far.work', share: '100%' }, choices],
  [{ throttle: 'far.work', limit: '1/s' }, choices],
  [{ 'cache-flush': 'gate.goods' }, choices, spread],
  [{ stall: ['orders-db', 'parts-db'] }, choices, apart],
]

/** Which messages: of an edge to two zones. */
const messages = { direction: 'there', pick: 'one', instances: [0], zones: ['a', 'b'] }
const paths: readonly (readonly [fault: Document, changes: Document, city?: Document])[] = [
  { latency: EDGE, add: '20ms' },
  { loss: EDGE, share: '100%' },
  { duplicate: EDGE, share: '100%', delay: '2ms' },
  { reorder: EDGE, share: '100%', hold: '20ms' },
  { bandwidth: EDGE, rate: '20kB/s' },
  { partition: EDGE },
  { jam: EDGE },
  { refuse: EDGE },
  { hang: EDGE },
  { reset: EDGE },
].flatMap((fault): readonly (readonly [Document, Document])[] => {
  const [kind = ''] = Object.keys(fault)
  return [
    // A connection is made by a request: there is nothing to say about its direction.
    [fault, ['refuse', 'hang', 'reset'].includes(kind) ? { ...messages, direction: undefined } : messages],
    [{ ...fault, instances: [0] }, { end: 'caller' }],
    [{ ...fault, [kind]: 'gate -> orders-db' }, { operation: 'orders.write' }],
  ]
})

/** When: the same for all kinds, and read by the same code. */
const times: readonly (readonly [fault: Document, changes: Document])[] = [
  [
    { pause: 'shared', at: '1s', for: '300ms' },
    { at: '1.2s', for: '400ms', every: '1s', jitter: '200ms', disabled: true },
  ],
  [{ pause: 'shared', at: '1s' }, { until: '2s' }],
  [{ pause: 'shared', for: '300ms' }, { flap: { on: '100ms', off: '300ms' } }],
  [{ pause: 'shared', for: '300ms' }, { after: { fault: 'other', delay: '10ms' } }],
  [{ pause: 'shared', for: '300ms' }, { when: 'shared.concurrency > 1' }],
  [{ pause: 'shared', for: '300ms', after: { fault: 'other' } }, { after: { fault: 'other', event: 'start' } }],
  [
    { pause: 'shared', for: '99ms', when: { that: 'shared.concurrency > 1' } },
    { when: { that: 'shared.instances-up < 3' } },
  ],
  [
    { pause: 'shared', for: '99ms', when: { that: 'shared.concurrency > 1' } },
    { when: { that: 'shared.concurrency > 1', delay: '50ms' } },
  ],
  [
    { pause: 'shared', for: '99ms', when: { that: 'shared.concurrency > 1' } },
    { when: { that: 'shared.concurrency > 1', times: 3 } },
  ],
  [
    { pause: 'shared', for: '99ms', when: { that: 'shared.concurrency > 1' } },
    { when: { that: 'shared.concurrency > 1', poll: '7ms' } },
  ],
]

/** Every option of every kind of fault. */
export const faultOptions: readonly FaultOption[] = [
  ...[...own, ...places, ...paths].flatMap((row) =>
    optionsOf(row, row[0]['cache-flush'] === undefined ? ON : { at: '1s' }),
  ),
  ...times.flatMap((row) => optionsOf(row, {})),
]

function optionsOf(
  [fault, changes, where]: readonly [fault: Document, changes: Document, city?: Document],
  on: Document,
): readonly FaultOption[] {
  const [kind = ''] = Object.keys(fault)
  const said = Object.entries(changes).filter(([, value]) => value !== undefined)
  return said.map(([option, value]) => ({
    kind,
    option,
    fault: { ...fault, ...on },
    value,
    ...(where === undefined ? {} : { city: where }),
  }))
}
