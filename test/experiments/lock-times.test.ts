import { describe, expect, test } from 'vitest'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { prepared } from './tiny-scenario.ts'

/** Half of all transfers are blocked while the other leg has not yet touched its store. */
const TRANSFERS: ScenarioDocument = {
  name: 'transfers',
  run: { duration: '20s', warmup: '0s', seed: 3, replications: 2 },
  app: {
    bank: {
      operations: {
        transfer: [{ transaction: 'transfer', steps: [{ call: 'left.take' }, { call: 'right.give' }] }],
      },
    },
    left: { owns: { a: { initial: 100 } }, operations: { take: [{ io: '20ms' }, { update: 'a', add: -1 }] } },
    right: {
      owns: { b: { initial: 100 } },
      operations: { give: [{ io: '1ms' }, { fail: '50%', as: 'blocked' }, { update: 'b', add: 1 }] },
    },
  },
  deploy: 'each-module',
  workload: { people: { arrivals: 'poisson(20/s)', call: 'bank.transfer' } },
  transactions: { transfer: 'two-phase-commit' },
}

describe('the time for which locks are held', () => {
  test('does not count legs that were called off before they came to their store', async () => {
    const { document } = await runScenario(prepared(TRANSFERS), { jobs: 1, replay: 'orrery run transfers.yaml' })
    const [one] = Object.values(document.variants)
    const transfer = one?.transactions['transfer']
    expect(transfer?.compensated?.value).toBeGreaterThan(100)
    expect(transfer?.committed?.value).toBeGreaterThan(100)
    // Two messages each way, and what the stores take.
    expect(transfer?.locksHeldMs.max?.value).toBeLessThan(50)
    expect(transfer?.lockedMs.max?.value).toBeLessThan(50)
  })
})
