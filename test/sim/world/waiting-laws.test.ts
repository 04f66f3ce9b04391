import { describe, expect, it } from 'vitest'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { zipf } from '../../../src/sim/kernel/keys/zipf.ts'
import type { Catalogue, Probe } from '../../../src/sim/kernel/probe.ts'
import { createWorld } from '../../../src/sim/world.ts'
import { buildPlan, FOREVER, MS, open, SECOND, type UnitSpec, type WorldSpec } from './plans.ts'
import { cached, io, type StepSpec } from './steps.ts'

const BATCHES = 30
/** Half-width, in standard errors over 30 batches, of an interval that misses once in 100,000 (Student, 29 degrees). */
const T = 5.3

/** What happened in one batch, a thirtieth of the load. */
interface Batch {
  readonly calls: Record<string, number>
  readonly outcomes: Record<string, number>
  readonly latency: Record<string, number>
  readonly waits: { count: number; sum: number }
  readonly counted: Record<string, number>
}

/** Sums by batch, without keeping anything else. */
class Tally implements Probe {
  readonly batches: readonly Batch[]
  readonly #catalogue: Catalogue
  readonly #length: number

  constructor(catalogue: Catalogue, duration: number) {
    this.#catalogue = catalogue
    this.#length = duration / BATCHES
    this.batches = Array.from({ length: BATCHES }, () => ({
      calls: {},
      outcomes: {},
      latency: {},
      waits: { count: 0, sum: 0 },
      counted: {},
    }))
  }

  began(): void {}

  ended(series: number, now: number, start: number, outcome: number): void {
    const instrument = this.#catalogue.series[series]
    const batch = this.#batch(now)
    if (instrument?.name !== 'call' || batch === undefined) return
    const operation = instrument.labels['operation'] ?? ''
    add(batch.calls, operation, 1)
    add(batch.outcomes, this.#catalogue.outcomes[outcome] ?? '', 1)
    if (outcome === 0) add(batch.latency, operation, now - start)
  }

  failed(): void {}

  waited(_wait: number, now: number, duration: number): void {
    const batch = this.#batch(now)
    if (batch === undefined) return
    batch.waits.count++
    batch.waits.sum += duration
  }

  level(): void {}

  counted(counter: number, now: number, amount: number): void {
    const batch = this.#batch(now)
    if (batch !== undefined) add(batch.counted, this.#catalogue.counters[counter]?.name ?? '', amount)
  }

  #batch(now: number): Batch | undefined {
    return this.batches[Math.floor(now / this.#length)]
  }
}

function add(sums: Record<string, number>, key: string, amount: number): void {
  sums[key] = (sums[key] ?? 0) + amount
}

function run(spec: WorldSpec & { readonly duration: number }): readonly Batch[] {
  const world = createWorld(buildPlan({ ...spec, drain: 0 }), { seed: '7', replication: 0 })
  const tally = new Tally(world.catalogue, spec.duration)
  world.run(tally)
  // The first batch, which begins empty, is left out.
  return tally.batches.slice(1)
}

/** Holds the mean over the batches against the law, within an interval that must itself be narrow. */
function expectMean(
  batches: readonly Batch[],
  value: (batch: Batch) => number,
  expected: number,
  narrow: number,
): void {
  const values = batches.map(value)
  const middle = values.reduce((sum, x) => sum + x, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (values.length - 1)
  const error = T * Math.sqrt(variance / values.length)
  expect(error / expected).toBeLessThan(narrow)
  expect(Math.abs(middle - expected)).toBeLessThanOrEqual(error)
}

function share(batch: Batch, outcome: string): number {
  return (batch.outcomes[outcome] ?? 0) / Object.values(batch.calls).reduce((sum, count) => sum + count, 0)
}

function queueOf(unit: UnitSpec, perSecond: number, service: StepSpec, duration: number): readonly Batch[] {
  return run({
    units: { web: unit },
    operations: { 'web.work': [service] },
    workloads: { users: { calls: 'web.work', arrivals: open(perSecond) } },
    duration,
  })
}

describe('laws of queues', () => {
  it('Cobham: the important wait for 0.1 s, the others for a third (Q-PRIO-1)', () => {
    const service = io(exponential(100 * MS))
    const batches = run({
      units: { web: { slots: 1, discipline: 'priority' } },
      operations: { 'web.first': [service], 'web.second': [service] },
      workloads: {
        one: { calls: 'web.first', arrivals: open(3) },
        two: { calls: 'web.second', arrivals: open(4), priorities: { 'web.second': 5 } },
      },
      duration: 24_000 * SECOND,
    })
    const latency = (operation: string) => (batch: Batch) =>
      (batch.latency[operation] ?? 0) / (batch.calls[operation] ?? 0) / SECOND
    expectMean(batches, latency('web.first'), 0.2, 0.1)
    expectMean(batches, latency('web.second'), 0.433333, 0.1)
  })

  it.each([
    ['Q-ERLA-1', 1.2, 1, 2, 0.366204],
    ['Q-ERLA-2', 12, 10, 3, 0.186591],
  ] as const)('Erlang A: as many lose patience as %s says', (_name, perSecond, slots, patience, abandon) => {
    const queue = { patience: exponential(patience * SECOND) }
    const batches = queueOf({ slots, queue }, perSecond, io(exponential(SECOND)), (160_000 / perSecond) * SECOND)
    expectMean(batches, (batch) => share(batch, 'shed'), abandon, 0.1)
  })

  it('Barrer: with half a second of patience each, 7.7 % leave (Q-TOQ-1)', () => {
    const queue = { patience: constant(SECOND / 2) }
    const batches = queueOf({ slots: 1, queue }, 8, io(exponential(100 * MS)), 20_000 * SECOND)
    expectMean(batches, (batch) => share(batch, 'shed'), 0.0769867, 0.15)
  })

  it.each([
    ['exponential', exponential(100 * MS)],
    ['constant', constant(100 * MS)],
  ] as const)('Erlang B: a bulkhead without a queue refuses 12.2 %% with %s service (Q-ERLB-1)', (_name, service) => {
    const admission = [{ kind: 'bulkhead', concurrent: 10, queue: 0, wait: 0 }] as const
    const batches = queueOf({ admission }, 80, io(service), 1500 * SECOND)
    expectMean(batches, (batch) => share(batch, 'bulkhead-full'), 0.121661, 0.1)
  })

  it('the token bucket of a server accepts 80 % of too much (C-TB-1)', () => {
    const rules = { algorithm: 'token-bucket', perSecond: 80, burst: 20 } as const
    const batches = queueOf({ admission: [{ kind: 'rate-limit', rules }] }, 100, io(MS), 1500 * SECOND)
    expectMean(batches, (batch) => share(batch, 'ok'), 0.79998, 0.05)
  })
})

describe('laws of caches', () => {
  const ratio = (batch: Batch): number => {
    const hits = batch.counted['cache-hits'] ?? 0
    return hits / (hits + (batch.counted['cache-misses'] ?? 0))
  }

  it('one hot key that expires every ten seconds misses for as long as fetching it takes (C-STAMP-1)', () => {
    const batches = run({
      units: { web: {} },
      operations: { 'web.get': [cached('hot', zipf(0, 1), [io(200 * MS)])] },
      caches: { hot: { unit: 'web', ttl: 10 * SECOND } },
      workloads: { users: { calls: 'web.get', arrivals: open(100) } },
      duration: 3000 * SECOND,
    })
    expectMean(batches, (batch) => 1 - ratio(batch), 0.02056807, 0.2)
  })

  it('a full least-recently-used cache hits as often as C-EX-2 says', () => {
    const batches = run({
      units: { web: {} },
      operations: { 'web.get': [cached('items', zipf(1, 10), [])] },
      caches: { items: { unit: 'web', entries: 3, ttl: FOREVER } },
      workloads: { users: { calls: 'web.get', arrivals: open(1000) } },
      duration: 200 * SECOND,
    })
    expectMean(batches, ratio, 0.4706641900147698, 0.05)
  })
})
