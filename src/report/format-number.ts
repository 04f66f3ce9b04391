/**
 * A number in plain digits, rounded to `digits` significant ones: `0.0123`, `4.56`, `1,230`. Whole digits are never
 * rounded away (12,345 stays 12,345). Written by hand, because `Intl` depends on the machine.
 */
export function formatNumber(value: number, digits: number = 3): string {
  return withDecimals(value, decimalsFor(value, digits))
}

/** Digits after the point that leave `digits` significant ones; at least 0, at most 20. */
export function decimalsFor(value: number, digits: number): number {
  if (value === 0 || !isFinite(value)) return 0
  const exponent = Number(value.toExponential(digits - 1).split('e')[1])
  return Math.min(20, Math.max(0, digits - 1 - exponent))
}

/** A number with exactly `decimals` digits after the point and `,` between thousands; `-0` is `0`. */
export function withDecimals(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–'
  if (!isFinite(value)) return value > 0 ? '∞' : '-∞'
  const text = Math.abs(value) < 1e21 ? value.toFixed(decimals) : String(value)
  const negative = text.startsWith('-')
  const [whole = '', fraction] = (negative ? text.slice(1) : text).split('.')
  const isZero = !/[1-9]/.test(text)
  return `${negative && !isZero ? '-' : ''}${grouped(whole)}${fraction === undefined ? '' : `.${fraction}`}`
}

/** An integer with `,` between thousands: `1,234,567`. */
export function formatCount(value: number): string {
  return withDecimals(value, 0)
}

function grouped(digits: string): string {
  if (!/^\d+$/.test(digits)) return digits
  const parts: string[] = []
  for (let end = digits.length; end > 0; end -= 3) parts.unshift(digits.slice(Math.max(0, end - 3), end))
  return parts.join(',')
}
