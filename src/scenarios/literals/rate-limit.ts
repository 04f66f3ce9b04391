import type { RateLimit } from '../policy.ts'
import { type CallForm, type Family, parseFamily, printForm, type Slot } from './call-form.ts'
import { Mistake } from './mistake.ts'

const bucket: readonly Slot[] = [
  { name: 'rate', kind: 'rate', least: 0, above: true },
  { name: 'burst', kind: 'count', least: 1, otherwise: ({ rate = 0 }) => Math.max(1, Math.floor(rate)) },
]
const windowed: readonly Slot[] = [
  { name: 'limit', kind: 'count', least: 1 },
  { name: 'per', kind: 'duration', least: 0, above: true },
]

const FORMS: Readonly<Record<RateLimit['algorithm'], CallForm>> = {
  'token-bucket': { slots: bucket, positional: 1 },
  'leaky-bucket': { slots: bucket, positional: 1 },
  'fixed-window': { slots: windowed, positional: 1 },
  'sliding-window': { slots: windowed, positional: 1 },
}

const FAMILY: Family = {
  code: 'S182',
  noun: 'a rate limit',
  example: '100/s or fixed-window(100, per=1s)',
  forms: FORMS,
  bare: 'token-bucket',
}

/** Reads a limit on calls per time: `100/s`, which is `token-bucket(100/s)`, or one of the constructors. */
export function parseRateLimit(text: string): RateLimit | null | Mistake {
  const reading = parseFamily(text, FAMILY)
  if (reading === null || reading instanceof Mistake) return reading
  const { rate = 0, burst = 1, limit = 1, per = 1 } = reading.values
  switch (reading.name) {
    case 'token-bucket':
    case 'leaky-bucket':
      return { algorithm: reading.name, perSecond: rate, burst }
    default:
      return { algorithm: reading.name === 'fixed-window' ? 'fixed-window' : 'sliding-window', limit, window: per }
  }
}

/** The text that parses to `limit`. */
export function printRateLimit(limit: RateLimit): string {
  const values =
    'perSecond' in limit ? { rate: limit.perSecond, burst: limit.burst } : { limit: limit.limit, per: limit.window }
  return printForm(limit.algorithm, FORMS[limit.algorithm], values)
}
