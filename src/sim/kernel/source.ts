/**
 * A supply of random 32-bit words: all that a distribution may draw from. A component's own stream and a request's
 * counter-based draws both are sources, so one distribution serves both.
 */
export interface Source {
  /** The next word, an integer from 0 to 2^32 - 1, both inclusive. */
  next(): number
}

const TWO_POW_26 = 67108864
const TWO_POW_MINUS_53 = 1.1102230246251565e-16

/** A uniform double in [0, 1) with 53 random bits; takes two words. */
export function uniform53(source: Source): number {
  const high = source.next() >>> 5
  const low = source.next() >>> 6
  return (high * TWO_POW_26 + low) * TWO_POW_MINUS_53
}
