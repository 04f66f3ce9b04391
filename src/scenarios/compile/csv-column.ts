/** A value of a column and the line it stands in, from 1. */
export interface Cell {
  readonly line: number
  readonly text: string
}

/** What is wrong with a file of numbers, in one sentence without the name of the file. */
export interface CsvMistake {
  readonly message: string
  readonly expected?: string
  /** Names that would have been right, for a suggestion. */
  readonly known?: readonly string[]
}

/**
 * One column of a text of comma-separated values: by the header's text, or by number from 1, and then a first line
 * whose cell is not a number or a date is taken for a header. Empty lines and lines that begin with `#` are skipped;
 * cells may be in double quotes; a byte order mark and both line ends are fine. Column 0 is the only one there is.
 */
export function csvColumn(
  text: string,
  column: string | number,
  isValue: (cell: string) => boolean,
): Cell[] | CsvMistake {
  const cells: Cell[] = []
  let index = typeof column === 'number' ? Math.max(0, column - 1) : -1
  let first = true
  let line = 0
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
    line += 1
    const row = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (row.trim() === '' || row.startsWith('#')) continue
    const fields = splitRow(row)
    if (column === 0 && fields.length > 1) return severalColumns(fields)
    if (first && typeof column === 'string') {
      index = fields.indexOf(column)
      if (index < 0) return { message: `has no column "${column}"`, known: fields }
    } else {
      const field = fields[index]
      if (field === undefined) {
        return { message: `has no column ${index + 1} in line ${line}`, expected: `${index + 1} or more columns` }
      }
      if (!first || isValue(field)) cells.push({ line, text: field })
    }
    first = false
  }
  return cells
}

function severalColumns(fields: readonly string[]): CsvMistake {
  const named = fields.map((field) => field.slice(0, 40)).join(', ')
  return { message: `has ${fields.length} columns: ${named}`, expected: 'column: and the one that holds the counts' }
}

function splitRow(row: string): string[] {
  if (!row.includes('"')) return row.split(',').map((field) => field.trim())
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let index = 0; index < row.length; index += 1) {
    const character = row[index] ?? ''
    if (character === '"' && quoted && row[index + 1] === '"') {
      field += '"'
      index += 1
    } else if (character === '"') quoted = !quoted
    else if (character === ',' && !quoted) {
      fields.push(field.trim())
      field = ''
    } else field += character
  }
  return [...fields, field.trim()]
}
