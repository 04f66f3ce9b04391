/** One place in which two states differ. */
export interface Difference {
  readonly path: readonly (string | number)[]
  /** `undefined` where there was nothing. */
  readonly before: unknown
  /** `undefined` where there is nothing any more. */
  readonly after: unknown
}

/**
 * Where two states differ, in the order of their keys (those of `before` first). What they share is not looked into, so
 * two moments of one history are compared in the time of what has changed.
 */
export function difference(before: unknown, after: unknown): readonly Difference[] {
  const found: Difference[] = []
  compare(before, after, [], found)
  return found
}

function compare(before: unknown, after: unknown, path: readonly (string | number)[], found: Difference[]): void {
  if (Object.is(before, after)) return
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++) compare(before[i], after[i], [...path, i], found)
    return
  }
  if (!isMap(before) || !isMap(after)) {
    found.push({ path, before, after })
    return
  }
  for (const key of Object.keys(before)) compare(before[key], after[key], [...path, key], found)
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) compare(undefined, after[key], [...path, key], found)
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
