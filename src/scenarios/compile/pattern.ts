/**
 * Whether `name` fits `pattern`, in which each `*` stands for any run of characters, also none. Linear in the length of
 * the name for one star, and never exponential: of two ways to fit, the leftmost is always enough.
 */
export function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*')
  const first = parts[0] ?? ''
  if (parts.length === 1) return pattern === name
  const last = parts.at(-1) ?? ''
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let from = first.length
  const end = name.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, from)
    if (found < 0 || found + part.length > end) return false
    from = found + part.length
  }
  return true
}

export function isExact(pattern: string): boolean {
  return !pattern.includes('*')
}

/**
 * How closely a pattern names something: an exact name before every pattern with a star, and of those the one with more
 * characters of its own. `*` alone is 0.
 */
export function closeness(pattern: string): number {
  return isExact(pattern) ? Number.MAX_SAFE_INTEGER : pattern.replaceAll('*', '').length
}
