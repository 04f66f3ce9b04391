import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvColumn } from '../../../src/scenarios/compile/csv-column.ts'
import { replayCounts, replayTimes } from '../../../src/scenarios/compile/replay.ts'
import { dateSeconds, plainNumber } from '../../../src/scenarios/compile/timestamp.ts'
import type { ReplayCounts, ReplayTimes } from '../../../src/scenarios/scenario.ts'
import { complaints, planOf, problemsOf, shop, type Written } from './compiling.ts'

const SECOND = 1e9
const times: ReplayTimes = { kind: 'replay-times', replay: 'log.csv', column: 1, unit: SECOND }
const counts: ReplayCounts = {
  kind: 'replay-counts',
  replay: 'log.csv',
  column: 1,
  'counts-per': 10 * SECOND,
  scale: 1,
}

/** Replayed times in seconds, or the mistake. */
function replayed(text: string, how: ReplayTimes | ReplayCounts, duration = 100 * SECOND): unknown {
  const result = how.kind === 'replay-times' ? replayTimes(text, how, duration) : replayCounts(text, how, duration)
  return 'message' in result ? result.message : [...result.times].map((time) => time / SECOND)
}

describe('a file of times', () => {
  test('counts from the start of the run, in any order, with or without a header', () => {
    expect(replayed('at\n0.5\n3\n1.25\n', times)).toEqual([0.5, 1.25, 3])
    expect(replayed('0.5\n3\n1.25', times)).toEqual([0.5, 1.25, 3])
  })

  test('is read by the name or the number of a column, and in any unit', () => {
    const text = 'id,ms\n7,1500\n8,"2500"\n'
    expect(replayed(text, { ...times, column: 'ms', unit: 1e6 })).toEqual([1.5, 2.5])
    expect(replayed(text, { ...times, column: 2, unit: 1e6 })).toEqual([1.5, 2.5])
  })

  test('of dates counts from the earliest, to a ten-millionth of a second', () => {
    const text =
      'TIMESTAMP,n\n2023-11-16 18:17:03.9799600,1\n2023-11-16T18:17:04.0319600Z,2\n2023-11-16 18:17:13.9799600,3\n'
    expect(replayed(text, { ...times, column: 'TIMESTAMP' })).toEqual([0, 0.052, 10])
  })

  test('of seconds since 1970 counts from its first row and says so', () => {
    const result = replayTimes('1700000010\n1700000000\n1700000003.5\n', times, 5 * SECOND)
    expect(result).toEqual({ times: Float64Array.of(0, 3.5 * SECOND), late: 1, shifted: true })
  })

  test('leaves out what comes at the end of the run or later', () => {
    expect(replayTimes('0\n4.999999999\n5\n6\n', times, 5 * SECOND)).toEqual({
      times: Float64Array.of(0, 4_999_999_999),
      late: 2,
      shifted: false,
    })
  })

  test('with a cell that is no time is refused with its line', () => {
    expect(replayed('at\n1\n\nsoon\n', times)).toBe('has "soon" in line 4, which is not a time')
    expect(replayed('1\n-1\n', times)).toBe('has "-1" in line 2, which is not a time')
    expect(replayed('2023-01-01\n5\n', times)).toBe(
      'has "5" in line 2, which is not a date and time, as in the rows above',
    )
    expect(replayed('', times)).toBe('has no rows')
    expect(replayed('1,2\n3\n', { ...times, column: 2 })).toBe('has no column 2 in line 2')
  })
})

describe('a file of counts', () => {
  test('spreads n arrivals of a row over its length at (k + 1/2) / n', () => {
    expect(replayed('minute,requests\n0,4\n1,0\n2,2\n', { ...counts, column: 'requests' })).toEqual([
      1.25, 3.75, 6.25, 8.75, 22.5, 27.5,
    ])
  })

  test('carries fractions of an arrival into the next rows', () => {
    expect(replayed('0.25\n0.25\n0.25\n0.25\n', counts)).toEqual([20])
    expect(replayed('3\n', { ...counts, scale: 0.5 })).toEqual([3.333333333])
    expect(replayed('3\n0\n1\n', { ...counts, scale: 0.5 })).toEqual([3.333333333, 20])
  })

  test('brings the sum of its rows, rounded, each in its own row', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 30 }), (rows) => {
        const result = replayCounts(rows.map(String).join('\n'), counts, 1e15)
        if ('message' in result) throw new Error(result.message)
        const at = [...result.times]
        expect(Math.abs(at.length - rows.reduce((sum, row) => sum + row, 0))).toBeLessThanOrEqual(0.5 + 1e-9)
        expect(at).toEqual(at.toSorted((left, right) => left - right))
        rows.forEach((row, index) => {
          const inside = at.filter((time) => Math.floor(time / (10 * SECOND)) === index).length
          expect(Math.abs(inside - row)).toBeLessThanOrEqual(1)
        })
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  test('counts what lies after the end of the run', () => {
    expect(replayCounts('4\n4\n4\n', counts, 15 * SECOND)).toMatchObject({ times: { length: 6 }, late: 6 })
  })

  test('with a cell that is no number is refused with its line', () => {
    expect(replayed('1\nmany\n', counts)).toBe('has "many" in line 2, which is not a number of arrivals')
    expect(replayed('1\n-4\n', counts)).toBe('has "-4" in line 2, which is not a number of arrivals')
  })
})

describe('a scenario that replays a file', () => {
  const replaying = (arrivals: unknown): Written => ({
    ...shop,
    run: { duration: '10s' },
    workload: { shoppers: { arrivals, call: 'shop.browse' } },
  })
  const withText = (text: string) => ({ files: new Map([['log.csv', text]]) })

  test('gets its times from the text it is given', () => {
    const plan = planOf(replaying({ replay: 'log.csv', 'counts-per': '5s' }), withText('n\n1\n2\n'))
    expect(plan.workloads[0]?.arrivals).toEqual({ kind: 'replay', times: Float64Array.of(2.5e9, 6.25e9, 8.75e9) })
  })

  test('says what is wrong with the file, where the file is named', () => {
    expect(problemsOf(replaying({ replay: 'log.csv' }))).toMatchObject([
      { code: 'S227', severity: 'error', path: ['workload', 'shoppers', 'arrivals', 'replay'] },
    ])
    expect(problemsOf(replaying({ replay: 'log.csv' }), withText('1\nx\n'))).toMatchObject([
      { code: 'S228', message: '"log.csv" has "x" in line 2, which is not a time' },
    ])
    expect(problemsOf(replaying({ replay: 'log.csv', column: 'tmie' }), withText('id,time\n1,2\n'))).toMatchObject([
      { code: 'S228', path: ['workload', 'shoppers', 'arrivals', 'column'], suggestion: 'time' },
    ])
  })

  test('doubts arrivals after the end, shifted times, and a file that brings nothing', () => {
    const doubts = (text: string, how: object = {}): readonly string[] =>
      complaints(replaying({ replay: 'log.csv', ...how }), withText(text)).filter((text) => text.includes('replay'))
    expect(doubts('1\n20\n')).toEqual(['L311 workload.shoppers.arrivals.replay'])
    expect(doubts('1700000000\n1700000001\n')).toEqual(['L312 workload.shoppers.arrivals.replay'])
    expect(doubts('0\n0\n', { 'counts-per': '1s' })).toEqual(['L313 workload.shoppers.arrivals.replay'])
  })
})

describe('reading columns, numbers and dates', () => {
  test('a byte order mark, Windows line ends, comments and quoted cells are fine', () => {
    const text = '\uFEFFa,b\r\n# a note\r\n"1,5","say ""x"""\r\n\r\n2,y\r\n'
    const any = (): boolean => true
    expect(csvColumn(text, 'b', any)).toEqual([
      { line: 3, text: 'say "x"' },
      { line: 5, text: 'y' },
    ])
    expect(csvColumn(text, 'c', any)).toEqual({ message: 'has no column "c"', known: ['a', 'b'] })
  })

  test.each(['1e3', '.5', '5.', '+2', '007'])('%s is a number', (text) => {
    expect(plainNumber(text)).toBe(Number(text))
  })

  test.each(['', ' ', '0x10', 'Infinity', 'NaN', '1_000', '1e999', '12px'])('"%s" is not a number', (text) => {
    expect(plainNumber(text)).toBe(undefined)
  })

  test('dates are days of the Gregorian calendar, as the platform counts them', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true }),
        (date) => {
          const parsed = dateSeconds(date.toISOString())
          expect((parsed?.whole ?? 0) + (parsed?.fraction ?? 0)).toBeCloseTo(date.getTime() / 1000, 6)
        },
      ),
      { seed: 4, numRuns: 300 },
    )
    expect(dateSeconds('2000-03-01')?.whole).toBe(951_868_800)
    expect(dateSeconds('2023-13-01')).toBe(undefined)
    expect(dateSeconds('2023-01-01 25:00')).toBe(undefined)
  })

  test('of counts does not guess which of several columns holds them', () => {
    const text = 'minute,requests\n0,42\n1,62\n'
    const unsaid: ReplayCounts = {
      kind: 'replay-counts',
      replay: 'c.csv',
      column: 0,
      'counts-per': 60 * SECOND,
      scale: 1,
    }
    expect(replayCounts(text, unsaid, 120 * SECOND)).toEqual({
      message: 'has 2 columns: minute, requests',
      expected: 'column: and the one that holds the counts',
    })
    const said = replayCounts(text, { ...unsaid, column: 'requests' }, 120 * SECOND)
    expect('times' in said ? said.times.length : said).toBe(104)
    const alone = replayCounts('requests\n42\n62\n', unsaid, 120 * SECOND)
    expect('times' in alone ? alone.times.length : alone).toBe(104)
  })
})
