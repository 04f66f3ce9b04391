import { inShortestUnit, type NamedScale } from './decimal.ts'
import { type Measure, parseQuantity } from './measure.ts'
import { Mistake } from './mistake.ts'

const UNITS: readonly NamedScale[] = [
  { unit: 'ns', whole: 1n, tens: 0 },
  { unit: 'us', whole: 1n, tens: 3 },
  { unit: 'ms', whole: 1n, tens: 6 },
  { unit: 's', whole: 1n, tens: 9 },
  { unit: 'min', whole: 6n, tens: 10 },
  { unit: 'h', whole: 36n, tens: 11 },
  { unit: 'd', whole: 864n, tens: 11 },
]

const ALIASES: readonly NamedScale[] = [
  { unit: 'm', whole: 6n, tens: 10 },
  { unit: 'µs', whole: 1n, tens: 3 },
  { unit: 'μs', whole: 1n, tens: 3 },
]

/** Nanoseconds. */
export const durationMeasure: Measure = {
  code: 'S110',
  noun: 'a duration',
  example: '20ms',
  units: UNITS,
  aliases: ALIASES,
  per: [],
  money: false,
  compound: true,
  signed: false,
}

/** A duration in whole nanoseconds, from 0 to 2^53 - 1 (104 days). */
export function parseDuration(text: string): number | Mistake {
  const value = parseQuantity(text, durationMeasure)
  if (value instanceof Mistake) return value
  const place = { start: 0, end: text.length }
  if (!Number.isInteger(value)) {
    return new Mistake('S110', `"${text}" is finer than a nanosecond`, place, { expected: 'whole nanoseconds' })
  }
  if (!Number.isSafeInteger(value)) {
    return new Mistake('S110', `"${text}" is longer than a simulation can be`, place, { expected: 'at most 104 days' })
  }
  return value
}

/** The shortest text that parses to `nanoseconds` (not negative; a fraction is allowed). */
export function printDuration(nanoseconds: number): string {
  return nanoseconds === 0 ? '0s' : inShortestUnit(nanoseconds, UNITS)
}
