import { describe, expect, test } from 'vitest'
import { estimateEvents } from '../../src/experiments/estimate-events.ts'
import { createWorld } from '../../src/sim/world.ts'
import { planOf, type Written } from '../scenarios/compile/compiling.ts'
import { town } from '../scenarios/data/store-town.ts'
import { silent } from '../scenarios/silent.ts'

const read = {
  steps: [
    { read: 'products', key: 'sku' },
    { write: 'products', key: 'sku' },
  ],
}
const noRows = { owns: { orders: {} } }
const failover = { heartbeat: '10ms', detect: '1s', election: '1s', fencing: true }
const scenarios: Readonly<Record<string, Written>> = {
  'one node': town(read),
  replicas: town({ ...read, store: { replicas: 2 } }),
  'replicas and heartbeats': town({ ...read, store: { replicas: 2, replication: 'majority', failover } }),
  'a quorum of three': town({ ...read, ...noRows, store: { kind: 'quorum' } }),
  'a quorum of seven': town({ ...read, ...noRows, store: { kind: 'quorum', nodes: 7, n: 7, r: 4, w: 4 } }),
  'a quorum asked by the client': town({ ...read, ...noRows, store: { kind: 'quorum', coordinator: 'client' } }),
}

describe('the estimate of events', () => {
  test.each(Object.entries(scenarios))(
    'is within a factor of two and a half of what happens, with %s',
    (_, written) => {
      const plan = planOf(written)
      const world = createWorld(plan, { seed: '5', replication: 0 })
      const { events } = world.run(silent)
      const ratio = events / estimateEvents(plan)
      expect(ratio).toBeGreaterThan(1 / 2.5)
      expect(ratio).toBeLessThan(2.5)
    },
  )
})
