import Table from 'cli-table3'

/** A column of a table. */
export interface Column {
  readonly head: string
  readonly align: 'left' | 'right'
}

const NO_BORDER = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/**
 * Aligned columns without lines, indented, without trailing spaces. A column whose cells are all empty is left out, and
 * the row of heads where no column has one.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], indent: number = 2): string[] {
  const used = columns.map((_, at) => rows.some((row) => (row[at] ?? '') !== ''))
  const kept = columns.filter((_, at) => used[at] === true)
  const heads = kept.map((column) => column.head)
  const grid = new Table({
    ...(heads.some((head) => head !== '') ? { head: heads } : {}),
    chars: NO_BORDER,
    colAligns: kept.map((column) => column.align),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  for (const row of rows) grid.push(columns.map((_, at) => row[at] ?? '').filter((_, at) => used[at] === true))
  const margin = ' '.repeat(indent)
  return grid
    .toString()
    .split('\n')
    .map((line) => (margin + line).trimEnd())
}
