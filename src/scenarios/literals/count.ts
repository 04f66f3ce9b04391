import { inShortestUnit } from './decimal.ts'
import { type Measure, parseQuantity } from './measure.ts'
import { Mistake } from './mistake.ts'

/** Plain numbers with an optional k, M or G; a fraction is allowed, because laws of counts may have one. */
export const countMeasure: Measure = {
  code: 'S116',
  noun: 'a count',
  example: '64',
  units: [
    { unit: '', whole: 1n, tens: 0 },
    { unit: 'k', whole: 1n, tens: 3 },
    { unit: 'M', whole: 1n, tens: 6 },
    { unit: 'G', whole: 1n, tens: 9 },
  ],
  per: [],
  money: false,
  compound: false,
  signed: false,
}

/** Parameters of laws, which may be negative. */
export const numberMeasure: Measure = {
  ...countMeasure,
  noun: 'a plain number',
  example: '0.8',
  units: [{ unit: '', whole: 1n, tens: 0 }],
  signed: true,
}

/** A whole number from 0 to 2^53 - 1: `10`, `50M`, `1.5k`. */
export function parseCount(text: string): number | Mistake {
  const value = parseQuantity(text, countMeasure)
  if (value instanceof Mistake || Number.isSafeInteger(value)) return value
  return new Mistake(
    'S116',
    `"${text}" is not a count`,
    { start: 0, end: text.length },
    {
      label: Number.isInteger(value) ? 'too large' : 'not a whole number',
      expected: 'a whole number and perhaps one of k M G, for example 64',
    },
  )
}

/** The shortest text that parses to `count` (not negative). */
export function printCount(count: number): string {
  return inShortestUnit(count, countMeasure.units)
}
