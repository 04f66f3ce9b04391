/** A factor of `whole * 10^tens`, kept apart so that decimal numbers are scaled without a rounding error. */
export interface Scale {
  readonly whole: bigint
  readonly tens: number
}

/** `digits` times the scale, rounded once to the nearest double. */
export function scaled(digits: string, scale: Scale): number {
  const [whole = '', fraction = ''] = digits.split('.')
  return Number(`${BigInt(whole + fraction) * scale.whole}e${scale.tens - fraction.length}`)
}

/** A unit and what it stands for. */
export interface NamedScale extends Scale {
  readonly unit: string
}

/**
 * The shortest text of `value` (finite, not negative) in one of the units that `scaled` reads back as the very same
 * double: `100ms` before `0.1s`, `1.5s` before `1500ms`, then the last unit of the list.
 */
export function inShortestUnit(value: number, units: readonly NamedScale[]): string {
  let best: string | undefined
  for (const unit of units) {
    const digits = unit.whole === 1n ? shifted(value, -unit.tens) : divided(value, unit)
    if (digits === undefined) continue
    const text = `${digits}${unit.unit}`
    if (best === undefined || isBetter(text, best)) best = text
  }
  return best ?? shifted(value, 0)
}

function isBetter(text: string, best: string): boolean {
  const [below, bestBelow] = [text.startsWith('0.'), best.startsWith('0.')]
  if (below !== bestBelow) return bestBelow
  if (text.length !== best.length) return text.length < best.length
  return !text.includes('.') || best.includes('.')
}

/** `value * 10^tens` in plain decimal digits, exactly as the shortest text of `value` says it. */
export function shifted(value: number, tens: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace('-', '').replace('.', '')
  const point = 1 + Number(exponent) + tens
  if (value === 0) return '0'
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** The quotient where it is an integer. */
function divided(value: number, scale: Scale): string | undefined {
  if (!Number.isSafeInteger(value)) return undefined
  const divisor = scale.whole * BigInt(`1${'0'.repeat(Math.max(0, scale.tens))}`)
  const amount = BigInt(value)
  return amount % divisor === 0n ? `${amount / divisor}` : undefined
}
