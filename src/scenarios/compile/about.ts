const UNITS: readonly (readonly [name: string, nanoseconds: number])[] = [
  ['h', 3_600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
]

/** A number for people, to three digits: `2.6`, `1250`, `0.0125`. */
export function about(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'unlimited'
  if (value >= 1000) return String(Math.round(value))
  return String(Number(value.toPrecision(3)))
}

/** A duration in ns for people, to three digits: `12.5 ms`. */
export function aboutTime(nanoseconds: number): string {
  if (nanoseconds === Number.POSITIVE_INFINITY) return 'an unlimited time'
  const unit = UNITS.find(([, size]) => nanoseconds >= size)
  return unit === undefined ? `${about(nanoseconds)} ns` : `${about(nanoseconds / unit[1])} ${unit[0]}`
}
