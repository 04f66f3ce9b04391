import { describe, expect, test } from 'vitest'
import { demandOf } from '../../../src/scenarios/compile/utilisation.ts'
import { StepKind } from '../../../src/sim/plan.ts'
import { planOf, program } from '../compile/compiling.ts'
import { said, stepsOf, town } from './store-town.ts'

const S = 1e9
const MS = 1e6

describe('a transaction', () => {
  const begin = [{ read: 'stock', key: 'sku' }, { cpu: '1ms' }, { write: 'stock', key: 'sku', set: 'read - 1' }]

  test('is a step with its body, followed by its commit and its rollback', () => {
    const plan = planOf(town({ steps: [{ begin }, { cpu: '2ms' }] }))
    const steps = program(plan, 'shop.buy').steps
    expect(steps.map(({ kind, path }) => [kind, path])).toEqual([
      [StepKind.begin, 'shop.buy[0]'],
      [StepKind.access, 'shop.buy[0].commit'],
      [StepKind.access, 'shop.buy[0].rollback'],
      [StepKind.cpu, 'shop.buy[1]'],
      [StepKind.end, 'shop.buy.end'],
    ])
    expect(steps[0]).toMatchObject({
      transaction: { store: 0, isolation: 'read-committed', retries: 0 },
      optional: false,
      edge: -1,
    })
    expect(steps.slice(1, 3).map(({ access, key }) => [access?.verb, access?.record, key])).toEqual([
      ['commit', -1, null],
      ['rollback', -1, null],
    ])
    expect(steps.slice(1, 3).map((step) => plan.programs[step.program]?.name)).toEqual(['main.commit', 'main.rollback'])
    const body = plan.programs[steps[0]?.program ?? -1]
    expect(body).toMatchObject({ name: 'shop.buy[0].begin', operation: false })
    expect(body?.steps.map(({ kind }) => kind)).toEqual([StepKind.access, StepKind.cpu, StepKind.access, StepKind.end])
  })

  test.each([
    [{ isolation: 'serializable' }, { transaction: { isolation: 'serializable' } }],
    [{ retries: 3 }, { transaction: { retries: 3 } }],
    [{ optional: true }, { optional: true }],
  ])('with %j is another', (option, step) => {
    expect(stepsOf({ steps: [{ begin, ...option }] })[0]).toMatchObject(step)
  })

  test('sees of others what its store says', () => {
    const [step] = stepsOf({ steps: [{ begin }], store: { isolation: 'repeatable-read' } })
    expect(step?.transaction?.isolation).toBe('repeatable-read')
  })

  test('takes the time of its body and its commit, and what follows is reached', () => {
    const times = { read: '1ms', write: '2ms', commit: '4ms' }
    const network = { 'same-zone': '0ms' }
    const plan = planOf(town({ steps: [{ begin }, { cpu: '8ms' }], store: times, rest: { network } }))
    const demand = demandOf(plan, 'open')
    const buy = plan.programs.findIndex(({ name }) => name === 'shop.buy')
    expect(demand.means.of(buy).untilAnswer / MS).toBeCloseTo(1 + 1 + 2 + 4 + 8, 1)
    expect(demand.means.of(buy).reach).toEqual([1, 0, 0, 1, 1])
    const commit = plan.programs.findIndex(({ name }) => name === 'main.commit')
    expect(demand.programsPerSecond[commit]).toBeCloseTo(10, 6)
  })
})

describe('a lease', () => {
  const owns = { jobs: { keys: 10 } }
  const lease = { lease: 'jobs', key: 'sku', ttl: '10s', do: [{ cpu: '1ms' }] }

  test('is a step with what is done under it, followed by taking it and giving it back', () => {
    const plan = planOf(town({ owns, steps: [lease, { cpu: '2ms' }] }))
    const steps = program(plan, 'shop.buy').steps
    expect(steps.map(({ kind, path }) => [kind, path])).toEqual([
      [StepKind.lease, 'shop.buy[0]'],
      [StepKind.access, 'shop.buy[0].acquire'],
      [StepKind.access, 'shop.buy[0].release'],
      [StepKind.cpu, 'shop.buy[1]'],
      [StepKind.end, 'shop.buy.end'],
    ])
    const jobs = plan.records.findIndex(({ name }) => name === 'jobs')
    expect(steps[0]?.lease).toEqual({
      store: 0,
      record: jobs,
      ttl: 10 * S,
      retryEvery: 100 * MS,
      attempts: 50,
      fencing: false,
    })
    expect(steps.slice(1, 3).map((step) => plan.programs[step.program]?.name)).toEqual(['jobs.acquire', 'jobs.release'])
    expect(steps[1]?.key?.inputs[0]?.path).toBe('shoppers/sku')
    expect(plan.programs[steps[0]?.program ?? -1]).toMatchObject({ name: 'shop.buy[0].lease', operation: false })
  })

  test.each([
    [{ ttl: '3s' }, { ttl: 3 * S }],
    [{ retry: '1s' }, { retryEvery: S }],
    [{ attempts: 2 }, { attempts: 2 }],
    [{ fencing: true }, { fencing: true }],
  ])('with %j is another', (option, plan) => {
    expect(stepsOf({ owns, steps: [{ ...lease, ...option }] })[0]?.lease).toMatchObject(plan)
  })
})

describe('a cache', () => {
  const cached = (more: Readonly<Record<string, unknown>>, ...rest: readonly unknown[]) =>
    planOf(
      town({ steps: [{ cache: 'products', key: 'sku', miss: [{ read: 'products', key: 'sku' }], ...more }, ...rest] }),
    )

  test.each([
    [{ evict: 'lfu' }, { evict: 'lfu' }],
    [{ evict: 'fifo' }, { evict: 'fifo' }],
    [{ evict: 'random' }, { evict: 'random' }],
    [{ sliding: true }, { sliding: true }],
    [{ coalesce: true }, { coalesce: true }],
    [{ mode: 'read-through' }, { mode: { kind: 'read-through' } }],
    [{ mode: 'write-through' }, { mode: { kind: 'write-through' } }],
    [{ mode: { 'write-behind': '5s' } }, { mode: { kind: 'write-behind', within: 5 * S } }],
  ])('with %j is another', (option, plan) => {
    expect(cached({}).caches[0]).toMatchObject({
      evict: 'lru',
      sliding: false,
      coalesce: false,
      mode: { kind: 'aside' },
    })
    expect(cached(option).caches[0]).toMatchObject(plan)
  })

  test('that says no miss reads the record itself', () => {
    const plan = planOf(town({ steps: [{ cache: 'products', key: 'sku', mode: 'read-through' }] }))
    const miss = program(plan, 'shop.buy[0].miss').steps
    expect(miss[0]).toMatchObject({ path: 'shop.buy[0].miss[0]', access: { verb: 'read', from: 'leader' } })
    expect(miss[0]?.key?.inputs[0]?.path).toBe('shoppers/sku')
    expect(plan.caches[0]?.record).toBe(plan.records.findIndex(({ name }) => name === 'products'))
  })

  test('is named by the writes that go through or behind it, and by no others', () => {
    const write = { write: 'products', key: 'sku' }
    const cacheOfWrite = (mode: unknown): number | undefined =>
      program(cached({ mode }, write), 'shop.buy').steps[1]?.cache
    expect(['aside', 'read-through', 'write-through', { 'write-behind': '1s' }].map(cacheOfWrite)).toEqual([
      -1, -1, 0, 0,
    ])
  })

  test('must be described alike by all steps that share it', () => {
    const steps = [
      { cache: 'products', mode: 'write-through' },
      { cache: 'products', mode: 'read-through' },
    ]
    expect(said({ steps })).toEqual(['S253 app.shop.operations.buy.steps.1'])
  })

  test('hears what is invalidated: of all modules or of one, late, and not always', () => {
    const modules = { web: { operations: { show: [{ cache: 'products', miss: [{ call: 'shop.buy' }] }] } } }
    const invalidationOf = (more: Readonly<Record<string, unknown>>) => {
      const steps = [
        { cache: 'products', mode: 'read-through' },
        { invalidate: 'products', key: 'sku', ...more },
      ]
      const plan = planOf(town({ steps, modules }))
      const step = program(plan, 'shop.buy').steps[1]
      expect(step).toMatchObject({ kind: StepKind.invalidate, key: { own: { count: 5000 } } })
      const { caches, delay, loss } = step?.invalidation ?? { caches: [], delay: undefined, loss: -1 }
      return [caches.map((cache) => plan.caches[cache]?.name), delay?.mean, loss]
    }
    expect(invalidationOf({})).toEqual([['shop.products', 'web.products'], 0, 0])
    expect(invalidationOf({ in: 'web', delay: 'exp(50ms)', loss: '1%' })).toEqual([['web.products'], 50 * MS, 0.01])
  })
})
