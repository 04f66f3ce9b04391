const units: readonly (readonly [number, string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'us'],
]

/** A simulated time or duration in ns as people write it: `1.5 ms`; `never` for `Infinity`. */
export function durationText(nanoseconds: number): string {
  if (nanoseconds === Infinity) return 'never'
  if (nanoseconds === -Infinity) return 'the start'
  for (const [size, name] of units) {
    if (Math.abs(nanoseconds) >= size) return `${nanoseconds / size} ${name}`
  }
  return `${nanoseconds} ns`
}
