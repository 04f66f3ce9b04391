import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatFigure } from '../../src/report/format-figure.ts'
import { formatCount, formatNumber, withDecimals } from '../../src/report/format-number.ts'
import { formatQuantity, type Quantity } from '../../src/report/scale.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
const seeded = { seed: 20, numRuns: 500 }

describe('a printed number', () => {
  it('reads back to the number it was printed from, as far as its digits go', () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 0, max: 9 }), (value, decimals) => {
        const back = Number(withDecimals(value, decimals).replaceAll(',', ''))
        expect(Object.is(back, -0)).toBe(false)
        expect(back === Number(value.toFixed(decimals))).toBe(true)
      }),
      seeded,
    )
  })

  it('has its thousands apart, whatever its size', () => {
    const printed = [0, 7, 999, 1000, 12345, 1234567, -1234567, 1e15].map(formatCount)
    expect(printed).toEqual(['0', '7', '999', '1,000', '12,345', '1,234,567', '-1,234,567', '1,000,000,000,000,000'])
  })

  it('keeps three significant digits and every whole one', () => {
    const printed = [0.0012345, 0.9996, 1.005, 9.996, 99.96, 123.4, 12345.6].map((value) => formatNumber(value))
    expect(printed).toEqual(['0.00123', '1.00', '1.00', '10.0', '100', '123', '12,346'])
  })

  it('never prints a minus before zero', () => {
    expect([withDecimals(-0.001, 2), withDecimals(-0, 0), withDecimals(-0.006, 2)]).toEqual(['0.00', '0', '-0.01'])
  })

  it('says what is not a number of this world', () => {
    expect([Number.NaN, Infinity, -Infinity].map((value) => withDecimals(value, 1))).toEqual(['–', '∞', '-∞'])
  })
})

describe('a printed quantity', () => {
  it('takes the unit in which it reads best', () => {
    const printed = [0, 0.000042, 0.0042, 0.42, 4.2, 999.4, 999.9, 4200, 119_000, 121_000, 7_300_000].map((ms) =>
      formatQuantity('milliseconds', ms),
    )
    expect(printed).toEqual([
      '0 ms',
      '42.0 ns',
      '4.20 µs',
      '420 µs',
      '4.20 ms',
      '999 ms',
      '1.00 s',
      '4.20 s',
      '119 s',
      '2.02 min',
      '2.03 h',
    ])
  })

  it('does not round 99.95 % up to 100 %', () => {
    const printed = [1, 0.99995, 0.9995, 0.5, 0.0012].map((share) => formatQuantity('share', share))
    expect(printed).toEqual(['100 %', '99.995 %', '99.950 %', '50.0 %', '0.12 %'])
  })

  it('is money with cents until cents no longer matter', () => {
    const printed = [0.0464, 12.5, 999.99, 1234.56, -3.5].map((dollars) => formatQuantity('dollars', dollars))
    expect(printed).toEqual(['$0.0464', '$12.50', '$999.99', '$1,235', '-$3.50'])
  })
})

describe('a printed estimate', () => {
  const quantities: Quantity[] = ['milliseconds', 'share', 'perSecond', 'dollars', 'count', 'plain']

  it('prints the value and both ends with one number of digits', () => {
    const positive = fc.double({ noNaN: true, min: 1e-6, max: 1e6 })
    fc.assert(
      fc.property(fc.constantFrom(...quantities), positive, positive, (quantity, value, half) => {
        const { interval } = formatFigure(quantity, { value, low: value - half, high: value + half })
        const decimals = interval.split(', ').map((end) => (/\.(\d+)/.exec(end)?.[1] ?? '').length)
        expect(decimals.length).toBe(2)
        expect(decimals[0]).toBe(decimals[1])
      }),
      seeded,
    )
  })

  it('has one unit for the value and its interval', () => {
    expect(formatFigure('milliseconds', { value: 31, low: 30.2, high: 31.8 })).toEqual({
      value: '31.0 ms',
      interval: '[30.2, 31.8]',
    })
    expect(formatFigure('milliseconds', { value: 950, low: 800, high: 1100 })).toEqual({
      value: '950 ms',
      interval: '[800, 1,100]',
    })
  })

  it('shows the sign of a difference, and the unit of its wider end', () => {
    expect(formatFigure('milliseconds', { value: 0.5, low: -12, high: 13 }, { sign: true })).toEqual({
      value: '+0.5 ms',
      interval: '[-12.0, +13.0]',
    })
  })

  it('leaves the interval out where there is none, and says so where nothing was measured', () => {
    expect(formatFigure('share', { value: 0.25, low: null, high: null })).toEqual({ value: '25.0 %', interval: '' })
    expect(formatFigure('share', { value: null, low: null, high: null })).toEqual({ value: '–', interval: '' })
  })
})
