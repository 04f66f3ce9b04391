import { describe, expect, it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import type { Document } from './city.ts'
import { pathologies } from './pathologies.ts'

/** So few that what would go on for ever is over soon. */
const LIMITS = { events: 60_000, 'events-per-instant': 10_000 }

/** A shop that calls payments with a store; `words` change any part of it. */
function shop(words: Document): Document {
  return {
    name: 'endless',
    run: { duration: '2s', warmup: '0s', seed: 3, replications: 1, limits: LIMITS },
    app: {
      shop: { operations: { buy: [{ cpu: '1ms' }, { call: 'pay.charge' }] } },
      pay: { owns: { charges: {} }, operations: { charge: [{ cpu: '1ms' }, { write: 'charges' }] } },
    },
    deploy: { shop: { instances: 2 }, pay: { instances: 2 } },
    workload: { users: { arrivals: 'poisson(100/s)', call: 'shop.buy' } },
    expect: ['shop.buy.availability >= 99%'],
    ...words,
  }
}

/** What the loader or the compiler says against a document; empty where it may run. */
function complaints(words: Document): readonly string[] {
  const loaded = loadScenario({ kind: 'yaml', file: 'endless.yaml', text: JSON.stringify(shop(words)) })
  const result = loaded.ok ? prepareScenario(loaded.source) : loaded
  return result.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)
}

async function run(words: Document): Promise<RunDocument> {
  const loaded = loadScenario({ kind: 'yaml', file: 'endless.yaml', text: JSON.stringify(shop(words)) })
  const result = loaded.ok ? prepareScenario(loaded.source) : loaded
  if (!('prepared' in result)) throw new RangeError(result.problems.map(({ message }) => message).join('; '))
  return (await runScenario(result.prepared, { replay: '' })).document
}

describe('no run hangs', () => {
  it.each(pathologies)('%s', async (_, words, ends) => {
    expect(complaints(words)).toEqual([])
    const { verdict, limits } = await run(words)
    expect([verdict, ...limits.map(({ kind }) => kind)].join(', ')).toBe(ends)
  })

  it.each([
    ['a stay of no length', [{ pause: 'pay', flap: { on: '0s', off: '1s' } }]],
    ['a stay of no length on average', [{ pause: 'pay', flap: { on: '1s', off: { mean: '0s' } } }]],
    ['an episode of no length', [{ pause: 'pay', for: '0s' }]],
    ['a fault that starts again after no time', [{ pause: 'pay', for: '1s', every: '0s' }]],
    ['a look each microsecond', [{ pause: 'pay', when: { that: 'pay.concurrency > 1', poll: '1us' } }]],
    ['a look after no time', [{ pause: 'pay', when: { that: 'pay.concurrency > 1', poll: '0s' } }]],
    [
      'faults that wait for each other',
      [
        { id: 'a', pause: 'pay', after: 'b' },
        { id: 'b', pause: 'shop', after: 'a' },
      ],
    ],
    ['a fault that waits for itself', [{ id: 'a', pause: 'pay', after: 'a' }]],
    ['no quota', [{ 'cpu-quota': 'pay', quota: '0s' }]],
    ['memory without a limit', [{ memory: 'pay', limit: '0B', growth: '1MB/s' }]],
    ['no rate', [{ throttle: 'pay', limit: '0/s' }]],
    ['no bandwidth', [{ bandwidth: '* -> *', rate: '0B/s' }]],
  ])('%s is refused', (_, faults) => {
    expect(complaints({ faults }).length).toBeGreaterThan(0)
  })
})
