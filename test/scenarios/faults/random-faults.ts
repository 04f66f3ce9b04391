import fc from 'fast-check'

type Fields = Readonly<Record<string, unknown>>

/** A fault written in two ways that mean the same. */
export type Twice = readonly [one: Fields, other: Fields]

/** A value in two of its spellings; `undefined` leaves the key out. */
function spelt(...spellings: readonly unknown[]): fc.Arbitrary<readonly [unknown, unknown]> {
  return fc.tuple(fc.constantFrom(...spellings), fc.constantFrom(...spellings))
}

type Spelling = fc.Arbitrary<readonly [unknown, unknown]>

/** Fields in two spellings each, the second document with its keys in the opposite order. */
function written(fields: Readonly<Record<string, Spelling>>): fc.Arbitrary<Twice> {
  return fc.record(fields).map((values) => {
    const entries = Object.entries(values)
    const side = (at: 0 | 1): [string, unknown][] => entries.map(([key, pair]) => [key, pair[at]])
    const kept = (list: [string, unknown][]): Fields =>
      Object.fromEntries(list.filter(([, value]) => value !== undefined))
    return [kept(side(0)), kept(side(1).toReversed())]
  })
}

const second = spelt('1s', '1000ms', '1000000us')
const minute = spelt('60s', '1min', '1m', '60000ms')
const share = fc.oneof(spelt('10%', 0.1, '0.1'), spelt('100%', 1, '1'), spelt('0.5%', 0.005))
const optional = (...spellings: readonly unknown[]): Spelling => spelt(undefined, ...spellings)

const unit = fc.oneof(
  spelt('payments', ['payments'], ['payments', 'payments']),
  spelt(['shop', 'payments-db'], ['payments-db', 'shop']),
  spelt('catalog', ['catalog']),
)
const operation = fc.oneof(
  spelt('payments.charge', ['payments.charge'], 'payments'),
  spelt(['shop.buy', 'shop.browse'], 'shop'),
  spelt('charges.write', ['charges.write']),
)
const edge = fc.oneof(
  spelt('shop -> payments', 'shop->payments', ' shop  ->  payments '),
  spelt('* -> *', '*->*'),
  spelt('shoppers -> shop', 'shoppers -> sho*'),
)
const pick = fc.oneof(optional('all'), spelt('one'), spelt('50%'), spelt(1, '1'), spelt('majority'))
const instances = fc.oneof(
  fc.record({ pick, zone: optional() }),
  fc.record({ instances: spelt([0], ['0'], [0, 0]), zone: optional() }),
  fc.record({ pick, zone: spelt('a') }),
  fc.record({ pick, region: spelt('us-east-1') }),
)
const requests = { pick, zones: fc.oneof(optional(), spelt(['a', 'c'])) }
const messages = { direction: fc.oneof(optional('both'), spelt('there'), spelt('back')), ...requests }

/** What a fault of each kind says beside its times. */
const kinds: readonly fc.Arbitrary<Twice>[] = [
  withMessages({
    latency: edge,
    add: fc.oneof(spelt('5ms', '5000us', 'constant(5ms)'), spelt('exp(5ms)', 'exp( 5ms )')),
  }),
  withMessages({ loss: edge, share, burst: optional(1, '1') }),
  withMessages({ duplicate: edge, share, delay: optional(0, '0s', '0ms') }),
  withMessages({ reorder: edge, share, hold: second }),
  withMessages({ bandwidth: edge, rate: spelt('1MB/s', '8Mbit/s', '1000kB/s') }),
  withMessages({ partition: edge }),
  withMessages({ jam: edge }),
  merged(written({ refuse: edge, share }), fc.record(requests)),
  merged(written({ reset: edge, share: optional('100%', 1) }), fc.record(requests)),
  written({ partition: fc.oneof(spelt({ zone: 'a' }), spelt({ region: 'us-east-1' })) }),
  written({
    partition: spelt({ between: 'shop', and: ['payments/1'] }, { and: 'payments/1', between: ['shop/1', 'shop/0'] }),
  }),
  written({ blackhole: operation, direction: optional('both') }),
  written({ dns: spelt('payments'), mode: optional('fail') }),
  withInstances({ crash: unit, host: optional('down'), restart: optional(0, '0s') }),
  withInstances({ drain: unit, grace: optional('30s', '0.5min') }),
  withInstances({ pause: unit }),
  withInstances({ slow: unit, factor: spelt(3, '3', '3.0'), 'health-checks': optional(false) }),
  withInstances({ 'cpu-quota': unit, quota: spelt('50ms', '50000us'), period: optional('100ms', '0.1s') }),
  withInstances({ memory: unit, limit: spelt('1GiB', '1024MiB'), growth: spelt('1MB/s', '8Mbit/s') }),
  withInstances({ threads: unit, take: share }),
  withInstances({ descriptors: unit, limit: spelt(100, '100', '0.1k') }),
  withInstances({ clock: unit, step: spelt('-5s', '-5000ms') }),
  withInstances({ errors: operation, share, as: fc.oneof(optional('error'), spelt('declined')), first: optional() }),
  withInstances({ 'lost-reply': operation, share }),
  withInstances({ throttle: operation, limit: spelt('10/s', '600/min'), burst: optional(10, '10') }),
  written({ 'pool-leak': spelt('payments-db', ['payments-db']), share }),
  written({
    'pool-exhausted': spelt(['payments-db', 'catalog-db'], ['catalog-db', 'payments-db']),
    take: spelt(3, '3'),
  }),
  written({ surge: spelt('shoppers', ['shoppers']), factor: spelt('2.5', 2.5) }),
  written({ 'hot-key': spelt('shoppers'), share, keys: optional(1) }),
  written({ 'client-retries': spelt('shoppers'), attempts: spelt(3, '3'), wait: optional(0) }),
  written({ zone: spelt('b'), restart: optional(0) }),
  written({ region: spelt('eu-west-1') }),
]

function withMessages(fields: Readonly<Record<string, Spelling>>): fc.Arbitrary<Twice> {
  return merged(written(fields), fc.record(messages))
}

function withInstances(fields: Readonly<Record<string, Spelling>>): fc.Arbitrary<Twice> {
  return merged(written(fields), instances)
}

function merged(
  one: fc.Arbitrary<Twice>,
  more: fc.Arbitrary<Readonly<Record<string, readonly [unknown, unknown]>>>,
): fc.Arbitrary<Twice> {
  return fc.tuple(one, more).chain(([twice, pairs]) => {
    const rest = Object.fromEntries(Object.entries(pairs).map(([key, pair]) => [key, fc.constant(pair)]))
    return written(rest).map(
      ([left, right]): Twice => [
        { ...twice[0], ...left },
        { ...right, ...twice[1] },
      ],
    )
  })
}

const times: fc.Arbitrary<Twice> = fc.oneof(
  written({ at: optional(0, '0s'), disabled: optional(false) }),
  written({ at: minute, for: second }),
  written({ at: second, until: minute }),
  written({ at: second, for: second, every: minute, jitter: optional(0, '0s'), until: spelt('5min', '300s') }),
  written({ after: spelt('anchor', { fault: 'anchor' }, { fault: 'anchor', event: 'end', delay: 0 }), for: second }),
  written({
    when: spelt('payments.queue-length > 5', { that: 'payments.queue-length>5', times: 1, delay: 0, poll: '100ms' }),
  }),
  written({
    at: second,
    flap: fc.oneof(
      spelt({ on: '5s', off: '20s' }, { off: { mean: '20s', min: '20s' }, on: { min: '5000ms', mean: '5s' } }),
      spelt(
        { on: { mean: '5s' }, off: { min: '1s', mean: '3s' } },
        { on: { mean: '5s', min: 0 }, off: { min: '1000ms', mean: '3s' } },
      ),
    ),
  }),
)

/** Up to five faults of the town with ids of their own, each written in two ways, and one that others wait for. */
export const randomFaults: fc.Arbitrary<readonly Twice[]> = fc
  .array(fc.tuple(fc.oneof(...kinds), times), { minLength: 1, maxLength: 5 })
  .map((pairs) => {
    const anchor = { id: 'anchor', pause: 'shop', at: '2s', for: '1s' }
    const faults = pairs.map(([what, when], index): Twice => {
      const id = `f${index}`
      return [
        { id, ...what[0], ...when[0] },
        { ...when[1], ...what[1], id },
      ]
    })
    return [[anchor, anchor] as const, ...faults]
  })
