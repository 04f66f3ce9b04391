import { describe, expect, it } from 'vitest'
import { batchFolds } from '../../src/metrics/folds/batch-folds.ts'
import { meanOf, quantileOf, sumOf } from '../../src/metrics/histogram-data.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import { randomOf } from './tools/random.ts'
import { recordToy } from './tools/record-toy.ts'
import { TOY, toyCatalogue } from './tools/toy-queue.ts'

const OPTIONS = { seconds: 12, arrivalsPerSecond: 200, failing: 0.1 }

describe('the batches of a run', () => {
  it('are twenty of equal length that end with the load, and none of them reaches into the warm-up', () => {
    // 120 windows of 0.1 s; 97 of them after the warm-up make 20 batches of 4, and leave 17 out after the warm-up.
    const { summary } = recordToy(OPTIONS, { from: 2.25e9 })
    const batches = batchFolds(summary)
    expect(batches.map(({ total }) => total.seconds)).toEqual(Array.from({ length: 20 }, () => 0.4))
    const [windows] = summary.windows.series
    const offered = windows?.offered.slice(120 - 80).reduce((sum, count) => sum + count, 0)
    expect(batches.reduce((sum, { total }) => sum + total.offered, 0)).toBe(offered)
  })

  it('hold what happened in their windows', () => {
    const { summary } = recordToy(OPTIONS, { from: 0 })
    const [first] = batchFolds(summary)
    const [windows] = summary.windows.series
    const sum = (counts: readonly number[] | undefined): number =>
      (counts ?? []).slice(0, 6).reduce((total, count) => total + count, 0)
    expect(first?.total).toMatchObject({ offered: sum(windows?.offered), good: sum(windows?.good) })
    expect(first?.total.failed).toBe(sum(windows?.failed))
    expect(first && sumOf(first.total.latency)).toBe(sum(windows?.latencySum))
    expect(first && meanOf(first.total.latency)).toBe(sum(windows?.latencySum) / sum(windows?.good))
    expect(first?.total.latency.max).toBe(Math.max(...(windows?.latencyMax.slice(0, 6) ?? [])))
    const queue = [1, 4].map((level) => sum(summary.windows.levels[level]) / 6)
    expect(first?.units.get('shop')?.queue?.mean).toBeCloseTo((queue[0] ?? 0) + (queue[1] ?? 0), 12)
  })

  it('have quantiles that follow the answers, though windows keep latencies only in buckets of 6 %', () => {
    const recorder = new Recorder(toyCatalogue(TOY), { from: 0, to: 40_000_000, windows: 40 })
    const random = randomOf(7)
    for (let now = 20_000_000; now < 40_000_000; now += 10_000) {
      // Between 1 and 1.125 ms: two coarse buckets.
      recorder.ended(0, now, now - 1_000_000 - Math.floor(random() * 125_000), 0, new Float64Array(2), 0)
    }
    const medians = batchFolds(recorder.summary(40_000_000))
      .map(({ total }) => quantileOf(total.latency, 0.5))
      .filter((median) => median !== null)
    expect(medians).toHaveLength(10)
    // The true median lies on the edge between the two, where taking either bucket's middle would jump by 6 %.
    const [least, most] = [Math.min(...medians), Math.max(...medians)]
    expect(most).toBeGreaterThan(least)
    expect(most / least).toBeLessThan(1.03)
    expect(least / 1_062_500).toBeGreaterThan(0.97)
    expect(most / 1_062_500).toBeLessThan(1.03)
  })

  it('do not exist where there are too few windows for an interval', () => {
    expect(batchFolds(recordToy(OPTIONS, { from: 2e9, windows: 11 }).summary)).toHaveLength(0)
    expect(batchFolds(recordToy(OPTIONS, { from: 2e9, windows: 12 }).summary)).toHaveLength(10)
  })
})
