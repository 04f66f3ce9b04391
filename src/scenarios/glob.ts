/**
 * Whether `name` fits `pattern`, in which each `*` stands for any run of characters, also none. Never exponential: of
 * two ways to fit a star the leftmost is enough.
 */
export function fitsGlob(pattern: string, name: string): boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return pattern === name
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let from = first.length
  for (const part of others) {
    const found = name.indexOf(part, from)
    if (found < 0 || found + part.length > name.length - last.length) return false
    from = found + part.length
  }
  return true
}
