import { describe, expect, test } from 'vitest'
import { demandOf } from '../../../src/scenarios/compile/utilisation.ts'
import type { Catalogue, Probe } from '../../../src/sim/kernel/probe.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { createWorld } from '../../../src/sim/world.ts'
import { planOf, type Written } from './compiling.ts'

/** Time averages of levels up to the end of the load, and nothing else. */
class Levels implements Probe {
  readonly #catalogue: Catalogue
  readonly #until: number
  readonly #value: Float64Array
  readonly #since: Float64Array
  readonly #area: Float64Array

  constructor(catalogue: Catalogue, until: number) {
    this.#catalogue = catalogue
    this.#until = until
    this.#value = new Float64Array(catalogue.levels.length)
    this.#since = new Float64Array(catalogue.levels.length)
    this.#area = new Float64Array(catalogue.levels.length)
  }

  began(): void {}
  ended(): void {}
  waited(): void {}
  failed(): void {}
  counted(): void {}

  level(level: number, now: number, value: number): void {
    this.#close(level, now)
    this.#value[level] = value
  }

  /** Sum over the levels of that name and label. */
  mean(name: string, label: 'unit' | 'pool', of: string): number {
    let sum = 0
    this.#catalogue.levels.forEach((instrument, index) => {
      if (instrument.name !== name || instrument.labels[label] !== of) return
      this.#close(index, this.#until)
      sum += (this.#area[index] ?? 0) / this.#until
    })
    return sum
  }

  #close(level: number, now: number): void {
    const time = Math.min(now, this.#until) - Math.min(this.#since[level] ?? 0, this.#until)
    this.#area[level] = (this.#area[level] ?? 0) + (this.#value[level] ?? 0) * time
    this.#since[level] = now
  }
}

function measured(plan: Plan): Levels {
  const world = createWorld(plan, { seed: '7', replication: 0 })
  const levels = new Levels(world.catalogue, plan.duration)
  world.run(levels)
  return levels
}

/** Every kind of step, with so little load that hardly anything waits. */
const light: Written = {
  run: { duration: '400s' },
  app: {
    front: {
      operations: {
        page: [
          { cpu: '2ms' },
          {
            choose: [
              { share: '30%', do: [{ call: 'back.list' }] },
              { share: '20%', do: [{ io: '40ms' }] },
            ],
          },
          { parallel: [{ call: 'back.item' }, { call: 'back.item' }, [{ cpu: '1ms' }, { call: 'own' }]] },
          { call: 'back.risky', optional: true },
          'respond',
          { send: 'back.item' },
          { cpu: '1ms' },
        ],
        own: [{ cpu: '3ms' }],
        order: [
          { repeat: 'uniform(1, 5)', do: [{ call: 'back.item' }] },
          { fail: '25%' },
          { call: 'back.risky' },
          { cpu: '4ms' },
        ],
      },
    },
    back: {
      owns: { items: {}, orders: {} },
      operations: {
        list: [{ repeat: '4', do: [{ read: 'items' }] }],
        item: [{ cpu: '1ms' }, { read: 'items' }],
        risky: [{ cpu: '2ms' }, { fail: '40%', as: 'declined' }, { write: 'orders' }],
      },
    },
  },
  stores: { 'each-unit': { read: '5ms', write: '8ms', concurrency: 16 } },
  deploy: { 'each-module': { machine: 'c7i.2xlarge', instances: 2 } },
  network: { 'same-zone': { delay: '1ms', bandwidth: '100MB/s' } },
  workload: { w: { arrivals: 'constant(40/s)', mix: { 'front.page': '70%', 'front.order': '30%' } } },
}

describe('the demand computed from means', () => {
  const deployments: readonly (readonly [string, Partial<Written>])[] = [
    ['as two services', {}],
    ['as one process', { deploy: { all: { modules: 'all', machine: 'c7i.4xlarge' } } }],
    ['over gRPC', { network: { protocol: 'grpc', 'same-zone': '1ms', client: '10ms' } }],
  ]

  // 16,000 requests whose choices and repetitions alone are random; with this seed no ratio is off by 2 %.
  test.each(deployments)('is what a lightly loaded world uses, %s', (_, change) => {
    const plan = planOf({ ...light, ...change })
    const levels = measured(plan)
    const demand = demandOf(plan, 'all')
    const compared: Record<string, number> = {}
    plan.units.forEach(({ name }, index) => {
      const { coresBusy = 0, slotsBusy = 0 } = demand.units[index] ?? {}
      if (coresBusy > 0) compared[`${name} cores`] = levels.mean('cpu', 'unit', name) / coresBusy
      const busy = levels.mean('concurrency', 'unit', name) - levels.mean('queue', 'unit', name)
      compared[`${name} slots`] = busy / slotsBusy
    })
    plan.pools.forEach(({ name }, index) => {
      compared[`${name} pool`] = levels.mean('pool', 'pool', name) / (demand.pools[index]?.inUse ?? 0)
    })
    for (const ratio of Object.values(compared)) expect(Math.abs(ratio - 1)).toBeLessThan(0.02)
  })

  // Without a network between them the one who coordinates waits no longer than the node that it needs last.
  test.each(['node', 'client'])('counts what the nodes of a quorum do for each other, coordinated by the %s', (who) => {
    const plan = planOf({
      run: { duration: '400s' },
      app: {
        shop: {
          owns: { stock: {} },
          operations: { look: [{ read: 'stock', key: 'sku' }], put: [{ write: 'stock', key: 'sku' }] },
        },
      },
      stores: {
        main: {
          kind: 'quorum',
          nodes: 5,
          r: 2,
          w: 3,
          ask: 'r',
          coordinator: who,
          read: '5ms',
          write: '8ms',
          concurrency: 64,
        },
      },
      network: { 'same-zone': '0ms', protocol: 'none' },
      workload: {
        w: {
          arrivals: 'constant(40/s)',
          mix: { 'shop.look': '70%', 'shop.put': '30%' },
          inputs: { sku: 'uniform of 1000' },
        },
      },
    })
    const levels = measured(plan)
    const demand = demandOf(plan, 'all').units[plan.units.findIndex(({ name }) => name === 'main')]
    const busy = levels.mean('concurrency', 'unit', 'main') - levels.mean('queue', 'unit', 'main')
    expect(Math.abs(busy / (demand?.slotsBusy ?? 0) - 1)).toBeLessThan(0.02)
    // Two of the five are asked for a read, all three that keep it told of a write; one in five asks itself.
    const asked = 0.7 * 2 + 0.3 * 3
    const visits = who === 'client' ? asked : 1 + asked * (4 / 5)
    expect(demand?.visitsPerSecond).toBeCloseTo(40 * visits, 6)
  })
})
