import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { runReplication } from '../../src/experiments/once.ts'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import { runScenario, type ScenarioRun } from '../../src/experiments/run-scenario.ts'
import type { MaybeEstimate } from '../../src/metrics/duration-result.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import { writeJson } from '../../src/report/json.ts'
import { resultJsonSchema } from '../../src/report/result-schema.ts'
import { summaryText } from '../../src/report/summary.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { createWorld } from '../../src/sim/world.ts'
import { prepared } from './tiny-scenario.ts'

/** Orders are told to two modules by a broker that keeps messages in memory, and that crashes or does not. */
const EVENTS: ScenarioDocument = {
  name: 'events',
  run: { duration: '10s', drain: '10s', warmup: '0s', seed: 3, replications: 3 },
  app: {
    shop: { operations: { buy: [{ cpu: '1ms' }, { publish: 'order.placed', key: 'sku' }] } },
    mailer: { on: { 'order.placed': [{ io: 'exp(20ms)' }, { fail: '2%', as: 'no-mail' }] } },
    stats: { on: { 'order.placed': [{ io: '1ms' }] } },
  },
  brokers: { rabbit: { kind: 'rabbitmq' } },
  events: { 'order.placed': { queue: 'classic', durable: false, 'dead-letters': true } },
  consumers: [{ on: '* -> *', 'on-failure': 'reject' }],
  workload: { users: { arrivals: 'poisson(50/s)', call: 'shop.buy', inputs: { sku: 'uniform of 20' } } },
  variants: { calm: {}, crash: { faults: [{ id: 'gone', crash: 'rabbit', host: 'up', at: '4s', for: '1s' }] } },
  expect: [
    'messages.order.placed.published of calm > 100',
    'messages.order.placed -> mailer.deadLettered > 0',
    'messages.order.* -> stats.lost of calm == 0',
    'messages.order.placed -> stats.endToEnd.p99 of calm < 1s',
    'messages.order.placed.backlog.max of calm < 100',
    'messages.order.placed -> mailer.lag.p50 of calm < 1s',
    'messages.order.placed -> *.throughput of calm > 10/s',
    'messages.order.placed -> stats.lost > 10 during gone',
    'messages.order.placed -> stats.lost == 0 after gone',
    'messages.order.placed -> stats.backlog.max < 100 during fault',
  ],
}

describe('a scenario with events', () => {
  let run: ScenarioRun
  let document: RunDocument
  const value = (estimate: MaybeEstimate | undefined): number => estimate?.value ?? Number.NaN
  const event = (variant: string) => document.variants[variant]?.messages['order.placed']

  beforeAll(async () => {
    run = await runScenario(prepared(EVENTS), { jobs: 1, replay: 'orrery run events.yaml' })
    document = run.document
  })

  test('says what became of every message, and the parts add up', () => {
    for (const variant of ['calm', 'crash']) {
      const subscriptions = Object.entries(event(variant)?.subscriptions ?? {})
      expect(subscriptions.map(([name]) => name)).toEqual(['order.placed -> mailer', 'order.placed -> stats'])
      for (const [name, one] of subscriptions) {
        const parts = [one.handled, one.deadLettered, one.waiting, one.lost, one.unfollowed]
        const sum = parts.reduce((all, part) => all + value(part), 0)
        expect(sum, `${variant}, ${name}`).toBeCloseTo(value(one.published), 6)
        expect(value(one.published)).toBeGreaterThan(300)
      }
    }
    expect(value(event('calm')?.lost)).toBe(0)
    expect(value(event('calm')?.subscriptions['order.placed -> mailer']?.deadLettered)).toBeGreaterThan(0)
  })

  test('measures what lasts: end to end at least the handler, and the backlog at least who is handled', () => {
    const mailer = event('calm')?.subscriptions['order.placed -> mailer']
    expect(value(mailer?.endToEndMs.mean)).toBeGreaterThan(15)
    expect(value(mailer?.lagMs.mean)).toBeLessThan(5)
    // By Little's law: 50/s for 20 ms each, and a little more.
    expect(value(mailer?.backlog.mean)).toBeGreaterThan(0.7)
    expect(value(mailer?.backlog.mean)).toBeLessThan(2)
  })

  test('tells the story of a message that is a dead letter, of three at most', () => {
    const stories =
      document.variants['calm']?.messageAnomalies.filter(({ anomaly }) => anomaly === 'deadLettered') ?? []
    expect(stories.length).toBe(3)
    for (const { events, subscription } of stories) {
      expect(subscription).toBe('order.placed -> mailer')
      expect(events.map(({ deed }) => deed)).toEqual(
        expect.arrayContaining(['was published', 'was stored', 'was delivered', 'failed in its handler']),
      )
      expect(events.find(({ deed }) => deed === 'failed in its handler')?.why).toBe('no-mail')
    }
  })

  test('is judged by lines of expect that name events, subscriptions and patterns of them', () => {
    const checks = Object.values(document.variants).flatMap((variant) => variant.checks)
    const judged = checks.filter(({ source }) => source === 'expectation')
    expect(judged.length).toBeGreaterThanOrEqual(8)
    expect(judged.filter(({ ok }) => !ok)).toEqual([])
  })

  test('is a document that its schema allows, and a text that names what happened', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(resultJsonSchema())
    validate(JSON.parse(writeJson(document)))
    expect(validate.errors).toBe(null)
    const text = summaryText(document, 'compact')
    expect(text).toMatch(/order\.placed -> mailer +out of order/)
    expect(text).toMatch(/dead letters +\d/)
    expect(text).toContain('  messages\n')
  })

  test('says what became of what was published during a fault, and of the same without it', () => {
    const [fault] = document.variants['crash']?.faults ?? []
    const [run, control] = [fault?.during?.run, fault?.during?.control].map((picture) => {
      const { published = null, lost = null, backlog = null } = picture?.messages['order.placed -> stats'] ?? {}
      return { published, lost, backlog }
    })
    // One second of 50/s.
    expect(run?.published).toBeGreaterThan(25)
    expect(run?.lost).toBeGreaterThan(25)
    expect(control).toMatchObject({ lost: 0 })
    expect(control?.published).toBeCloseTo(run?.published ?? 0, 6)
    const unharmed = document.variants['crash']?.messagesWithoutFaults?.['order.placed']
    expect(unharmed).toEqual(event('calm'))
    expect(document.variants['calm']).toMatchObject({ messagesWithoutFaults: null, transactionsWithoutFaults: null })
    const text = summaryText(document, 'compact')
    expect(text).toMatch(
      /of \d+ messages of order\.placed -> stats published while it was on: \d+ lost \(0 without it\)/,
    )
    expect(text).toMatch(/without the faults: [\d.]+ of order\.placed -> mailer out of order/)
  })

  test('says in how many messages it looked for what never happened', () => {
    const published = Math.round(2 * value(event('calm')?.published))
    const text = summaryText(document, 'compact')
    expect(text).toContain(`0 of ${published.toLocaleString('en')} a replication: lost, handled again`)
    expect(text).toMatch(/messages\.order\.\* -> stats\.lost of calm == 0 .*0, in \d+ a replication/)
  })

  test('finds no metric that is none, and says what comes next', () => {
    expect(() => prepared({ ...EVENTS, expect: ['messages.order.paid.lost == 0'] })).toThrow(/placed/)
  })
})

/** A transaction whose second leg may fail, done three ways. */
const SHOP: ScenarioDocument = {
  name: 'saga',
  run: { duration: '5s', drain: '5s', warmup: '0s', seed: 5, replications: 3 },
  app: {
    shop: {
      operations: {
        buy: [
          {
            transaction: 'place-order',
            steps: [
              { call: 'inventory.reserve', undo: 'inventory.release' },
              { call: 'payments.charge', undo: 'payments.refund' },
            ],
          },
        ],
        look: [{ call: 'inventory.look' }],
      },
    },
    inventory: {
      owns: { stock: { keys: 5, initial: 1000 } },
      operations: {
        reserve: [{ update: 'stock', add: -1 }],
        release: [{ update: 'stock', add: 1 }],
        look: [{ read: 'stock' }],
      },
    },
    payments: {
      operations: {
        charge: { steps: [{ io: 'exp(20ms)' }, { fail: '20%', as: 'no-money' }], idempotent: false },
        refund: [{ io: '1ms' }],
      },
    },
  },
  deploy: 'each-module',
  workload: { users: { arrivals: 'poisson(50/s)', mix: { 'shop.buy': '50%', 'shop.look': '50%' } } },
  variants: { none: { transactions: { 'place-order': 'none' } }, saga: { transactions: { 'place-order': 'saga' } } },
  expect: [
    'transactions.place-order.orphans of none > 0',
    'transactions.place-order.orphans of saga == 0',
    'transactions.place-order.legs.mean <= 2',
    'transactions.place-order.settleTime.p99 < 1s',
    'transactions.place-order.costPerSettled < $1',
    'payments.charge.doubleEffects == 0',
  ],
}

test('is the same run to the last bit, whether or not somebody watches', () => {
  for (const { plan } of [...prepared(EVENTS).variants, ...prepared(SHOP).variants]) {
    const alone = createWorld(plan, { seed: '7', replication: 0 })
    const { fingerprint } = alone.run(new Recorder(alone.catalogue, { from: 0, to: plan.duration }))
    const watched = runReplication(plan, { seed: '7', replication: 0, from: 0 })
    expect(watched.end.fingerprint).toBe(fingerprint)
    expect(watched.messages ?? watched.transactions).not.toBe(null)
  }
})

describe('a scenario with a business transaction', () => {
  let document: RunDocument
  const value = (estimate: MaybeEstimate | undefined): number => estimate?.value ?? Number.NaN
  const of = (variant: string) => document.variants[variant]?.transactions['place-order']

  beforeAll(async () => {
    document = (await runScenario(prepared(SHOP), { jobs: 1, replay: 'orrery run saga.yaml' })).document
  })

  test('leaves reservations behind without a saga, and none with one', () => {
    expect(value(of('none')?.orphans)).toBeGreaterThan(5)
    expect(value(of('none')?.abandoned)).toBe(value(of('none')?.orphans))
    expect(value(of('saga')?.orphans)).toBe(0)
    expect(value(of('saga')?.compensated)).toBeGreaterThan(5)
    expect(value(of('saga')?.compensations)).toBe(value(of('saga')?.compensated))
    for (const variant of ['none', 'saga']) {
      const one = of(variant)
      const parts = [one?.committed, one?.compensated, one?.abandoned, one?.stuck, one?.unfinished, one?.unfollowed]
      expect(parts.reduce((all, part) => all + value(part), 0)).toBeCloseTo(value(one?.begun), 6)
    }
  })

  test('says who saw what was undone later', () => {
    const saga = of('saga')
    expect(value(saga?.intermediateReads)).toBeGreaterThan(0)
    expect(Object.keys(saga?.seenBy ?? {})).toEqual(['inventory.look'])
    const seen = saga?.seenBy['inventory.look']
    expect(seen?.reads).toBeCloseTo(3 * value(saga?.intermediateReads), 6)
    expect(seen?.dirty).toBeCloseTo(3 * value(saga?.dirtyReads), 6)
  })

  test('passes its expectations, fits its schema and tells the story of what was left behind', () => {
    const checks = Object.values(document.variants).flatMap((variant) => variant.checks)
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(resultJsonSchema())
    validate(JSON.parse(writeJson(document)))
    expect(validate.errors).toBe(null)
    const text = summaryText(document, 'compact')
    expect(text).toMatch(/place-order +legs left behind/)
    expect(text).toMatch(/inventory\.reserve +did the work at inventory\/0/)
  })
})
