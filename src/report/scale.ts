import { decimalsFor, withDecimals } from './format-number.ts'

/** A way to print figures of one kind: what a printed 1 stands for, and the words around the number. */
export interface Scale {
  /** A figure of this size prints as 1. */
  readonly per: number
  readonly prefix: string
  readonly suffix: string
}

/** What kind of quantity a figure is, and so how it is printed. */
export type Quantity = 'milliseconds' | 'share' | 'points' | 'perSecond' | 'dollars' | 'bytes' | 'count' | 'plain'

const MILLISECOND_SCALES: readonly Scale[] = [
  { per: 3_600_000, prefix: '', suffix: ' h' },
  { per: 60_000, prefix: '', suffix: ' min' },
  { per: 1000, prefix: '', suffix: ' s' },
  { per: 1, prefix: '', suffix: ' ms' },
  { per: 0.001, prefix: '', suffix: ' µs' },
  { per: 0.000001, prefix: '', suffix: ' ns' },
]
const BYTE_SCALES: readonly Scale[] = [
  { per: 1e12, prefix: '', suffix: ' TB' },
  { per: 1e9, prefix: '', suffix: ' GB' },
  { per: 1e6, prefix: '', suffix: ' MB' },
  { per: 1e3, prefix: '', suffix: ' kB' },
]
const PLAIN: Scale = { per: 1, prefix: '', suffix: '' }

/** The scale in which `value` reads best: 0.0042 ms is 4.2 µs; minutes and hours begin at 2 of them. */
export function scaleFor(quantity: Quantity, value: number): Scale {
  switch (quantity) {
    case 'milliseconds':
      return millisecondScale(Math.abs(value))
    case 'share':
      return { per: 0.01, prefix: '', suffix: ' %' }
    case 'points':
      return { per: 0.01, prefix: '', suffix: ' pt' }
    case 'dollars':
      return { per: 1, prefix: '$', suffix: '' }
    case 'bytes':
      return BYTE_SCALES.find(({ per }) => Math.abs(value) >= per) ?? { per: 1, prefix: '', suffix: ' B' }
    case 'perSecond':
      return { per: 1, prefix: '', suffix: '/s' }
    case 'count':
    case 'plain':
      return PLAIN
  }
}

function millisecondScale(value: number): Scale {
  if (value === 0 || !isFinite(value)) return { per: 1, prefix: '', suffix: ' ms' }
  for (const scale of MILLISECOND_SCALES) {
    const floor = scale.per > 1000 ? scale.per * 2 : scale.per
    if (value >= floor * 0.9995) return scale
  }
  return { per: 0.000001, prefix: '', suffix: ' ns' }
}

/** `value` in `scale` with exactly `decimals` digits after the point. */
export function inScale(value: number, scale: Scale, decimals: number): string {
  if (!isFinite(value)) return withDecimals(value, 0)
  const text = withDecimals(value / scale.per, decimals)
  return text.startsWith('-')
    ? `-${scale.prefix}${text.slice(1)}${scale.suffix}`
    : `${scale.prefix}${text}${scale.suffix}`
}

/** One figure by itself, to three significant digits: `4.21 ms`, `99.9 %`, `$1,204`, `120/s`. */
export function formatQuantity(quantity: Quantity, value: number): string {
  const scale = scaleFor(quantity, value)
  return inScale(value, scale, decimalsOf(quantity, value / scale.per))
}

/** Digits after the point of a figure that stands alone, already in its scale. */
export function decimalsOf(quantity: Quantity, scaled: number): number {
  if (quantity === 'count') return 0
  if (quantity === 'dollars') return Math.abs(scaled) >= 1000 ? 0 : Math.max(2, decimalsFor(scaled, 3))
  // 99.95 % and 99.99 % are different worlds: near 100 three digits are not enough.
  if (quantity === 'share') return scaled > 99 && scaled < 100 ? 3 : Math.min(2, decimalsFor(scaled, 3))
  if (quantity === 'plain') return Math.min(3, decimalsFor(scaled, 3))
  return decimalsFor(scaled, 3)
}
