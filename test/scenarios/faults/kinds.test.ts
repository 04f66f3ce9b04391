import { describe, expect, it, test } from 'vitest'
import { faultKinds } from '../../../src/scenarios/schema/faults/fault-kinds.ts'
import type { InstanceTargets, PathTargets } from '../../../src/sim/fault-plan.ts'
import { Outcome } from '../../../src/sim/outcome.ts'
import { effectOf, faultPlans, townPlan } from './town.ts'

const [CATALOG, CATALOG_DB, PAYMENTS, PAYMENTS_DB, SHOP] = [0, 1, 2, 3, 4]
const [A, B, C] = [0, 1, 2]
const CHARGE = townPlan().programs.findIndex(({ name }) => name === 'payments.charge')
const STORE_PROGRAMS = ['charges.read', 'charges.write'].map((name) =>
  townPlan().programs.findIndex((program) => program.name === name),
)

function path(edges: readonly number[], more: Partial<PathTargets> = {}): PathTargets {
  return { edges, direction: 'both', from: [], to: [], end: 'callee', pick: { kind: 'all' }, programs: [], ...more }
}

function on(units: readonly number[], more: Partial<InstanceTargets> = {}): InstanceTargets {
  return { units, zones: [], pick: { kind: 'all' }, ...more }
}

/** Whatever has at least these fields. */
const like = (fields: Readonly<Record<string, unknown>>): unknown => expect.objectContaining(fields)

/** A document of every kind, and what it compiles to; laws by their text. */
const kinds: Readonly<Record<string, readonly [fault: Readonly<Record<string, unknown>>, effect: unknown]>> = {
  latency: [
    { latency: '* -> payments', add: 'exp(50ms)', direction: 'there', pick: 'one', end: 'caller' },
    {
      kind: 'latency',
      path: path([3], { direction: 'there', pick: { kind: 'one' }, end: 'caller' }),
      add: like({ text: 'exp(50ms)', mean: 50e6 }),
    },
  ],
  loss: [
    { loss: 'shop -> *', share: '10%', burst: 5, zones: ['a', 'b'] },
    { kind: 'loss', path: path([2, 3], { from: [A], to: [B] }), share: 0.1, burst: 5 },
  ],
  duplicate: [
    { duplicate: '* -> payments', share: 0.05, delay: '10ms' },
    { kind: 'duplicate', path: path([3]), share: 0.05, delay: like({ mean: 10e6 }) },
  ],
  reorder: [
    { reorder: '* -> payments', share: '5%', hold: '10ms', operation: 'payments.charge' },
    {
      kind: 'reorder',
      path: path([3], { programs: [CHARGE] }),
      share: 0.05,
      hold: like({ mean: 10e6 }),
    },
  ],
  bandwidth: [
    { bandwidth: '* -> payments', rate: '1MB/s' },
    { kind: 'bandwidth', path: path([3]), rate: 1e6 },
  ],
  partition: [
    { partition: 'shoppers -> shop', direction: 'back' },
    { kind: 'partition', path: path([4], { direction: 'back' }) },
  ],
  jam: [
    { jam: '* -> payments', instances: [2, 0, 2] },
    { kind: 'jam', path: path([3], { pick: { kind: 'numbers', numbers: [0, 2] } }) },
  ],
  blackhole: [
    { blackhole: 'payments.charge', direction: 'back' },
    { kind: 'partition', path: path([3], { direction: 'back', programs: [CHARGE] }) },
  ],
  refuse: [{ refuse: '* -> payments' }, { kind: 'connection', path: path([3]), share: 1, mode: 'refuse' }],
  hang: [
    { hang: '* -> payments', share: '20%' },
    { kind: 'connection', path: path([3]), share: 0.2, mode: 'hang' },
  ],
  reset: [
    { reset: '* -> payments', share: '20%' },
    { kind: 'connection', path: path([3]), share: 0.2, mode: 'reset' },
  ],
  dns: [
    { dns: 'payments', mode: 'hang' },
    { kind: 'discovery', path: path([3]), mode: 'hang' },
  ],
  crash: [
    { crash: 'payments', pick: 'minority', host: 'up', restart: '5s', cold: { factor: 3, for: '30s' } },
    {
      kind: 'crash',
      on: on([PAYMENTS], { pick: { kind: 'minority' } }),
      host: 'up',
      restart: 5e9,
      cold: { factor: 3, lasts: 30e9 },
    },
  ],
  drain: [
    { drain: ['shop', 'payments'], grace: '10s' },
    { kind: 'drain', on: on([PAYMENTS, SHOP]), grace: 10e9, restart: 0 },
  ],
  pause: [
    { pause: 'payments', zone: 'b' },
    { kind: 'pause', on: on([PAYMENTS], { zones: [B] }) },
  ],
  stall: [
    { stall: 'payments-db', pick: 'leader' },
    { kind: 'pause', on: on([PAYMENTS_DB], { pick: { kind: 'leader' } }) },
  ],
  slow: [
    { slow: 'payments', factor: 20, region: 'us-east-1', pick: '50%' },
    {
      kind: 'slow',
      on: on([PAYMENTS], { zones: [A, B], pick: { kind: 'share', share: 0.5 } }),
      factor: 20,
      resource: 'all',
      healthChecks: false,
    },
  ],
  'cpu-quota': [
    { 'cpu-quota': 'payments', quota: '50ms' },
    { kind: 'cpu-quota', on: on([PAYMENTS]), quota: 50e6, period: 100e6 },
  ],
  memory: [
    { memory: 'payments', limit: '1GiB', growth: '10MiB/s' },
    {
      kind: 'memory',
      on: on([PAYMENTS]),
      limit: 2 ** 30,
      growth: 10 * 2 ** 20,
      perRequest: 0,
      slowFrom: 0.8,
      slowdown: 1,
      restart: 10e9,
    },
  ],
  threads: [
    { threads: 'payments', take: '90%' },
    { kind: 'threads', on: on([PAYMENTS]), take: 0.9 },
  ],
  descriptors: [
    { descriptors: 'payments', limit: 100 },
    { kind: 'descriptors', on: on([PAYMENTS]), limit: 100 },
  ],
  clock: [
    { clock: 'payments', step: '-5s', drift: '0.1%' },
    { kind: 'clock', on: on([PAYMENTS]), step: -5e9, drift: 0.001 },
  ],
  errors: [
    { errors: 'payments.charge', share: '20%', moment: 'after', as: 'declined', first: 2, pick: 2 },
    {
      kind: 'errors',
      programs: [CHARGE],
      on: on([PAYMENTS], { pick: { kind: 'count', count: 2 } }),
      share: 0.2,
      when: 'after',
      outcome: townPlan().outcomes.length,
      first: 2,
    },
  ],
  'lost-reply': [
    { 'lost-reply': 'payments-db', share: '5%' },
    { kind: 'lost-reply', programs: STORE_PROGRAMS, on: on([PAYMENTS_DB]), share: 0.05 },
  ],
  throttle: [
    { throttle: 'payments', limit: '10/s', 'retry-after': '1s' },
    { kind: 'throttle', programs: [CHARGE], on: on([PAYMENTS]), perSecond: 10, burst: 10, retryAfter: 1e9 },
  ],
  'cache-flush': [{ 'cache-flush': 'catalog.products' }, { kind: 'cache-flush', caches: [0], on: on([CATALOG]) }],
  'pool-leak': [
    { 'pool-leak': ['payments-db', 'catalog-db'], share: '10%' },
    {
      kind: 'together',
      effects: [
        { kind: 'pool-leak', pool: 0, share: 0.1 },
        { kind: 'pool-leak', pool: 1, share: 0.1 },
      ],
    },
  ],
  'pool-exhausted': [
    { 'pool-exhausted': 'payments-db', take: 15 },
    { kind: 'pool-exhausted', pool: 1, take: 15 },
  ],
  surge: [
    { surge: 'shoppers', factor: 2.5 },
    { kind: 'surge', workload: 0, factor: 2.5 },
  ],
  'hot-key': [
    { 'hot-key': 'shoppers', share: '50%' },
    { kind: 'hot-key', workload: 0, share: 0.5, keys: 1 },
  ],
  'client-retries': [
    { 'client-retries': 'shoppers', attempts: 3 },
    { kind: 'client-retries', workload: 0, attempts: 3, wait: 0 },
  ],
  zone: [
    { zone: 'b', restart: '1s' },
    {
      kind: 'together',
      effects: [
        {
          kind: 'crash',
          on: on([PAYMENTS], { zones: [B] }),
          host: 'down',
          restart: 1e9,
          cold: { factor: 1, lasts: 0 },
        },
        { kind: 'partition', path: path([0, 1, 2, 3, 4], { from: [B], to: [-1, A, C] }) },
      ],
    },
  ],
  region: [
    { region: 'us-east-1' },
    {
      kind: 'together',
      effects: [
        {
          kind: 'crash',
          on: on([CATALOG, CATALOG_DB, PAYMENTS, PAYMENTS_DB, SHOP], { zones: [A, B] }),
          host: 'down',
          restart: 0,
          cold: { factor: 1, lasts: 0 },
        },
        { kind: 'partition', path: path([0, 1, 2, 3, 4], { from: [A, B], to: [-1, C] }) },
      ],
    },
  ],
}

describe('a fault of each kind', () => {
  it('is in this table', () => {
    expect(Object.keys(kinds).toSorted()).toEqual([...faultKinds.keys()].toSorted())
  })

  test.each(Object.entries(kinds))('%s compiles to exactly what it says', (kind, [fault, effect]) => {
    expect(faultPlans(fault)).toEqual([
      {
        id: `${kind}-1`,
        kind,
        schedule: like({ kind: 'scripted', at: 0 }),
        effect,
      },
    ])
  })
})

describe('a partition', () => {
  it('of a zone cuts it off from the other zones and from clients outside', () => {
    const cut = path([0, 1, 2, 3, 4], { from: [A], to: [-1, B, C] })
    expect(effectOf({ partition: { zone: 'a' } })).toEqual({ kind: 'partition', path: cut })
    const region = path([0, 1, 2, 3, 4], { from: [A, B], to: [-1, C] })
    expect(effectOf({ partition: { region: 'us-east-1' } })).toEqual({ kind: 'partition', path: region })
  })

  it('between instances cuts these pairs and no other', () => {
    expect(
      effectOf({ partition: { between: ['shop/0', 'shoppers'], and: ['payments/2', 'payments/0', 'shop/0'] } }),
    ).toEqual({
      kind: 'bridge',
      left: [
        { unit: -1, instance: 0 },
        { unit: SHOP, instance: 0 },
      ],
      right: [
        { unit: PAYMENTS, instance: 0 },
        { unit: PAYMENTS, instance: 2 },
        { unit: SHOP, instance: 0 },
      ],
    })
    expect(effectOf({ partition: { between: 'shop', and: 'catalog' } })).toMatchObject({
      left: [
        { unit: SHOP, instance: 0 },
        { unit: SHOP, instance: 1 },
      ],
      right: [{ unit: CATALOG, instance: 0 }],
    })
  })
})

describe('an operation that fails', () => {
  it('may be all of a module, a unit or a store, and one read of a record', () => {
    const programs = (errors: unknown): unknown => {
      const plan = townPlan({ errors })
      const effect = plan.faults[0]?.effect
      return effect?.kind === 'errors' ? effect.programs.map((program) => plan.programs[program]?.name) : effect
    }
    expect(programs('catalog')).toEqual(['catalog.search', 'catalog.stock'])
    expect(programs('charges.write')).toEqual(['charges.write'])
    expect(programs(['payments-db', 'payments'])).toEqual(['charges.read', 'charges.write', 'payments.charge'])
  })

  it('ends as a plain error, or with a reason that becomes an outcome of the run', () => {
    expect(effectOf({ errors: 'payments' })).toMatchObject({ outcome: Outcome.error, first: 0, share: 1 })
    expect(townPlan({ errors: 'payments', as: 'declined' }).outcomes.at(-1)).toBe('declined')
  })
})

describe('faults', () => {
  it('stand in the plan in the order of their ids, those without one called after their kind', () => {
    const ids = faultPlans(
      { pause: 'shop' },
      { pause: 'payments' },
      { crash: 'shop', id: 'z' },
      { crash: 'shop', id: 'a' },
    )
    expect(ids.map(({ id, kind }) => [id, kind])).toEqual([
      ['a', 'crash'],
      ['pause-1', 'pause'],
      ['pause-2', 'pause'],
      ['z', 'crash'],
    ])
    expect(effectOf({ pause: ['shop', 'payments', 'shop'] })).toEqual({ kind: 'pause', on: on([PAYMENTS, SHOP]) })
  })

  it('that are disabled are not in the plan, but must be right', () => {
    expect(faultPlans({ pause: 'shop', disabled: true }, { crash: 'shop' }).map(({ id }) => id)).toEqual(['crash-1'])
  })
})
