import { describe, expect, it } from 'vitest'
import { managedServices } from '../../src/experiments/managed-services.ts'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { planOf, type Written } from '../scenarios/compile/compiling.ts'
import { prepared } from './tiny-scenario.ts'

function orders(realised: unknown): Written & { readonly transactions: unknown } {
  return {
    app: {
      shop: { operations: { buy: [{ transaction: 'order', steps: [{ call: 'stock.take', undo: 'stock.give' }] }] } },
      stock: { operations: { take: [{ io: '1ms' }], give: [{ io: '1ms' }] } },
    },
    deploy: { 'each-module': {} },
    transactions: { order: realised },
    workload: { users: { arrivals: 'poisson(1/s)', call: 'shop.buy' } },
  }
}

describe('what is paid by use', () => {
  it('are the steps of a saga that a managed service orchestrates, and of no other', () => {
    const of = (realised: unknown): readonly string[] => managedServices(planOf(orders(realised))).orchestrated
    expect(of({ saga: 'orchestrated', engine: 'step-functions', log: 'memory' })).toEqual(['order'])
    expect(of({ saga: 'orchestrated', log: 'memory' })).toEqual([])
    expect(of('none')).toEqual([])
  })
})

describe('requests to a managed queue', () => {
  /** One message a second, for which each receive waits: a send, a receive that brings it, and a delete. */
  function bill(size: string, fifo: boolean, wait: string): ScenarioDocument {
    return {
      name: 'bill',
      run: { duration: '110s', drain: '0s', warmup: '10s', seed: 1, replications: 1 },
      app: {
        shop: { operations: { post: [{ publish: 'thing.asked' }] } },
        worker: { on: { 'thing.asked': [{ cpu: '1ms' }] } },
      },
      brokers: { queue: { kind: 'sqs', publish: '0s' } },
      events: { 'thing.asked': { size, fifo, wait, batch: 1, ...(fifo ? {} : { duplicates: '0%' }) } },
      consumers: [{ on: '* -> *', concurrency: 1 }],
      deploy: { 'each-module': {} },
      workload: { clock: { arrivals: 'constant(1/s)', call: 'shop.post' } },
      network: { protocol: 'none' },
    }
  }

  async function paidPerSecond(size: string, fifo: boolean, wait: string): Promise<number> {
    const { document } = await runScenario(prepared(bill(size, fifo, wait)), { jobs: 1, replay: '' })
    const requests = Object.values(document.variants)[0]?.cost.requestsPerMonth?.value ?? Number.NaN
    return (requests * 1e6) / (730 * 3600)
  }

  it.each([
    { size: '1KiB', each: 3 },
    { size: '64KiB', each: 3 },
    { size: '65KiB', each: 5 },
    { size: '200KiB', each: 9 },
  ])(
    'of $size are $each for a message: each beginning of 64 KiB of what is sent and received',
    async ({ size, each }) => {
      expect(await paidPerSecond(size, false, '20s')).toBeCloseTo(each * 0.4, 1)
    },
  )

  it('cost more of a FIFO queue, and are paid when they bring nothing', async () => {
    expect(await paidPerSecond('1KiB', true, '20s')).toBeCloseTo(3 * 0.5, 1)
    // A receive that does not wait is made a second after one that has brought nothing.
    expect(await paidPerSecond('1KiB', false, '0s')).toBeGreaterThan(3.5 * 0.4)
  })
})
