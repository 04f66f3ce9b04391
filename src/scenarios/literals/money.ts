import { shifted } from './decimal.ts'
import { type Measure, parseQuantity } from './measure.ts'
import type { Mistake } from './mistake.ts'

const AMOUNTS: Measure['units'] = [
  { unit: '', whole: 1n, tens: 0 },
  { unit: 'k', whole: 1n, tens: 3 },
  { unit: 'M', whole: 1n, tens: 6 },
]

/** US dollars. */
export const moneyMeasure: Measure = {
  code: 'S115',
  noun: 'an amount of money',
  example: '$900',
  units: AMOUNTS,
  per: [],
  money: true,
  compound: false,
  signed: false,
}

/** US dollars per hour. */
const priceMeasure: Measure = {
  ...moneyMeasure,
  noun: 'a price',
  example: '$0.0464/h',
  units: [{ unit: '', whole: 1n, tens: 0 }],
  per: [{ unit: 'h', whole: 1n, tens: 0 }],
}

/** A price in US dollars per hour, 0 or more. */
export function parsePrice(text: string): number | Mistake {
  return parseQuantity(text, priceMeasure)
}

/** The text that parses to `dollarsPerHour` (not negative). */
export function printPrice(dollarsPerHour: number): string {
  return `$${shifted(dollarsPerHour, 0)}/h`
}
