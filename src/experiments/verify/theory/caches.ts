import { bisect } from './numeric/bisect.ts'

/** Requests per key, Zipf: the k-th most popular (from 1) has weight 1 / k^exponent. */
export function zipfShares(keys: number, exponent: number): readonly number[] {
  const weights = Array.from({ length: keys }, (_, k) => Math.pow(k + 1, -exponent))
  const total = weights.reduce((sum, one) => sum + one, 0)
  return weights.map((one) => one / total)
}

/**
 * Hit ratio of a least-recently-used cache of `entries` places under independent requests: exact, over the states of
 * the cache as ordered lists. For a handful of keys only. Source: King 1971.
 */
export function lruExact(shares: readonly number[], entries: number): number {
  const visit = (chosen: readonly number[], left: number, probability: number): number => {
    if (chosen.length === entries) return probability * chosen.reduce((sum, key) => sum + (shares[key] ?? 0), 0)
    return shares.reduce(
      (sum, share, key) =>
        chosen.includes(key) ? sum : sum + visit([...chosen, key], left - share, (probability * share) / left),
      0,
    )
  }
  return visit([], 1, 1)
}

/**
 * Che's approximation of the same: a key stays as long as `entries` others take to be asked for. Source: Che, Tung,
 * Wang 2002; Fricker, Robert, Roberts 2012.
 */
export function lruChe(shares: readonly number[], entries: number): number {
  const within = (share: number, time: number): number => 1 - Math.exp(-share * time)
  const filled = (time: number): number => shares.reduce((sum, share) => sum + within(share, time), 0)
  let most = entries
  while (filled(most) < entries) most *= 2
  const time = bisect(filled, entries, 0, most)
  return shares.reduce((sum, share) => sum + share * within(share, time), 0)
}

/**
 * Hit ratio of a cache of `entries` places in which any entry makes room, or the one that came first: both are alike,
 * and exact. A set of keys is in it with a probability in proportion to the product of their shares. Sources: King 1971
 * (FIFO); Gelenbe 1973 (random).
 */
export function fifoExact(shares: readonly number[], entries: number): number {
  const all = symmetric(shares, entries)
  return shares.reduce((sum, share, key) => {
    const others = shares.filter((_, other) => other !== key)
    return sum + (share * share * symmetric(others, entries - 1)) / all
  }, 0)
}

/** The sum over all sets of `size` of the products of their members, by the usual recursion. */
function symmetric(values: readonly number[], size: number): number {
  const sums = [1, ...new Array<number>(size).fill(0)]
  for (const value of values) {
    for (let k = size; k > 0; k--) sums[k] = (sums[k] ?? 0) + value * (sums[k - 1] ?? 0)
  }
  return sums[size] ?? 0
}

/**
 * The same for many keys: each stays for a time after it came, whatever is asked for. Source: Fricker and others 2012.
 */
export function fifoChe(shares: readonly number[], entries: number): number {
  const there = (share: number, time: number): number => (share * time) / (1 + share * time)
  const filled = (time: number): number => shares.reduce((sum, share) => sum + there(share, time), 0)
  let most = entries
  while (filled(most) < entries) most *= 2
  const time = bisect(filled, entries, 0, most)
  return shares.reduce((sum, share) => sum + share * there(share, time), 0)
}

/** Hit ratio of a cache that has come to hold the `entries` most popular keys. */
export function lfuPerfect(shares: readonly number[], entries: number): number {
  return [...shares]
    .sort((a, b) => b - a)
    .slice(0, entries)
    .reduce((sum, share) => sum + share, 0)
}

/** As `ttlHits`, where every hit makes the entry good for `ttl` seconds again. */
export function slidingHits(shares: readonly number[], rate: number, ttl: number): number {
  return shares.reduce((sum, share) => sum + share * (1 - Math.exp(-share * rate * ttl)), 0)
}

/**
 * Hit ratio where an entry is good for `ttl` seconds after it was filled, Poisson requests at `rate` per second in all,
 * fetched at once and with room for all. By renewals: a miss, then hits for a time to live.
 */
export function ttlHits(shares: readonly number[], rate: number, ttl: number): number {
  return shares.reduce((sum, share) => sum + (share * (share * rate * ttl)) / (1 + share * rate * ttl), 0)
}

/**
 * One hot key, Poisson requests at `rate` per second, a fetch takes `fetch` seconds and each miss fetches, or only the
 * first of a burst. The first fetch fills the entry; its time to live counts from there. By renewals.
 */
export function stampede(rate: number, ttl: number, fetch: number): Stampede {
  const missesPerExpiry = 1 + rate * fetch
  const cycle = 1 / rate + fetch + ttl
  return {
    missesPerExpiry,
    missRatio: missesPerExpiry / (rate * cycle),
    fetchRate: missesPerExpiry / cycle,
    coalescedFetchRate: 1 / cycle,
  }
}

export interface Stampede {
  readonly missesPerExpiry: number
  readonly missRatio: number
  /** Per second. */
  readonly fetchRate: number
  readonly coalescedFetchRate: number
}
