import { describe, expect, it } from 'vitest'
import { buildVariantResult } from '../../src/metrics/build-variant-result.ts'
import type { PricedDeployment } from '../../src/metrics/cost/deployment.ts'
import type { MaybeEstimate } from '../../src/metrics/duration-result.ts'
import type { Estimate } from '../../src/metrics/estimate.ts'
import { metricNames } from '../../src/metrics/metric-names.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import type { CallResult, VariantResult } from '../../src/metrics/variant-result.ts'
import { recordToy } from './tools/record-toy.ts'
import { TOY, type ToyOptions, toyCatalogue } from './tools/toy-queue.ts'

const DEPLOYMENT: PricedDeployment = {
  units: [{ name: 'shop', role: 'service', instances: 2, machine: { name: 'small', vcpu: 1, pricePerHour: 0.1 } }],
}

function resultOf(
  options: Partial<ToyOptions>,
  replications: number,
  recording: { from?: number; windows?: number } = {},
): ReturnType<typeof buildVariantResult> {
  const summaries = Array.from({ length: replications }, (_, i) => {
    return recordToy({ ...options, seed: 1000 + i }, recording).summary
  })
  return buildVariantResult({ fingerprint: 'f', summaries, deployment: DEPLOYMENT, prices: [] })
}

/** Every number in a result, with where it is. */
function* numbersIn(value: unknown, path = ''): Generator<[string, number]> {
  if (typeof value === 'number') yield [path, value]
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) yield* numbersIn(inner, `${path}.${key}`)
  }
}

function isEstimate(value: MaybeEstimate | undefined): value is Estimate {
  return value !== null && value !== undefined
}

/**
 * Whether the estimate is within two half-widths of the truth: about four standard errors, which a right figure misses
 * once in thousands of seeds (the seeds are fixed).
 */
function near(estimate: MaybeEstimate | undefined, truth: number): boolean {
  if (!isEstimate(estimate) || estimate.low === null || estimate.high === null) return false
  return Math.abs(estimate.value - truth) <= estimate.high - estimate.low
}

describe('the result of a variant', () => {
  // Two M/M/1 queues, each with 50 arrivals/s and 200 services/s: load 0.25, sojourn Exp(150/s).
  const { result } = resultOf({ seconds: 20 }, 20)
  const { shop } = result.units
  const call = result.operations['shop.browse'] as CallResult

  it('has the figures of queueing theory, with intervals that are not wide', () => {
    expect(near(call.latencyMs.mean, 1000 / 150)).toBe(true)
    expect(near(call.latencyMs.p50, (1000 * Math.LN2) / 150)).toBe(true)
    expect(near(call.latencyMs.p99, (1000 * Math.log(100)) / 150)).toBe(true)
    expect(near(call.throughputPerSecond, 100)).toBe(true)
    expect(near(shop?.utilisation, 0.25)).toBe(true)
    expect(near(shop?.cpuUtilisation, 0.25)).toBe(true)
    expect(near(shop?.concurrency, 2 * (0.25 / 0.75))).toBe(true)
    expect(near(shop?.queueLength, 2 * (0.0625 / 0.75))).toBe(true)
    expect(near(shop?.idle, 0.75)).toBe(true)
    expect(near(shop?.full, 0.25)).toBe(true)
    expect(near(shop?.waited, 0.25)).toBe(true)
    expect(near(shop?.waitMs.mean, (1000 * 0.25) / 150)).toBe(true)
    expect(near(shop?.residenceMs.mean, 1000 / 150)).toBe(true)
    const { low, high, value } = call.latencyMs.mean as Estimate
    expect(((high ?? 0) - (low ?? 0)) / value).toBeLessThan(0.05)
  })

  it('gives each instance its own figures, whose sums and means are those of the unit', () => {
    const instances = Object.values(shop?.instances ?? {})
    expect(Object.keys(shop?.instances ?? {})).toEqual(['0', '1'])
    const sum = (of: (typeof instances)[number]['visits'][]): number =>
      of.reduce((total, estimate) => total + (estimate?.value ?? 0), 0)
    expect(sum(instances.map(({ visits }) => visits))).toBeCloseTo(shop?.visits?.value ?? 0, 9)
    expect(sum(instances.map(({ queueLength }) => queueLength))).toBeCloseTo(shop?.queueLength?.value ?? 0, 9)
    expect(sum(instances.map(({ utilisation }) => utilisation)) / 2).toBeCloseTo(shop?.utilisation?.value ?? 0, 9)
  })

  it('sees the same calls as operation, edge, workload and whole', () => {
    const edge = result.edges['users -> shop']
    expect(edge?.latencyMs).toEqual(call.latencyMs)
    expect(result.workloads['users']).toEqual(call)
    expect(result.total).toEqual(call)
    expect(edge?.calls).toEqual(call.offered)
    expect(edge?.amplification).toEqual({ value: 1, low: 1, high: 1 })
    expect(edge?.callsPerRequest?.value).toBe(1)
    expect(edge?.bytesPerCall?.value).toBeCloseTo(1000, 9)
    expect(Object.keys(edge?.bytesPerSecond ?? {})).toEqual(['internet'])
  })

  it('splits the mean latency into parts that add up to it', () => {
    const sum = (parts: Readonly<Record<string, MaybeEstimate>>): number =>
      Object.values(parts).reduce((total, part) => total + (part?.value ?? 0), 0)
    expect(Object.keys(call.blameMs)).toEqual(['queue', 'cpu'])
    expect(sum(call.blameMs)).toBeCloseTo(call.latencyMs.mean?.value ?? 0, 9)
    expect(sum(call.blameSlowest1PercentMs)).toBeGreaterThan(call.latencyMs.p99?.value ?? 0)
    expect(sum(call.blameSlowest1PercentMs)).toBeLessThan(call.latencyMs.max?.value ?? 0)
  })

  it('has a timeline of as many windows as the recorder, with the mean rates of the whole', () => {
    const { timeline } = result
    expect(timeline.windowSeconds).toBeCloseTo(20 / 120, 12)
    expect(timeline.total.offeredPerSecond).toHaveLength(120)
    const mean = timeline.total.goodPerSecond.reduce((sum, rate) => sum + rate, 0) / 120
    expect(mean).toBeGreaterThan(95)
    expect(mean).toBeLessThan(105)
    expect(timeline.operations['shop.browse']).toEqual(timeline.total)
    expect(timeline.units['shop']?.queueLength).toHaveLength(120)
  })
})

describe('failures in the result of a variant', () => {
  // One M/M/1/1 with 100 arrivals/s and 100 services/s: half are turned away, and a fifth of the served fail.
  const { result } = resultOf({ instances: 1, serviceMs: 10, queueLimit: 0, failing: 0.2, seconds: 20 }, 20)
  const { total } = result

  it('are counted by reason, with the time they took, and nothing is lost', () => {
    expect(Object.keys(total.failed)).toEqual(['queue-full', 'error'])
    const sum = [total.good, ...Object.values(total.failed), total.cancelled, total.unfinished].reduce(
      (counted, part) => counted + (part?.value ?? 0),
      0,
    )
    expect(sum).toBeCloseTo(total.offered?.value ?? 0, 9)
    expect(total.timeToFailureMs['queue-full']?.max?.value).toBe(0)
    expect(near(total.timeToFailureMs['error']?.mean, 10)).toBe(true)
  })

  it('make availability and admission what they are', () => {
    expect(near(total.availability, 0.4)).toBe(true)
    expect((total.admitted?.value ?? 0) / (total.offered?.value ?? 1)).toBeCloseTo(0.5, 1)
    expect(total.admitted?.value).toBeCloseTo((total.offered?.value ?? 0) - (total.failed['queue-full']?.value ?? 0), 9)
  })
})

describe('a result', () => {
  it('holds no number that is none, whatever was not measured', () => {
    const results = [
      resultOf({ seconds: 3 }, 2),
      resultOf({ seconds: 3 }, 1),
      resultOf({ seconds: 3, arrivalsPerSecond: 0.001 }, 2),
      resultOf({ seconds: 1, failing: 1 }, 1, { from: 0 }),
    ]
    for (const { result } of results) {
      for (const [path, value] of numbersIn(result)) expect([path, Number.isFinite(value)]).toEqual([path, true])
      expect(JSON.parse(JSON.stringify(result))).toEqual(result)
    }
  })

  it('says null, not 0, of what was not measured', () => {
    const { total } = resultOf({ seconds: 3, arrivalsPerSecond: 0.001 }, 2).result
    expect(total.offered?.value).toBe(0)
    expect(total.latencyMs.p99).toBeNull()
    expect(total.availability).toBeNull()
  })

  it('has intervals from batches where there is a single replication, and the same values', () => {
    const { result, samples } = resultOf({ seconds: 60 }, 1)
    const { total, units, cost } = result
    for (const estimate of [
      total.latencyMs.mean,
      total.latencyMs.p50,
      total.latencyMs.p99,
      total.throughputPerSecond,
      units['shop']?.utilisation,
      units['shop']?.queueLength,
      cost.perMillionGood,
    ]) {
      expect(
        (estimate?.low ?? Infinity) < (estimate?.value ?? 0) && (estimate?.value ?? 0) < (estimate?.high ?? 0),
      ).toBe(true)
    }
    expect(near(total.latencyMs.mean, 1000 / 150)).toBe(true)
    expect(near(units['shop']?.utilisation, 0.25)).toBe(true)
    // Batches do not tell visits apart.
    expect(units['shop']?.residenceMs.mean?.low).toBeNull()
    expect(samples.sample(['total', 'latency', 'mean'])?.values).toHaveLength(20)
  })

  it('has every metric that is announced before the run, and no other', () => {
    const { samples } = resultOf({ seconds: 3 }, 2)
    const announced = metricNames({
      workloads: ['users'],
      operations: ['shop.browse'],
      units: [{ name: 'shop', instances: 2 }],
      edges: ['users -> shop'],
      pools: [],
      caches: [],
      stores: [],
      breakers: [],
      limits: [],
      outcomes: ['ok', 'cancelled', 'queue-full', 'error'],
      parts: ['queue', 'cpu'],
    })
    const measured = samples.samples().map(({ path, kind }) => `${path.join('.')} ${kind}`)
    expect(announced.map(({ path, kind }) => `${path.join('.')} ${kind}`).toSorted()).toEqual(measured.toSorted())
  })

  it('counts requests without an answer as lost only when they had the chance to get one', () => {
    // Far too much load: at the end of the load hundreds are waiting.
    const overload = { instances: 1, arrivalsPerSecond: 400, seconds: 3 }
    const cut = resultOf({ ...overload, drain: false }, 2, { from: 0 }).result.total
    expect(cut.unfinished?.value).toBeGreaterThan(100)
    expect(cut.availability?.value).toBe(1)
    const drained = resultOf({ ...overload, drain: true }, 2, { from: 0 }).result.total
    expect(drained.unfinished?.value).toBe(0)
    expect(drained.good?.value).toBe(drained.offered?.value)
  })

  it('counts a request that nobody will ever answer as lost once the run was drained', () => {
    const lost = (drained: boolean): MaybeEstimate => {
      const recorder = new Recorder(toyCatalogue(TOY), { from: 0, to: 100 })
      recorder.began(0, 10)
      recorder.began(0, 20)
      recorder.ended(0, 30, 20, 0, new Float64Array(2), 0)
      const summaries = [recorder.summary(100, drained)]
      return buildVariantResult({ fingerprint: 'f', summaries, deployment: DEPLOYMENT, prices: [] }).result.total
        .availability
    }
    expect(lost(true)?.value).toBe(0.5)
    expect(lost(false)?.value).toBe(1)
  })

  it('is the same whatever else was measured in the process before', () => {
    const before = JSON.stringify(resultOf({ seconds: 3 }, 3).result)
    resultOf({ seconds: 4, instances: 3 }, 2)
    expect(JSON.stringify(resultOf({ seconds: 3 }, 3).result)).toBe(before)
  })
})

/** The document's shape is a promise; this fails to compile when a part of it goes. */
const parts: readonly (keyof VariantResult)[] = ['operations', 'units', 'edges', 'cost', 'fingerprint']

describe('the shape of a result', () => {
  it('has the parts that scripts read', () => {
    const { result } = resultOf({ seconds: 3 }, 2)
    expect(parts.every((part) => part in result)).toBe(true)
  })
})
