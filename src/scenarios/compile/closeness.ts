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
