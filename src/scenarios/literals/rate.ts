import { inShortestUnit } from './decimal.ts'
import { type Measure, parseQuantity } from './measure.ts'
import type { Mistake } from './mistake.ts'

/** Per second. */
export const rateMeasure: Measure = {
  code: 'S111',
  noun: 'a rate',
  example: '120/s',
  units: [
    { unit: '', whole: 1n, tens: 0 },
    { unit: 'k', whole: 1n, tens: 3 },
    { unit: 'M', whole: 1n, tens: 6 },
  ],
  per: [
    { unit: 'ms', whole: 1n, tens: -3 },
    { unit: 's', whole: 1n, tens: 0 },
    { unit: 'min', whole: 60n, tens: 0 },
    { unit: 'h', whole: 3600n, tens: 0 },
    { unit: 'd', whole: 86400n, tens: 0 },
  ],
  money: false,
  compound: false,
  signed: false,
}

/** A rate per second, 0 or more. */
export function parseRate(text: string): number | Mistake {
  return parseQuantity(text, rateMeasure)
}

/** The text that parses to `perSecond` (not negative). */
export function printRate(perSecond: number): string {
  return `${inShortestUnit(perSecond, rateMeasure.units)}/s`
}
