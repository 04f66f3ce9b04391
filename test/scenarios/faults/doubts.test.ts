import { describe, expect, it, test } from 'vitest'
import { compile } from '../../../src/scenarios/compile.ts'
import { complaints, planOf, scenarioOf } from '../compile/compiling.ts'
import { said, town, village } from './town.ts'

const elsewhere = new Set(['shop', 'catalog', 'payments', 'payments-db', 'catalog-db', 'everything', 'everything-db'])

/** Ids of the faults that the village keeps, and what is said about the others. */
function inVillage(...faults: readonly unknown[]): {
  readonly ids: readonly string[]
  readonly said: readonly string[]
} {
  const document = { ...village, faults }
  return {
    ids: planOf(document, { elsewhere }).faults.map(({ id }) => id),
    said: compile(scenarioOf(document), { elsewhere }).problems.map(({ code, path }) => `${code} ${path.join('.')}`),
  }
}

describe('a fault whose target only another variant has', () => {
  it('is left out with a note, and so is what starts after it', () => {
    expect(
      inVillage(
        { stall: 'payments-db', for: '1s' },
        { pause: 'shop', after: 'stall-1', for: '1s' },
        { pause: 'shop', after: 'pause-1', id: 'third', disabled: true },
        { pause: 'everything', id: 'stays' },
      ),
    ).toEqual({ ids: ['stays'], said: ['L350 faults.0.stall', 'L350 faults.1.after'] })
  })

  it('is left out, too, where its two ends share a process', () => {
    expect(inVillage({ latency: 'shop -> payments', add: '5ms' }, { latency: 'shoppers -> shop', add: '5ms' })).toEqual(
      {
        ids: ['latency-2'],
        said: ['L350 faults.0.latency'],
      },
    )
  })

  it('hits what is there of a list, and modules in the unit they are in', () => {
    expect(inVillage({ pause: ['payments', 'payments-db'] }).said).toEqual(['L350 faults.0.pause'])
    expect(planOf({ ...village, faults: [{ pause: 'payments' }] }, { elsewhere }).faults[0]?.effect).toMatchObject({
      on: { units: [0] },
    })
  })
})

describe('calls to one of several modules of a unit', () => {
  const two = { ...town, deploy: { shop: {}, back: { modules: ['catalog', 'payments'] } } }

  it('are told apart by their operations, where an edge carries both', () => {
    const plan = planOf({
      ...two,
      faults: [
        { latency: '* -> payments', add: '5ms' },
        { latency: '* -> back', add: '5ms' },
      ],
    })
    const paths = plan.faults.flatMap(({ effect }) => (effect.kind === 'latency' ? [effect.path] : []))
    const words = paths.map((path) => ({
      edges: path.edges.map((edge) => plan.edges[edge]?.name),
      programs: path.programs.map((program) => plan.programs[program]?.name),
    }))
    expect(words).toEqual([
      { edges: ['shop -> back'], programs: ['payments.charge'] },
      { edges: ['shop -> back'], programs: [] },
    ])
  })
})

const doubts: readonly (readonly [code: string, doubtful: readonly unknown[], fine: readonly unknown[]])[] = [
  [
    'L351 faults.0.latency',
    [{ latency: 'payments -> shop', add: '5ms' }],
    [{ latency: 'shop -> payments', add: '5ms' }],
  ],
  [
    'L351 faults.0.operation',
    [{ latency: 'shop -> payments', add: '5ms', operation: 'catalog.search' }],
    [{ latency: 'shop -> *', add: '5ms', operation: 'catalog.search' }],
  ],
  [
    'L351 faults.0.partition',
    [{ partition: { between: 'shoppers', and: 'payments' } }],
    [{ partition: { between: 'payments', and: 'shop' } }],
  ],
  ['L351 faults.0.blackhole', [{ blackhole: 'charges.read', direction: 'both' }], [{ blackhole: 'charges.write' }]],
  ['L351 faults.0.dns', [{ dns: 'idle' }], [{ dns: 'payments' }]],
  ['L352 faults.0.zone', [{ crash: 'payments', zone: 'c' }], [{ crash: 'payments', zone: 'b' }]],
  ['L352 faults.0.region', [{ crash: 'payments', region: 'eu-west-1' }], [{ crash: 'shop', region: 'eu-west-1' }]],
  [
    'L352 faults.0.zone',
    [{ crash: 'payments', zone: 'b', instances: [0, 2] }],
    [{ crash: 'payments', zone: 'b', instances: [1] }],
  ],
  ['L352 faults.0.pick', [{ crash: 'payments', pick: 'leader' }], [{ crash: 'payments-db', pick: 'leader' }]],
  ['L352 faults.0.pick', [{ latency: '* -> catalog', add: '5ms', pick: 'leader' }], [{ crash: 'shop', pick: 'one' }]],
  ['L352 faults.0.instances', [{ crash: 'payments', instances: [1, 3] }], [{ crash: 'payments', instances: [1, 2] }]],
  ['L353 faults.0.at', [{ pause: 'shop', at: '10min' }], [{ pause: 'shop', at: '599s' }]],
  [
    'L353 faults.1.after',
    [
      { pause: 'shop', at: '5min', for: '3min' },
      { pause: 'payments', after: { fault: 'pause-1', delay: '2min' } },
    ],
    [
      { pause: 'shop', at: '5min', for: '3min' },
      { pause: 'payments', after: { fault: 'pause-1', delay: '1min' } },
    ],
  ],
  [
    'L353 faults.0.flap',
    [{ pause: 'shop', flap: { on: '1s', off: '10min' } }],
    [{ pause: 'shop', flap: { on: '1s', off: '9min' } }],
  ],
  ['L355 faults.0.quota', [{ 'cpu-quota': 'payments', quota: '200ms' }], [{ 'cpu-quota': 'payments', quota: '199ms' }]],
  ['L355 faults.0.quota', [{ 'cpu-quota': 'payments-db', quota: '1ms' }], [{ 'cpu-quota': 'catalog', quota: '99ms' }]],
  [
    'L355 faults.0.resource',
    [{ slow: 'payments-db', factor: 2, resource: 'cpu' }],
    [{ slow: 'payments-db', factor: 2, resource: 'io' }],
  ],
  ['L355 faults.0.threads', [{ threads: 'catalog', take: '50%' }], [{ threads: 'shop', take: '50%' }]],
]

describe('a fault that can hardly do what is meant', () => {
  test.each(doubts)('%s of %j, not of %j', (code, doubtful, fine) => {
    const more = { deploy: { ...(town.deploy as object), idle: { modules: ['idle'] } } }
    const app = { ...town.app, idle: { operations: { nothing: [] } } }
    const own = (faults: readonly unknown[]): readonly string[] =>
      said(faults, { ...more, app }).filter((line) => line.includes('faults'))
    expect(own(doubtful)).toEqual([code])
    expect(own(fine)).toEqual([])
  })

  it('turns a clock that nothing reads', () => {
    const clock = [{ clock: 'payments', step: '5s' }]
    const alone = { shoppers: { arrivals: 'poisson(10/s)', call: 'shop.buy' } }
    expect(said(clock).filter((line) => line.includes('faults'))).toEqual([])
    expect(said(clock, { workload: alone })).toContain('L355 faults.0.clock')
  })

  it('is not doubted where it is disabled', () => {
    expect(said([{ pause: 'shop', at: '20min', disabled: true }])).toEqual([])
  })
})

describe('recovery that is expected', () => {
  const asked = (faults: readonly unknown[], within = '60s', run: unknown = town.run): readonly string[] =>
    said(faults, { expect: [`recovers within ${within}`], run })

  it('is doubted where the fault does not end before the load, or too late', () => {
    expect(asked([{ pause: 'shop', at: '1min' }])).toEqual(['L354 faults.0.pause'])
    expect(asked([{ pause: 'shop', at: '1min', for: '30s', every: '1min' }])).toEqual(['L354 faults.0.pause'])
    expect(asked([{ pause: 'shop', at: '9min', for: '30s' }])).toEqual(['L354 faults.0.pause'])
    expect(asked([{ pause: 'shop', flap: { on: '5s', off: '5s' } }])).toEqual(['L354 faults.0.pause'])
  })

  it('is not doubted where there is time', () => {
    expect(asked([{ pause: 'shop', at: '9min', for: '30s' }], '30s')).toEqual([])
    expect(asked([{ pause: 'shop', at: '1min', for: '30s', every: '1min', until: '5min' }])).toEqual([])
    expect(asked([{ pause: 'shop', at: '1min' }], '60s', { duration: '10min', heal: '4min' })).toEqual([])
    expect(asked([{ pause: 'shop', when: 'payments.queue-length > 5' }])).toEqual([])
    const other = [{ pause: 'shop', at: '1min', for: '30s' }, { pause: 'payments' }]
    expect(said(other, { expect: ['recovers within 60s after pause-1'] })).toEqual([])
  })

  it('is not asked of a variant of which others are expected to recover', () => {
    const expected = [{ in: 'other', that: 'recovers within 60s' }]
    const document = { ...town, faults: [{ pause: 'shop', at: '1min' }], expect: expected }
    expect(complaints(document, { variant: 'this' })).toEqual([])
    expect(complaints(document, { variant: 'other' })).toEqual(['L354 faults.0.pause'])
    expect(complaints(document)).toEqual(['L354 faults.0.pause'])
  })

  it('cannot be seen when all faults are healed after the load', () => {
    expect(complaints({ ...town, run: { duration: '10min', heal: '10min' } })).toEqual(['L356 run.heal'])
    expect(complaints({ ...town, run: { duration: '10min', heal: '9min' } })).toEqual([])
    expect(said([{ pause: 'shop', at: '5min' }], { run: { duration: '10min', heal: '5min' } })).toEqual([
      'L353 faults.0.at',
    ])
  })
})
