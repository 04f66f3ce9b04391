import { describe, expect, it } from 'vitest'
import { ControlBand } from '../../../src/metrics/faults/control-band.ts'
import { judgeRecovery } from '../../../src/metrics/faults/judge-recovery.ts'
import type { CallCourse, RunCourse } from '../../../src/metrics/faults/run-course.ts'
import { Stream } from '../../../src/sim/kernel/stream.ts'

const WINDOWS = 40
const GRID = { width: 1e9, count: WINDOWS, first: 0 }

/** So many good answers of 10 ms in each window, or in each in turn, and as many failures as are left of 25. */
function course(...good: readonly number[]): CallCourse {
  const all = (value: (good: number) => number): number[] =>
    Array.from({ length: WINDOWS }, (_, k) => value(good[k % good.length] as number))
  return {
    name: 'total',
    offered: all(() => 25),
    good: all((one) => one),
    failed: all((one) => 25 - one),
    latencySum: all((one) => one * 10e6),
    series: [],
  }
}

function runOf(total: CallCourse): RunCourse {
  return {
    grid: GRID,
    total,
    workloads: [],
    operations: [],
    entries: [],
    edges: [],
    units: [],
    messages: [],
    transactions: [],
  }
}

describe('the band around a control', () => {
  const control = course(25)
  const band = (...good: readonly number[]): ControlBand => new ControlBand(course(...good), control, GRID)
  const verdict = (...good: readonly number[]): string =>
    judgeRecovery({
      run: runOf(course(...good)),
      control: runOf(control),
      bands: [band(...good)],
      end: 10e9,
      lasted: 5e9,
      clear: WINDOWS * 1e9,
      overlapped: false,
    }).verdict

  it('takes 10 % or two standard deviations of a count for chance, whichever is more', () => {
    // The difference of two counts of 25 has the deviation 7.1; of two of 125, those of five windows, 15.8.
    expect(band(11).isBack(0)).toBe(true)
    expect(band(10).isBack(0)).toBe(false)
    expect(band(19).isBack(0, 5)).toBe(true)
    expect(band(18).isBack(0, 5)).toBe(false)
  })

  it('is left by three failures at once where the control has none, and by fewer over five windows', () => {
    expect([23, 22].map((good) => band(good).hasLeft(0))).toEqual([false, true])
    expect(band(24).hasLeft(2)).toBe(true)
    expect(band(25).hasLeft(2)).toBe(false)
  })

  it('lets nobody recover whose five windows together are too bad, each of which could be chance', () => {
    expect([19, 18].map((good) => verdict(good))).toEqual(['recovered', 'stuck'])
  })

  // One window of five is bad by chance, so never five in a row are good, and yet nothing is missing.
  it('calls nobody stuck who is as good as the control on the whole, however noisy', () => {
    expect(verdict(10, 26, 26, 26, 26)).toBe('inconclusive')
    expect(verdict(10, 20, 20, 20, 20)).toBe('stuck')
  })

  // 4000 windows of two runs that have nothing in common but their law, counts of 25. By their two binomial laws 1.0 %
  // of the windows, 40, are below the band; with two deviations of a single count it would be 5.8 %. The bounds are 4.5
  // deviations of the 40 away: one false alarm in 100,000.
  it('is left downwards by one window in 100 of a run that nothing has happened to', () => {
    const stream = new Stream('two runs of the same law')
    const chance = (): CallCourse => course(...Array.from({ length: WINDOWS }, () => countOf(stream)))
    let left = 0
    for (let pair = 0; pair < 100; pair++) {
      const own = new ControlBand(chance(), chance(), GRID)
      for (let k = 0; k < WINDOWS; k++) if (!own.isBack(k)) left++
    }
    expect(left).toBeGreaterThan(11)
    expect(left).toBeLessThan(69)
  })
})

/** Nearly a Poisson count of mean 25: the hits of 2500 tries of 1 %. */
function countOf(stream: Stream): number {
  let hits = 0
  for (let i = 0; i < 2500; i++) if (stream.next() < 0.01 * 2 ** 32) hits++
  return hits
}
