/**
 * What the fingerprint of a run with no event starts from: the fraction bits of the golden ratio and of the root of 2.
 */
export const FINGERPRINT_START_A: number = 0x9e3779b9 | 0
export const FINGERPRINT_START_B: number = 0x6a09e667 | 0

/** Spreads the bits of a word (the finaliser of MurmurHash3, Austin Appleby, public domain). */
function avalanche(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * Closes the running hash of all events (two 32-bit words, kept by the engine's loop) with the final time and the
 * number of events: 16 lower-case hex digits.
 */
export function fingerprintText(a: number, b: number, time: number, events: number): string {
  let high = avalanche(a ^ (time | 0))
  let low = avalanche(b ^ (events | 0))
  high = avalanche(high ^ low ^ Math.floor(time / 4294967296))
  low = avalanche(low + Math.imul(high, 0x9e3779b1) + Math.floor(events / 4294967296))
  return hex(high) + hex(low)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
