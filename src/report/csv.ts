import type { RunDocument } from '../experiments/run-document.ts'

/** A figure anywhere in a result. */
interface Row {
  readonly variant: string
  readonly figure: string
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/**
 * Every figure of every variant, one a line: `variant,figure,value,low,high`. The name of a figure is its place in the
 * JSON document with its unit; courses over time are left to the JSON.
 */
export function resultCsv(document: RunDocument): string {
  const rows = Object.entries(document.variants).flatMap(([variant, { timeline: _, checks: __, faults, ...figures }]) =>
    figuresIn({ ...figures, faults: Object.fromEntries(faults.map((fault) => [fault.id, fault])) }, variant, []),
  )
  const lines = rows.map(({ variant, figure, value, low, high }) =>
    [
      cell(variant),
      cell(figure),
      String(value),
      low === null ? '' : String(low),
      high === null ? '' : String(high),
    ].join(','),
  )
  return `${['variant,figure,value,low,high', ...lines].join('\n')}\n`
}

function figuresIn(value: unknown, variant: string, path: readonly string[]): Row[] {
  if (typeof value !== 'object' || value === null) return []
  const estimate = asEstimate(value)
  if (estimate !== undefined) return [{ variant, figure: path.join('.'), ...estimate }]
  return Object.entries(value).flatMap(([key, inner]) => figuresIn(inner, variant, [...path, key]))
}

function asEstimate(value: object): Pick<Row, 'value' | 'low' | 'high'> | undefined {
  if (!('value' in value && 'low' in value && 'high' in value) || typeof value.value !== 'number') return undefined
  return { value: value.value, low: numberOrNull(value.low), high: numberOrNull(value.high) }
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** A text that a spreadsheet takes for a formula gets a quote in front. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
