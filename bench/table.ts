import type { Row, Spread } from './harness.ts'

/** Columns of text, at the left; the others are figures and end at the right. */
const textColumns = 2

/** A table in Markdown that reads as plain text too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const fill = (cell: string, column: number): string => {
    const width = widths[column] ?? 0
    return column < textColumns ? cell.padEnd(width) : cell.padStart(width)
  }
  const line = (cells: readonly string[]): string => `| ${cells.map(fill).join(' | ')} |`
  const rule = widths.map((width, column) => `${'-'.repeat(width - 1)}${column < textColumns ? '-' : ':'}`)
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** `54.1 (52.3–55.0)` */
export function show({ median, low, high }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`
}

/** The table of all rows, a workload's together. */
export function speedTable(rows: readonly Row[]): string {
  const head = ['workload', 'by', 'ns an event', 'ns a request', 'events a request', 'peak MiB', 'times', 'allowed']
  return table(
    head,
    rows.map((row) => [
      row.workload.title,
      row.name,
      show(row.perEvent, 1),
      show(row.perRequest, row.eventsPerRequest > 3 ? 0 : 1),
      row.eventsPerRequest.toFixed(2),
      (row.peakMemory.median / 2 ** 20).toFixed(0),
      row.comparisons.map(({ with: other, ratio }) => `${show(ratio, 2)} ${other}`).join('; '),
      [
        ...row.comparisons.map(({ limit }) => `${limit} times`),
        ...(row.limitPerEvent === undefined ? [] : [`${row.limitPerEvent} ns`]),
      ].join('; '),
    ]),
  )
}

/** What missed its target, in sentences. */
export function misses(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(({ workload, name, perEvent, limitPerEvent, comparisons }) => [
    ...comparisons
      .filter(({ ratio, limit }) => ratio.median > limit)
      .map(
        ({ with: other, ratio, limit }) =>
          `${workload.id}: ${name} takes ${ratio.median.toFixed(2)} times the time of ${other}; allowed: ${limit}`,
      ),
    ...(limitPerEvent !== undefined && perEvent.median > limitPerEvent
      ? [`${workload.id}: ${name} takes ${perEvent.median.toFixed(0)} ns an event; allowed: ${limitPerEvent}`]
      : []),
  ])
}
