import { shifted } from './decimal.ts'
import { type Measure, parseQuantity, valueOf } from './measure.ts'
import { Mistake } from './mistake.ts'
import type { Quantity } from './term.ts'

/** Of 1; any size, because a limit such as `of 120%` is one too. */
export const shareMeasure: Measure = {
  code: 'S114',
  noun: 'a share',
  example: '5%',
  units: [
    { unit: '%', whole: 1n, tens: -2 },
    { unit: '', whole: 1n, tens: 0 },
  ],
  per: [],
  money: false,
  compound: false,
  signed: false,
}

/** A share from 0 to 1, both inclusive: `5%` or `0.05`. */
export function parseShare(text: string): number | Mistake {
  const value = parseQuantity(text, shareMeasure)
  return value instanceof Mistake ? value : atMostOne(value, text, { start: 0, end: text.length })
}

/** As `parseShare`, for a part of a larger literal. */
export function shareOf(quantity: Quantity): number | Mistake {
  const value = valueOf(quantity, shareMeasure)
  return value instanceof Mistake ? value : atMostOne(value, quantity.text, quantity)
}

/** The text that parses to `share`. */
export function printShare(share: number): string {
  return `${shifted(share, 2)}%`
}

/** For sentences: as `printShare`, without the noise of a sum of doubles. */
export function roundedShare(share: number): string {
  return printShare(Number(share.toPrecision(12)))
}

function atMostOne(value: number, text: string, place: { start: number; end: number }): number | Mistake {
  if (value <= 1) return value
  const percent = /^\d+(\.\d+)?$/.test(text) && value <= 100 ? { suggestion: `${text}%` } : {}
  return new Mistake('S114', `"${text}" is not a share`, place, {
    label: 'more than the whole',
    expected: 'from 0% to 100%, or 0 to 1',
    ...percent,
  })
}
