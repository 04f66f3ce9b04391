import { describe, expect, it } from 'vitest'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import { faultLines } from '../../src/report/faults.ts'
import { plainPaint } from '../../src/report/paint.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { faultyShop, REFUSING } from '../experiments/faulty-shop.ts'
import { prepared } from '../experiments/tiny-scenario.ts'

async function lines(scenario: ScenarioDocument): Promise<string> {
  const { document } = await runScenario(prepared(scenario), { replay: '' })
  return Object.values(document.variants)
    .flatMap((variant) => faultLines(variant, plainPaint))
    .join('\n')
}

const FLUSHED: ScenarioDocument = {
  name: 'flushed',
  run: { duration: '40s', warmup: '5s', seed: 1, replications: 2 },
  app: {
    shop: {
      owns: { items: { keys: 1000 } },
      operations: { show: [{ cache: 'items', warm: '100%', miss: [{ read: 'items' }] }] },
    },
  },
  deploy: { shop: { runtime: 'event-loop' } },
  stores: { 'shop-db': { read: '50ms', concurrency: 1, connections: 1000 } },
  workload: { users: { arrivals: 'poisson(50/s)', call: 'shop.show' } },
  policies: [{ on: 'shop -> shop-db', timeout: '200ms' }],
  faults: [{ id: 'flush', 'cache-flush': 'shop.items', at: '15s' }],
}

describe('the lines about a fault', () => {
  it('say how many requests failed because of one that lasts', async () => {
    expect(await lines(faultyShop([REFUSING]))).toMatch(
      /hurt shop\.buy; [1-9].* % of the requests failed because of it/,
    )
  })

  it('count no failures of one that is over in an instant, because they come after it', async () => {
    const text = await lines(FLUSHED)
    expect(text).toContain('hurt shop.show; noticed after')
    expect(text).not.toContain('failed because of it')
  })
})
