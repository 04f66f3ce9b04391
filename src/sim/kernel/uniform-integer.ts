import type { Source } from './source.ts'

const TWO_POW_32 = 4294967296
const TWO_POW_26 = 67108864
/** Up to here a word times the count is an exact double. */
const EXACT_PRODUCT_MAX = 2097152

/**
 * An integer in [0, count), every one exactly equally likely; `count` an integer in [1, 2^53]. For counts up to 2^21
 * it takes one word nearly always (D. Lemire, ACM Trans. Modeling and Computer Simulation 29 (2019) no. 3), beyond
 * that two or, at worst on average, four.
 */
export function uniformInteger(source: Source, count: number): number {
  if (count > EXACT_PRODUCT_MAX) return large(source, count)
  let word = source.next()
  // The low half of the product: many times as quick as the remainder of a double.
  let low = Math.imul(word, count) >>> 0
  if (low < count) {
    const unfair = TWO_POW_32 % count
    while (low < unfair) {
      word = source.next()
      low = Math.imul(word, count) >>> 0
    }
  }
  return (word * count - low) / TWO_POW_32
}

/** 53 random bits, cut down to the fewest that hold the count, again and again until they lie below it. */
function large(source: Source, count: number): number {
  let range = EXACT_PRODUCT_MAX
  while (range < count) range *= 2
  const step = 9007199254740992 / range
  for (;;) {
    const bits = (source.next() >>> 5) * TWO_POW_26 + (source.next() >>> 6)
    const value = Math.floor(bits / step)
    if (value < count) return value
  }
}
