const INDEX_BITS = 26

/** Kinds run from 0 to 31, indexes from 0 to 2^26 - 1: both fit one positive 32-bit integer. */
export const INDEX_LIMIT: number = 1 << INDEX_BITS

/** One integer for what an event is (`kind`) and whom it concerns (`index`). */
export function eventCode(kind: number, index: number): number {
  return (kind << INDEX_BITS) | index
}

export function kindOf(code: number): number {
  return code >>> INDEX_BITS
}

export function indexOf(code: number): number {
  return code & (INDEX_LIMIT - 1)
}
