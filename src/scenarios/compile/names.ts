/** Total order of strings by code unit: the same on every machine, in every locale. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** The keys of a map in code-unit order, so that the order in which somebody wrote them changes nothing. */
export function sortedKeys(record: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(record).sort(byCodeUnit)
}

/** `a`, `a and b`, `a, b and c`; at most `most` names, then `and 4 more`. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
