/** Levels below this are told apart one by one; higher ones fall into buckets, 32 to an octave. */
export const EXACT_LEVELS = 64
const PER_OCTAVE = 32
const EXACT_OCTAVES = 6
/** Levels are below 2^31. */
export const COARSE_BUCKETS: number = (31 - EXACT_OCTAVES) * PER_OCTAVE

/** The coarse bucket of an integer level from 64 to 2^31 - 1. */
export function levelBucketOf(level: number): number {
  const octave = 31 - Math.clz32(level)
  return (octave - EXACT_OCTAVES) * PER_OCTAVE + ((level >>> (octave - 5)) & (PER_OCTAVE - 1))
}

/** The lowest level of a coarse bucket; the lowest of the next bucket is the first above it. */
export function levelBucketLow(bucket: number): number {
  const octave = Math.floor(bucket / PER_OCTAVE)
  // Multiplied, not shifted: the bucket after the last starts at 2^31.
  return (PER_OCTAVE + (bucket % PER_OCTAVE)) * (1 << (octave + 1))
}
