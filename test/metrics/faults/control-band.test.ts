import { describe, expect, it } from 'vitest'
import { ControlBand } from '../../../src/metrics/faults/control-band.ts'
import { judgeRecovery } from '../../../src/metrics/faults/judge-recovery.ts'
import type { CallCourse, RunCourse } from '../../../src/metrics/faults/run-course.ts'

const WINDOWS = 40
const GRID = { width: 1e9, count: WINDOWS, first: 0 }

/** So many good answers of 10 ms in each window, and as many failures as are left of 25. */
function course(good: number): CallCourse {
  const all = (value: number): number[] => new Array<number>(WINDOWS).fill(value)
  return {
    name: 'total',
    offered: all(25),
    good: all(good),
    failed: all(25 - good),
    latencySum: all(good * 10e6),
    series: [],
  }
}

function runOf(total: CallCourse): RunCourse {
  return { grid: GRID, total, workloads: [], operations: [], entries: [], edges: [], units: [] }
}

describe('the band around a control', () => {
  const control = course(25)
  const band = (good: number): ControlBand => new ControlBand(course(good), control, GRID)

  it('takes 10 % or two standard deviations of a count for chance, whichever is more', () => {
    // Of 25 the deviation is 5; of the 125 of five windows 11.2.
    expect(band(15).isBack(0)).toBe(true)
    expect(band(14).isBack(0)).toBe(false)
    expect(band(21).isBack(0, 5)).toBe(true)
    expect(band(20).isBack(0, 5)).toBe(false)
  })

  it('is left by three failures at once where the control has none, and by fewer over five windows', () => {
    expect([23, 22].map((good) => band(good).hasLeft(0))).toEqual([false, true])
    expect(band(24).hasLeft(2)).toBe(true)
    expect(band(25).hasLeft(2)).toBe(false)
  })

  it('lets nobody recover whose five windows together are too bad, each of which could be chance', () => {
    const verdict = (good: number): string =>
      judgeRecovery({
        run: runOf(course(good)),
        control: runOf(control),
        bands: [band(good)],
        end: 10e9,
        lasted: 5e9,
        clear: WINDOWS * 1e9,
        overlapped: false,
      }).verdict
    expect([21, 20].map(verdict)).toEqual(['recovered', 'stuck'])
  })
})
