import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blameTotals } from '../../src/metrics/blame-data.ts'
import { sumOf } from '../../src/metrics/histogram-data.ts'
import { levelArea, levelTime } from '../../src/metrics/level-data.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import type { RunSummary } from '../../src/metrics/run-summary.ts'
import { type Activity, FactLog } from './tools/fact-log.ts'
import { playToy, TOY, type ToyEnd, type ToyOptions, toyCatalogue } from './tools/toy-queue.ts'

const SEED = 20260804
const OK = 0
const ERROR = 3

const toys = fc.record({
  seed: fc.nat(1_000_000),
  arrivalsPerSecond: fc.integer({ min: 1, max: 300 }),
  instances: fc.integer({ min: 1, max: 3 }),
  slots: fc.integer({ min: 1, max: 3 }),
  queueLimit: fc.constantFrom(0, 2, 1000),
  failing: fc.constantFrom(0, 0.1),
  drain: fc.boolean(),
})
const recordings = fc.record({
  from: fc.constantFrom(0, 1, 250_000_000, 333_333_333),
  windows: fc.integer({ min: 1, max: 20 }),
})

interface Played {
  readonly toy: ToyOptions
  readonly from: number
  readonly to: number
  readonly summary: RunSummary
  readonly log: FactLog
  readonly end: ToyEnd
}

function play(options: Partial<ToyOptions>, { from, windows }: { from: number; windows: number }): Played {
  const toy = { ...TOY, seconds: 1, ...options }
  const to = toy.seconds * 1e9
  const recorder = new Recorder(toyCatalogue(toy), { from, to, windows })
  const log = new FactLog()
  const end = playToy(toy, recorder)
  playToy(toy, log)
  return { toy, from, to, summary: recorder.summary(end.endedAt), log, end }
}

function forEveryToy(law: (played: Played) => void): void {
  fc.assert(
    fc.property(toys, recordings, (toy, recording) => law(play(toy, recording))),
    { seed: SEED, numRuns: 60 },
  )
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** The integral of a level over [low, high). */
function areaOf(steps: readonly { readonly at: number; readonly value: number }[], low: number, high: number): number {
  return total(
    steps.map(({ at, value }, i) => {
      const next = steps[i + 1]?.at ?? Number.POSITIVE_INFINITY
      return value * Math.max(0, Math.min(next, high) - Math.max(at, low))
    }),
  )
}

function elapsed({ start, end }: Activity): number {
  return end - start
}

describe('the recorder', () => {
  it('measures exactly the activities that begin in [from, to), however they end', () => {
    forEveryToy(({ summary, log, from, to }) => {
      for (const [index, series] of summary.series.entries()) {
        const own = log.activities.filter(({ series, start }) => series === index && start >= from && start < to)
        const good = own.filter(({ outcome }) => outcome === OK)
        expect(series.offered).toBe(
          log.begins.filter(({ series, at }) => series === index && at >= from && at < to).length,
        )
        expect(series.good.count).toBe(good.length)
        expect(sumOf(series.good)).toBe(total(good.map(elapsed)))
        for (const outcome of [1, 2, 3]) {
          const failed = own.filter((one) => one.outcome === outcome)
          expect(series.failures[outcome]?.count ?? 0).toBe(failed.length)
          expect(series.failures[outcome]?.sumRest ?? 0).toBe(total(failed.map(elapsed)))
        }
      }
    })
  })

  it('counts for throughput the good answers that come in [from, to), whenever they were asked for', () => {
    forEveryToy(({ summary, log, from, to }) => {
      for (const [index, { goodEnds }] of summary.series.entries()) {
        const good = log.activities.filter(({ series, outcome, end }) => {
          return series === index && outcome === OK && end >= from && end < to
        })
        expect(goodEnds).toBe(good.length)
      }
    })
  })

  it('blames the measured good calls to the nanosecond, and visits not at all', () => {
    forEveryToy(({ summary, log, from, to }) => {
      const good = log.activities.filter(({ series, outcome, start }) => {
        return series === 0 && outcome === OK && start >= from && start < to
      })
      const [call, ...visits] = summary.series
      expect(call?.blame && blameTotals(call.blame)).toEqual(
        [0, 1].map((p) => total(good.map(({ parts }) => parts[p] ?? 0))),
      )
      expect(visits.every(({ blame }) => blame === null)).toBe(true)
    })
  })

  it('measures the waits that begin in [from, to), also those of no length', () => {
    forEveryToy(({ summary, log, from, to }) => {
      for (const [index, { durations, ledger }] of summary.waits.entries()) {
        const all = log.waits.filter(({ wait }) => wait === index)
        const own = all.filter(({ start }) => start >= from && start < to)
        expect(durations.count).toBe(own.length)
        expect(durations.zeros).toBe(own.filter(({ duration }) => duration === 0).length)
        expect(sumOf(durations)).toBe(total(own.map(({ duration }) => duration)))
        expect(ledger.ended).toBe(all.length)
      }
    })
  })

  it('weighs levels over [from, to) and knows their whole course, too', () => {
    forEveryToy(({ summary, log, from, to, end }) => {
      for (const [index, { data, ledger }] of summary.levels.entries()) {
        const steps = [{ at: 0, value: 0 }, ...log.levels.filter(({ level }) => level === index)]
        expect(levelTime(data)).toBe(to - from)
        expect(levelArea(data)).toBe(areaOf(steps, from, to))
        expect(ledger.area).toBe(areaOf(steps, 0, end.endedAt))
        expect(ledger.last).toBe(steps.at(-1)?.value)
      }
    })
  })

  it('counts amounts in [from, to) and over the whole run', () => {
    forEveryToy(({ summary, log, from, to }) => {
      const amounts = log.amounts.filter(({ at }) => at >= from && at < to)
      expect(summary.counters[0]?.amount).toBe(total(amounts.map(({ amount }) => amount)))
      expect(summary.counters[0]?.ledger.amount).toBe(total(log.amounts.map(({ amount }) => amount)))
    })
  })

  it('knows who is under way at the end of the load and of the run, and for how long all were', () => {
    forEveryToy(({ summary, log, to, end }) => {
      for (const [index, { ledger }] of summary.series.entries()) {
        const begins = log.begins.filter(({ series }) => series === index)
        const ends = log.activities.filter(({ series }) => series === index)
        expect(ledger.began).toBe(begins.length)
        expect(total(ledger.ended)).toBe(ends.length)
        expect(ledger.inFlightAtUntil).toBe(
          begins.filter(({ at }) => at < to).length - ends.filter((one) => one.end < to).length,
        )
        const underWay =
          total(begins.map(({ at }) => end.endedAt - at)) - total(ends.map((one) => end.endedAt - one.end))
        expect(ledger.presence).toBe(underWay)
      }
      expect(summary.series[0] && summary.series[0].ledger.began - total(summary.series[0].ledger.ended)).toBe(
        end.unfinished,
      )
    })
  })

  it('has windows over the whole load, each with what happened in it', () => {
    forEveryToy(({ summary: { windows }, log, to }) => {
      const [series] = windows.series
      const edge = (window: number): number => (window === windows.count ? to : Math.floor(window * windows.width))
      for (let window = 0; window < windows.count; window++) {
        const inside = (at: number): boolean => at >= edge(window) && at < edge(window + 1)
        const ends = log.activities.filter((one) => one.series === 0 && inside(one.end))
        const good = ends.filter(({ outcome }) => outcome === OK)
        expect(series?.offered[window]).toBe(log.begins.filter((one) => one.series === 0 && inside(one.at)).length)
        expect(series?.good[window]).toBe(good.length)
        expect(series?.failed[window]).toBe(ends.length - good.length)
        expect(series?.latencySum[window]).toBe(total(good.map(elapsed)))
        expect(series?.latencyMax[window]).toBe(Math.max(0, ...good.map(elapsed)))
        const pairs = series?.latencies[window] ?? []
        expect(total(pairs.filter((_, i) => i % 2 === 1))).toBe(good.length)
      }
      for (const [index, means] of windows.levels.entries()) {
        const steps = [{ at: 0, value: 0 }, ...log.levels.filter(({ level }) => level === index)]
        for (const [window, mean] of means.entries()) {
          const area = areaOf(steps, edge(window), edge(window + 1))
          expect(mean * (edge(window + 1) - edge(window))).toBeCloseTo(area, 3)
        }
      }
    })
  })

  it('measures what there is when a limit stops the run early', () => {
    const toy = { ...TOY, seconds: 1 }
    const recorder = new Recorder(toyCatalogue(toy), { from: 100, to: 1000, windows: 9 })
    recorder.began(0, 150)
    recorder.level(0, 150, 2)
    const summary = recorder.summary(400)
    expect(summary.until).toBe(400)
    expect(summary.series[0]?.offered).toBe(1)
    expect(summary.levels[0] && levelArea(summary.levels[0].data)).toBe(500)
    expect(summary.windows.count).toBe(3)
  })

  it('measures nothing when a limit stops the run in its warm-up', () => {
    const recorder = new Recorder(toyCatalogue(TOY), { from: 500, to: 1000 })
    recorder.began(0, 100)
    recorder.level(0, 100, 1)
    const summary = recorder.summary(300)
    expect(summary.series[0]).toMatchObject({ offered: 0, goodEnds: 0, ledger: { began: 1, presence: 200 } })
    expect(summary.levels[0]).toMatchObject({ data: { times: [] }, ledger: { last: 1, area: 200 } })
  })

  it('works over loads of fewer nanoseconds than windows', () => {
    const recorder = new Recorder(toyCatalogue(TOY), { from: 1, to: 5 })
    recorder.began(0, 2)
    recorder.ended(0, 4, 2, ERROR, new Float64Array(2), 0)
    const { windows, series } = recorder.summary(5)
    expect(windows.count).toBe(5)
    expect(windows.series[0]?.failed).toEqual([0, 0, 0, 0, 1])
    expect(series[0]?.failures[ERROR]?.max).toBe(2)
  })

  it('sets cancelled calls apart from failed ones in the windows', () => {
    const recorder = new Recorder(toyCatalogue(TOY), { from: 0, to: 10, windows: 1 })
    recorder.began(0, 1)
    recorder.ended(0, 2, 1, 1, new Float64Array(2), 0)
    expect(recorder.summary(10).windows.series[0]?.failed).toEqual([0])
  })

  it('hands out plain data: the same after structured clone and after JSON', () => {
    const { summary } = play({ failing: 0.1 }, { from: 0, windows: 4 })
    expect(structuredClone(summary)).toEqual(summary)
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
  })

  it('refuses a warm-up that is not shorter than the load', () => {
    expect(() => new Recorder(toyCatalogue(TOY), { from: 10, to: 10 })).toThrow(/warm-up/)
  })
})
