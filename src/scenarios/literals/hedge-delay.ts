import type { HedgeDelay } from '../policy.ts'
import { parseDuration, printDuration } from './duration.ts'
import { Mistake } from './mistake.ts'

const QUANTILE = /^p\d{2,6}$/

/** Reads when a hedge starts: `20ms`, or a percentile of recent answers, `p95` (`p999` is 0.999); `null` for `none`. */
export function parseHedgeDelay(text: string): HedgeDelay | null | Mistake {
  const written = text.trim()
  const place = { start: 0, end: text.length }
  if (written === 'none') return null
  if (/^p[\d.]*$/.test(written)) {
    const quantile = QUANTILE.test(written) ? Number(`0.${written.slice(1)}`) : 0
    if (quantile > 0) return { kind: 'quantile', quantile }
    return new Mistake('S185', `"${text}" is not a percentile`, place, {
      expected: 'p and two to six digits, not all 0: p95, p999 for 99.9%',
    })
  }
  if (/^[A-Za-z]/.test(written)) {
    return new Mistake('S185', `"${text}" is not the delay of a hedge`, place, { expected: '20ms, p95 or none' })
  }
  const delay = parseDuration(text)
  return delay instanceof Mistake ? delay : { kind: 'fixed', delay }
}

/** The text that parses to `delay`. */
export function printHedgeDelay(delay: HedgeDelay): string {
  if (delay.kind === 'fixed') return printDuration(delay.delay)
  const digits = String(delay.quantile).slice(2)
  return `p${digits.padEnd(2, '0')}`
}
