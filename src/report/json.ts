/** What a result is made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/** An object of plain values stays on one line up to this width. */
const LINE = 120
const INDENT = '  '

/**
 * JSON text of plain data, the same bytes on every machine: keys in the order they were made in, two spaces a level, a
 * final newline. Lists of plain values, such as courses over time, stay on one line.
 *
 * @throws RangeError for a number JSON cannot hold; a result says `null` where it knows nothing.
 */
export function writeJson(value: unknown): string {
  // A round trip drops what is no data (absent values) exactly as JSON does everywhere.
  const data = JSON.parse(JSON.stringify(value, checked)) as Json
  return `${textOf(data, '')}\n`
}

function checked(key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value
  if (!isFinite(value)) throw new RangeError(`"${key}" is ${value}, which JSON cannot hold`)
  return value
}

function textOf(value: Json, margin: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = margin + INDENT
  if (isList(value)) {
    if (value.length === 0) return '[]'
    if (value.every(isPlain)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    return `[\n${value.map((item) => inner + textOf(item, inner)).join(',\n')}\n${margin}]`
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  if (entries.every(([, item]) => isPlain(item))) {
    const line = `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`).join(', ')} }`
    if (margin.length + line.length <= LINE) return line
  }
  const lines = entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${textOf(item ?? null, inner)}`)
  return `{\n${lines.join(',\n')}\n${margin}}`
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}

function isPlain(value: Json | undefined): boolean {
  return typeof value !== 'object' || value === null
}
