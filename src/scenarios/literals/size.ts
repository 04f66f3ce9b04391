import { inShortestUnit, type NamedScale } from './decimal.ts'
import { type Measure, parseQuantity } from './measure.ts'
import { Mistake } from './mistake.ts'

const UNITS: readonly NamedScale[] = [
  { unit: 'B', whole: 1n, tens: 0 },
  { unit: 'kB', whole: 1n, tens: 3 },
  { unit: 'KiB', whole: 1024n, tens: 0 },
  { unit: 'MB', whole: 1n, tens: 6 },
  { unit: 'MiB', whole: 1048576n, tens: 0 },
  { unit: 'GB', whole: 1n, tens: 9 },
  { unit: 'GiB', whole: 1073741824n, tens: 0 },
  { unit: 'TB', whole: 1n, tens: 12 },
  { unit: 'TiB', whole: 1099511627776n, tens: 0 },
]

/** Bytes; a fraction is allowed, because laws may have a mean of half a byte. */
export const sizeMeasure: Measure = {
  code: 'S112',
  noun: 'a size',
  example: '4KiB',
  units: UNITS,
  per: [],
  money: false,
  compound: false,
  signed: false,
}

/** A size in whole bytes, from 0 to 2^53 - 1. */
export function parseSize(text: string): number | Mistake {
  const value = parseQuantity(text, sizeMeasure)
  if (value instanceof Mistake || Number.isSafeInteger(value)) return value
  return new Mistake(
    'S112',
    `"${text}" is not a size`,
    { start: 0, end: text.length },
    {
      label: Number.isInteger(value) ? 'too large' : 'not a whole number of bytes',
      expected: 'whole bytes, for example 4KiB',
    },
  )
}

/** The shortest text that parses to `bytes` (not negative). */
export function printSize(bytes: number): string {
  return bytes === 0 ? '0B' : inShortestUnit(bytes, UNITS)
}
