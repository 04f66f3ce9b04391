/** A small generator for test data (mulberry32, Tommy Ettinger, public domain): uniform doubles in (0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return (((word ^ (word >>> 14)) >>> 0) + 0.5) / 4294967296
  }
}

/** An exponential variable. */
export function exponential(random: () => number, mean: number): number {
  return -mean * Math.log(random())
}

/** A standard normal variable (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
}
