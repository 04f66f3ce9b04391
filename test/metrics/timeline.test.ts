import { describe, expect, it } from 'vitest'
import { windowQuantile } from '../../src/metrics/folds/window-quantile.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import { timelineOf } from '../../src/metrics/timeline.ts'
import { FactLog } from './tools/fact-log.ts'
import { recordToy } from './tools/record-toy.ts'
import { playToy, TOY, toyCatalogue } from './tools/toy-queue.ts'

const OPTIONS = { ...TOY, seconds: 4, arrivalsPerSecond: 300, failing: 0.1 }
const WINDOWS = 8
const LENGTH = 0.5e9

describe('the timeline of a variant', () => {
  const log = new FactLog()
  playToy(OPTIONS, log)
  const { summary } = recordToy(OPTIONS, { from: 0, windows: WINDOWS })
  const timeline = timelineOf([summary])
  const answersIn = (window: number): number[] =>
    log.activities
      .filter(({ series, outcome, end }) => series === 0 && outcome === 0 && Math.floor(end / LENGTH) === window)
      .map(({ start, end }) => end - start)
      .toSorted((a, b) => a - b)

  it('has the exact rate and mean latency of every window, and its p99 within 6 %', () => {
    for (let window = 0; window < WINDOWS; window++) {
      const latencies = answersIn(window)
      const mean = latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length
      const p99 = latencies[Math.ceil(0.99 * latencies.length) - 1] as number
      expect(timeline.total.goodPerSecond[window]).toBeCloseTo(latencies.length / 0.5, 9)
      expect(timeline.total.meanMs[window]).toBeCloseTo(mean / 1e6, 9)
      expect(Math.abs((timeline.total.p99Ms[window] ?? 0) * 1e6 - p99) / p99).toBeLessThan(1 / 16)
    }
  })

  it('has the share of slots taken in every window', () => {
    const busy = Array.from({ length: WINDOWS }, () => 0)
    for (let instance = 0; instance < OPTIONS.instances; instance++) {
      const steps = [{ at: 0, value: 0 }, ...log.levels.filter(({ level }) => level === instance * 3 + 2)]
      for (const [i, { at, value }] of steps.entries()) {
        const next = steps[i + 1]?.at ?? Number.POSITIVE_INFINITY
        for (let window = 0; window < WINDOWS; window++) {
          const time = Math.min(next, (window + 1) * LENGTH) - Math.max(at, window * LENGTH)
          if (time > 0) busy[window] = (busy[window] ?? 0) + value * time
        }
      }
    }
    for (const [window, time] of busy.entries()) {
      expect(timeline.units['shop']?.utilisation[window]).toBeCloseTo(time / (LENGTH * OPTIONS.instances), 9)
    }
  })

  it('is the mean over the replications, and null where none of them had an answer', () => {
    const other = recordToy({ ...OPTIONS, seed: 9 }, { from: 0, windows: WINDOWS }).summary
    const both = timelineOf([summary, other])
    const [first, second] = [timeline, timelineOf([other])].map(({ total }) => total.meanMs[3] ?? 0)
    expect(both.total.meanMs[3]).toBeCloseTo(((first ?? 0) + (second ?? 0)) / 2, 9)
    const silent = new Recorder(toyCatalogue(TOY), { from: 0, to: 10, windows: 2 }).summary(10)
    expect(timelineOf([silent]).total).toMatchObject({
      goodPerSecond: [0, 0],
      meanMs: [null, null],
      p99Ms: [null, null],
    })
  })

  it('joins the answers of several series', () => {
    const [own] = summary.windows.series
    if (own === undefined) throw new Error('the toy has calls')
    // Twice the same answers: as many on either side of any quantile.
    expect(windowQuantile([own, own], 2, 0.5)).toBe(windowQuantile([own], 2, 0.5))
    expect(windowQuantile([], 2, 0.5)).toBeNull()
  })
})
