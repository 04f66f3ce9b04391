import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { contestants } from '../../bench/reference/contestants.ts'
import { HoldModel } from '../../bench/reference/hold.ts'
import { LadderQueue } from '../../bench/reference/ladder-queue.ts'
import { type ChainParameters, NestedChain, plainChain } from '../../bench/reference/nested-chain.ts'
import { Random } from '../../bench/reference/random.ts'
import { RearmModel } from '../../bench/reference/rearm.ts'
import { SingleServer } from '../../bench/reference/single-server.ts'
import { TimerLane } from '../../bench/reference/timer-lane.ts'
import { workloads } from '../../bench/workloads.ts'
import { type ChainResult, runSimpleChain } from './simple-chain.ts'

/** Two-sided quantile of Student's t with 19 degrees of freedom: a true value is missed once in a thousand seeds. */
const t19 = 3.883

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

/** Mean of independent values and its standard error. */
function estimate(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1)
  return { mean, error: Math.sqrt(variance / values.length) }
}

function estimateOf(figure: (seed: number) => number): { mean: number; error: number } {
  return estimate(seeds.map(figure))
}

/** The least time with the oldest insertion, by looking at everything. */
class PlainQueue {
  private readonly pending: { readonly time: number; readonly id: number }[] = []

  push(time: number, id: number): void {
    this.pending.push({ time, id })
  }

  pop(): { time: number; id: number } | undefined {
    const times = this.pending.map(({ time }) => time)
    const index = times.indexOf(Math.min(...times))
    return this.pending.splice(index, 1)[0]
  }
}

describe('the ladder queue', () => {
  /** Delays that fill buckets unevenly: none, spread over many magnitudes, far away. */
  const uneven = fc.oneof(
    fc.constant(0),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1e9, noNaN: true }),
    fc.double({ min: 1e-9, max: 1e-6, noNaN: true }),
  )
  /** Delays that often end at the same time, and on the edge of a bucket. */
  const even = fc.integer({ min: 0, max: 40 })

  test.each([
    ['uneven', uneven],
    ['often equal', even],
  ])('gives events in the order of time, then of their coming, when delays are %s', (_, delay) => {
    const actions = fc.array(fc.record({ delay, pops: fc.constantFrom(0, 0, 1, 1, 1, 2) }), {
      minLength: 500,
      maxLength: 1500,
    })
    const property = fc.property(actions, (steps) => {
      const queue = new LadderQueue(steps.length)
      const plain = new PlainQueue()
      const taken: (readonly [time: number, id: number])[] = []
      const expected: (readonly [time: number, id: number])[] = []
      let now = 0
      const takeNext = (): void => {
        const next = plain.pop()
        if (next === undefined) return
        expected.push([next.time, next.id])
        taken.push([queue.nextTime(), queue.pop()])
        now = next.time
      }
      steps.forEach((step, id) => {
        queue.push(now + step.delay, id)
        plain.push(now + step.delay, id)
        for (let pop = 0; pop < step.pops; pop++) takeNext()
      })
      while (taken.length < steps.length) takeNext()
      expect(taken).toEqual(expected)
      expect(queue.nextTime()).toBe(Infinity)
    })
    fc.assert(property, { seed: 7, numRuns: 40, endOnFailure: true })
  })

  test('finds the place of an event that is a million million widths of the nearest buckets away', () => {
    const queue = new LadderQueue(300)
    const take = (): readonly [number, number] => [queue.nextTime(), queue.pop()]
    for (let id = 0; id < 100; id++) queue.push(1 + id * 1e-9, id)
    for (let id = 100; id < 200; id++) queue.push(1e8 * id, id)
    expect(take()).toEqual([1, 0])
    for (let id = 200; id < 300; id++) queue.push(1e6 - id, id)
    const order = Array.from({ length: 299 }, () => take()[1])
    const ids = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)
    expect(order).toEqual([...ids(1, 100), ...ids(200, 300).toReversed(), ...ids(100, 200)])
  })

  test('keeps a thousand events of one instant in their order, though no bucket can part them', () => {
    const queue = new LadderQueue(2001)
    queue.push(1e6, 2000)
    for (let id = 0; id < 1000; id++) queue.push(5, id)
    const order = Array.from({ length: 500 }, () => [queue.nextTime(), queue.pop()])
    for (let id = 1000; id < 2000; id++) queue.push(5, id)
    order.push(...Array.from({ length: 1501 }, () => [queue.nextTime(), queue.pop()]))
    expect(order).toEqual([...Array.from({ length: 2000 }, (_, id) => [5, id]), [1e6, 2000]])
    expect(queue.nextTime()).toBe(Infinity)
  })
})

describe('the exponential draw', () => {
  // A false alarm of one of the three is expected once in 300 seeds.
  const random = new Random(11)
  const draws = Float64Array.from({ length: 2_000_000 }, () => random.exponential()).sort()

  test('has the distribution function 1 - exp(-x)', () => {
    const gaps = draws.map((x, rank) => Math.abs(1 - Math.exp(-x) - (rank + 0.5) / draws.length))
    // Kolmogorov and Smirnov: a true sample passes 1.95 / sqrt(n) once in a thousand seeds.
    expect(gaps.reduce((worst, gap) => Math.max(worst, gap), 0)).toBeLessThan(1.95 / Math.sqrt(draws.length))
  })

  test('has a tail of the right weight, which goes on as it began', () => {
    const begin = 7.697117470131049
    const beyond = draws.filter((x) => x > begin)
    const expected = draws.length * Math.exp(-begin)
    expect(Math.abs(beyond.length - expected)).toBeLessThan(3.29 * Math.sqrt(expected))
    const excess = beyond.reduce((sum, x) => sum + x - begin, 0) / beyond.length
    expect(Math.abs(excess - 1)).toBeLessThan(3.29 / Math.sqrt(beyond.length))
  })
})

describe('the timer lane', () => {
  test('fires exactly the timers that nobody cancelled or armed anew, in the order in which they fall due', () => {
    const step = fc.record({
      gap: fc.integer({ min: 0, max: 4 }),
      owner: fc.integer({ min: 0, max: 9 }),
      cancel: fc.boolean(),
    })
    const property = fc.property(fc.array(step, { maxLength: 3000, size: 'max' }), (steps) => {
      const lane = new TimerLane(6, 10)
      const armed = new Map<number, number>()
      const fired: (readonly [number, number])[] = []
      const expected: (readonly [number, number])[] = []
      let now = 0
      for (const { gap, owner, cancel } of steps) {
        now += gap
        while (lane.bound <= now && lane.settle(now)) fired.push([lane.bound, lane.fire()])
        for (const [one, due] of armed) {
          if (due <= now) {
            expected.push([due, one])
            armed.delete(one)
          }
        }
        armed.delete(owner)
        if (cancel) {
          lane.cancel(owner)
        } else {
          lane.arm(now, owner)
          armed.set(owner, now + 6)
        }
      }
      expect(fired).toEqual(expected)
    })
    fc.assert(property, { seed: 3, numRuns: 60 })
  })

  test('holds more armed timers than its first ring has room for', () => {
    const lane = new TimerLane(10, 5000)
    for (let owner = 0; owner < 5000; owner++) lane.arm(owner / 5000, owner)
    const fired: number[] = []
    while (lane.settle(20)) fired.push(lane.fire())
    expect(fired).toEqual(Array.from({ length: 5000 }, (_, owner) => owner))
  })
})

describe('the reference loops', () => {
  test('hold: as many events a mean delay as are pending', () => {
    const { mean, error } = estimateOf((seed) => 100_000 / new HoldModel(1000, seed).run(100_000) / 1000)
    expect(Math.abs(mean - 1)).toBeLessThan(t19 * error)
    expect(error).toBeLessThan(0.002)
  })

  test('rearm: a timer fires for the share exp(-delay) of the gaps', () => {
    const { mean, error } = estimateOf((seed) => {
      const model = new RearmModel(100, 3, seed)
      model.run(50_000)
      return model.fired / 50_000
    })
    expect(Math.abs(mean - Math.exp(-3))).toBeLessThan(t19 * error)
    expect(error).toBeLessThan(0.001)
  })

  test('M/M/1: at 80 % the mean wait is four services, with two events a customer', () => {
    const { mean, error } = estimateOf((seed) => {
      const model = new SingleServer(0.8, seed)
      model.run(600_000)
      expect(Math.abs(model.events - 1_200_000)).toBeLessThan(500)
      return model.waited / model.served
    })
    expect(Math.abs(mean - 4)).toBeLessThan(t19 * error)
    expect(error).toBeLessThan(0.02)
  })

  test('chain: the mean latency is that of five M/M/4 queues and ten hops', () => {
    // Jackson: with slots to spare each service is an M/M/4 of load 2.8, where Erlang C gives a mean wait of 3.5722 ms.
    const expected = 10 * 0.001 + 5 * (0.01 + 0.00357216)
    const { mean, error } = estimateOf((seed) => {
      const model = new NestedChain(plainChain, seed)
      model.run(20_000)
      expect(model.timeouts).toBe(0)
      expect(Math.abs(model.events / 20_000 - 16)).toBeLessThan(0.05)
      return model.latency / model.finished
    })
    expect(Math.abs(mean - expected)).toBeLessThan(t19 * error)
    expect(error).toBeLessThan(0.0005)
  })

  const tight: ChainParameters = {
    depth: 3,
    rate: 130,
    slots: 12,
    cores: 2,
    service: 0.01,
    hop: 0.002,
    timeout: 0.06,
  }

  test('chain: scarce slots and short timeouts do the same as in a program that shares nothing with it', () => {
    const ratios = ({ latency, failed, timeouts, finished }: ChainResult): readonly number[] => [
      latency / finished,
      failed / finished,
      timeouts / finished,
    ]
    const reference = seeds.map((seed) => {
      const model = new NestedChain(tight, seed)
      model.run(5000)
      return ratios(model)
    })
    const simple = seeds.map((seed) => ratios(runSimpleChain(tight, 5000, seedrandom.alea(`simple ${seed}`))))
    for (const figure of [0, 1, 2]) {
      const one = estimate(reference.map((ratio) => ratio[figure] ?? 0))
      const other = estimate(simple.map((ratio) => ratio[figure] ?? 0))
      const error = Math.hypot(one.error, other.error)
      // 38 degrees of freedom: 3.57 standard errors are passed once in a thousand seeds.
      expect(Math.abs(one.mean - other.mean)).toBeLessThan(3.57 * error)
      expect(error / other.mean).toBeLessThan(0.05)
      expect(other.mean).toBeGreaterThan(0.02)
    }
  })

  test('chain: with nothing left to wait for, nobody holds a slot, a processor or a frame', () => {
    const model = new NestedChain({ ...tight, rate: 1e-6 }, 5)
    model.run(200)
    expect(model.inFlight).toBeLessThanOrEqual(1)
    expect(() => new NestedChain(tight, 5, 4).run(1000)).toThrow('more than 4 requests in flight')
  })
})

describe('the bench', () => {
  const scenario = (name: string): unknown =>
    parse(readFileSync(new URL(`../../bench/scenarios/${name}.yaml`, import.meta.url), 'utf8'))

  test('has a reference for every workload', () => {
    const references = contestants.filter(({ name }) => name === 'reference').map(({ workload }) => workload)
    // The chain with policies is measured against the same chain without them, statements against calls.
    const others = workloads.filter(
      ({ id }) => !['guarded-chain', 'store-read', 'quorum-read', 'publish', 'order'].includes(id),
    )
    expect(references).toEqual(others.map(({ id }) => id))
  })

  test.each(contestants.map((one) => [one.workload, one] as const))('%s does what it is asked', (_, contestant) => {
    contestant.prepare?.()
    const { events, requests } = contestant.run(1000)
    expect(requests).toBe(1000)
    expect(events).toBeGreaterThanOrEqual(1000)
  })

  test('describes the chain and M/M/1 alike in the scenario file and by hand', () => {
    const serve = (call?: string): unknown => ({
      operations: {
        serve: {
          answer: '0B',
          steps: [{ cpu: 'exp(10ms)' }, ...(call === undefined ? [] : [{ call, request: '0B' }])],
        },
      },
    })
    expect(plainChain).toEqual({ depth: 5, rate: 280, slots: 64, cores: 4, service: 0.01, hop: 0.001, timeout: 0.5 })
    expect(scenario('chain')).toMatchObject({
      app: { a: serve('b.serve'), b: serve('c.serve'), c: serve('d.serve'), d: serve('e.serve'), e: serve() },
      deploy: { 'each-module': { runtime: 'threads(64)', cores: 4, scheduling: 'fcfs' } },
      network: { protocol: 'none', 'same-zone': 'exp(1ms)', client: 'exp(1ms)' },
      workload: { clients: { arrivals: 'poisson(280/s)', call: 'a.serve' } },
      policies: [{ on: '* -> *', timeout: '500ms' }],
    })
    expect(scenario('mm1')).toMatchObject({
      app: { server: serve() },
      deploy: { server: { runtime: 'threads(1)', cores: 1, scheduling: 'fcfs' } },
      workload: { clients: { arrivals: 'poisson(80/s)', call: 'server.serve' } },
    })
  })
})
