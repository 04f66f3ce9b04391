import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WindowLevel } from '../../src/metrics/window-level.ts'
import { countsIn, timesIn, WindowTally } from '../../src/metrics/window-tally.ts'

const WIDTH = 12.5
const ALL = Array.from({ length: 40 }, (_, k) => k)
const windowOf = (at: number): number => Math.floor(at / WIDTH)

describe('a tally by windows', () => {
  const things = fc.array(fc.record({ kind: fc.nat(2), at: fc.nat(499), time: fc.nat(1000) }), { maxLength: 60 })

  test('tells of any windows what a search of the list finds', () => {
    fc.assert(
      fc.property(things, fc.subarray(ALL), (list, windows) => {
        const tally = new WindowTally(WIDTH, 3, 3)
        for (const { kind, at, time } of list) {
          tally.count(kind, at)
          tally.record(kind, at, time)
        }
        const data = tally.data()
        const within = list.filter(({ at }) => windows.includes(windowOf(at)))
        expect(countsIn(data, windows)).toEqual([0, 1, 2].map((k) => within.filter(({ kind }) => kind === k).length))
        for (const k of [0, 1, 2]) {
          const times = within.filter(({ kind }) => kind === k).map(({ time }) => time)
          const { count, max } = timesIn(data, k, windows)
          expect({ count, max }).toEqual({ count: times.length, max: Math.max(0, ...times) })
        }
      }),
      { seed: 20261120, numRuns: 300 },
    )
  })

  test('survives JSON, windows in which nothing was timed as well', () => {
    const tally = new WindowTally(WIDTH, 1, 1)
    tally.record(0, 30, 7)
    const data = tally.data()
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
    expect(timesIn(data, 0, [0, 1])).toMatchObject({ count: 0 })
    expect(timesIn(data, 0, [2])).toMatchObject({ count: 1, max: 7 })
  })
})

describe('a level by windows', () => {
  test('has in each window the area and the greatest value of every instant of it', () => {
    const steps = fc.array(fc.record({ after: fc.nat(40), value: fc.nat(9) }), { maxLength: 20 })
    fc.assert(
      fc.property(steps, (list) => {
        const width = 10
        const level = new WindowLevel(width)
        const values: number[] = []
        let at = 0
        let value = 0
        for (const { after, value: next } of list) {
          for (let instant = 0; instant < after; instant++) values.push(value)
          at += after
          value = next
          level.set(at, value)
        }
        const { areas, maxima } = level.data(at)
        const windows = Array.from({ length: Math.ceil(at / width) }, (_, k) =>
          values.slice(k * width, (k + 1) * width),
        )
        expect(areas).toEqual(windows.map((one) => one.reduce((sum, each) => sum + each, 0)))
        expect(maxima).toEqual(windows.map((one) => Math.max(...one)))
      }),
      { seed: 20261121, numRuns: 300 },
    )
  })
})
