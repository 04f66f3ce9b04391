import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeJson } from '../../src/report/json.ts'
import { sparkline } from '../../src/report/sparkline.ts'
import { table } from '../../src/report/table.ts'

describe('a table', () => {
  const columns = [
    { head: 'name', align: 'left' },
    { head: 'value', align: 'right' },
    { head: '', align: 'left' },
  ] as const

  it('aligns numbers at their end and leaves no blanks behind', () => {
    expect(
      table(columns, [
        ['browse', '4.2 ms', '✓'],
        ['checkout', '61.3 ms', ''],
      ]),
    ).toEqual(['  name        value', '  browse     4.2 ms  ✓', '  checkout  61.3 ms'])
  })

  it('leaves out a column in which nothing stands, head included', () => {
    const noHeads = [{ head: '', align: 'left' } as const, { head: '', align: 'right' } as const]
    expect(
      table(
        noHeads,
        [
          ['a', ''],
          ['b', ''],
        ],
        0,
      ),
    ).toEqual(['a', 'b'])
  })

  it('aligns coloured cells as if they had no colour', () => {
    const red = '\u001b[31mbad\u001b[39m'
    expect(
      table(columns, [
        [red, '1'],
        ['good', '2'],
      ]),
    ).toEqual(['  name  value', `  ${red}       1`, '  good      2'])
  })
})

describe('a sparkline', () => {
  it('is as tall as its values', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 20)).toBe('▁▂▃▄▅▆▇██')
    expect(sparkline([0, 0, 0], 20)).toBe('▁▁▁')
    expect(sparkline([1, null, 1], 20)).toBe('█ █')
  })

  it('is never wider than asked and never higher than its largest value', () => {
    const values = fc.array(fc.option(fc.double({ noNaN: true, min: 0, max: 1e6 })), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 80 }), (series, width) => {
        const line = sparkline(series, width)
        expect(Array.from(line).length).toBe(Math.min(series.length, width))
        expect(/^[ ▁▂▃▄▅▆▇█]*$/.test(line)).toBe(true)
        expect(line.includes('█')).toBe(series.some((value) => value !== null && value > 0))
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})

describe('written JSON', () => {
  it('reads back to what was written, in the order it was made', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(writeJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { seed: 4, numRuns: 300 },
    )
    expect(writeJson({ b: 1, a: [-0, 0.5], c: { value: 1, low: null }, d: [{}, []] })).toBe(
      '{\n  "b": 1,\n  "a": [0, 0.5],\n  "c": { "value": 1, "low": null },\n  "d": [\n    {},\n    []\n  ]\n}\n',
    )
  })

  it('refuses a number it would have to lose', () => {
    expect(() => writeJson({ latency: Number.NaN })).toThrow('"latency" is NaN, which JSON cannot hold')
    expect(() => writeJson([Infinity])).toThrow(RangeError)
  })
})
