/**
 * The scale of every latency histogram: each octave is cut into 128 equal buckets, so a bucket is at most 1/128 = 0.8 %
 * of its lower edge wide. The bucket of a value is read off the high word of the double: the exponent and the seven
 * highest bits of the fraction follow each other there, so one shift does it (the layout of HdrHistogram, Gil Tene,
 * without its division into magnitudes).
 */
export const BUCKETS_PER_OCTAVE = 128
/** Buckets of the coarse scale (blame, windows) hold eight buckets of the fine one: 16 to an octave. */
export const COARSE_SHIFT = 3
export const COARSE_PER_OCTAVE: number = BUCKETS_PER_OCTAVE >> COARSE_SHIFT
/** Times are below 2^53 ns. */
export const OCTAVES = 53

const FRACTION_SHIFT = 13
const BUCKET_OF_ONE = 0x3ff00000 >>> FRACTION_SHIFT

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
double[0] = 1
const HIGH = words[1] === 0x3ff00000 ? 1 : 0

/** The bucket of a value in [1, 2^53): an integer from 0 to 53 * 128 - 1. Of 0 it is negative. */
export function bucketOf(value: number): number {
  double[0] = value
  return ((words[HIGH] as number) >>> FRACTION_SHIFT) - BUCKET_OF_ONE
}

/** Lower edge of a bucket, inclusive. It is the upper edge, exclusive, of the bucket before. */
export function bucketLow(bucket: number): number {
  words[HIGH] = (bucket + BUCKET_OF_ONE) << FRACTION_SHIFT
  words[1 - HIGH] = 0
  return double[0] as number
}

/**
 * What stands for all values of a bucket: the middle of the integers it can hold. Exact below 128 ns, where a bucket
 * holds one integer or none; above, off by at most 1/256 = 0.4 %.
 */
export function bucketMiddle(bucket: number): number {
  const low = bucketLow(bucket)
  const width = bucketLow(bucket + 1) - low
  return width > 1 ? low + (width - 1) / 2 : low
}
