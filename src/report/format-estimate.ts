import type { Estimate } from '../metrics/estimate.ts'
import type { FigureKind } from '../metrics/figures/figure.ts'
import { type FigureText, formatFigure } from './format-figure.ts'
import type { Quantity } from './scale.ts'

const QUANTITIES: Readonly<Record<FigureKind, Quantity>> = {
  duration: 'milliseconds',
  rate: 'perSecond',
  share: 'share',
  money: 'dollars',
  size: 'bytes',
  count: 'plain',
}

/** How a figure of a result is printed. */
export function quantityOf(kind: FigureKind): Quantity {
  return QUANTITIES[kind]
}

/**
 * An estimate of a result as text; `–` where nothing was measured. With `sign` it is a difference, and the difference
 * of two shares is in percentage points, lest it be read as a share of the first.
 */
export function formatEstimate(
  kind: FigureKind,
  estimate: Estimate | null,
  options: { sign?: boolean } = {},
): FigureText {
  const quantity = options.sign === true && kind === 'share' ? 'points' : quantityOf(kind)
  return formatFigure(quantity, estimate ?? { value: null, low: null, high: null }, options)
}

/** `31.0 ms [30.2, 31.8]` in one text. */
export function estimateText(kind: FigureKind, estimate: Estimate | null): string {
  const { value, interval } = formatEstimate(kind, estimate)
  return interval === '' ? value : `${value} ${interval}`
}
