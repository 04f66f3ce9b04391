/**
 * What code says, as far as it can be seen: the text of each function, and the data beside it, by sorted keys. What
 * functions close over or import is not in it.
 */
export function sourceText(code: unknown): string {
  return textOf(code, [])
}

/** `around`: the values that this one stands in. */
function textOf(value: unknown, around: readonly unknown[]): string {
  if (typeof value === 'function') return Function.prototype.toString.call(value)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (around.includes(value)) return 'itself'
  const within = [...around, value]
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, within)).join(',')}]`
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${textOf(item, within)}`).join(',')}}`
}
