import { decimalsFor } from './format-number.ts'
import { decimalsOf, inScale, type Quantity, type Scale, scaleFor } from './scale.ts'

/** An estimate: a value and its 95 % interval; the ends are `null` where there is none (a single replication). */
export interface FigureLike {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** The parts of a printed estimate, apart so that a table can align them. */
export interface FigureText {
  /** `31.0 ms`; `–` where nothing was measured. */
  readonly value: string
  /** `[30.2, 31.8]`, in the unit of the value; empty where there is none, or nothing varied. */
  readonly interval: string
}

/** Digits more than usual where the interval is narrower than the last one; of shares three, as 99.95 % matters. */
const EXTRA_DIGITS = 1
const EXTRA_DIGITS_OF_SHARES = 3

/** An estimate in one unit and with one number of digits, so that the value and its interval can be compared by eye. */
export function formatFigure(quantity: Quantity, figure: FigureLike, options: { sign?: boolean } = {}): FigureText {
  const { value, low, high } = figure
  if (value === null) return { value: '–', interval: '' }
  const scale = scaleFor(quantity, largest(value, low, high))
  const decimals = sharedDecimals(quantity, figure, scale)
  const sign = options.sign === true && value > 0 ? '+' : ''
  // A figure that is the same in every replication has no interval to speak of.
  const exact = low === null || high === null || (low === value && high === value)
  if (exact) return { value: sign + inScale(value, scale, decimals), interval: '' }
  const bare: Scale = { per: scale.per, prefix: scale.prefix, suffix: '' }
  const end = (x: number): string => (options.sign === true && x > 0 ? '+' : '') + inScale(x, bare, decimals)
  return { value: sign + inScale(value, scale, decimals), interval: `[${end(low)}, ${end(high)}]` }
}

function largest(value: number, low: number | null, high: number | null): number {
  // Differences may be near 0 with a wide interval: the unit follows whatever is largest.
  if (value !== 0 && low !== null && low >= 0) return value
  return Math.max(Math.abs(value), Math.abs(low ?? 0), Math.abs(high ?? 0))
}

function sharedDecimals(quantity: Quantity, figure: FigureLike, scale: Scale): number {
  const { value, low, high } = figure
  const reference = largest(value ?? 0, low, high) / scale.per
  const usual = decimalsOf(quantity, reference)
  if (low === null || high === null || !isFinite(high - low) || high <= low) return usual
  const needed = decimalsFor((high - low) / 2 / scale.per, 1)
  return Math.max(usual, Math.min(needed, usual + (quantity === 'share' ? EXTRA_DIGITS_OF_SHARES : EXTRA_DIGITS)))
}
