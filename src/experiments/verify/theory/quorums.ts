/** Quorums of nodes that are alike: how often enough of them are there, how old what they say is. */
export const quorums: {
  /** P(at least `need` of `n` nodes are up), each with probability `each` by itself. Source: binomial law. */
  readonly availability: (n: number, need: number, each: number) => number
  /**
   * P(a read t after the acknowledgement of a write sees it), where the write reaches each of n nodes after an
   * exponential time of this rate, w of them acknowledge it, in no time, and a read asks r at random, in no time.
   * Source: memorylessness; the n - w others are reached by then with probability 1 - exp(-rate t), each by itself.
   */
  readonly freshAfter: (of: { n: number; r: number; w: number }, rate: number, t: number) => number
  /**
   * P(a read misses fewer than k of the last versions), where each write reaches w random nodes of n and never
   * another one, and a read asks r at random. Source: Bailis et al., "Probabilistically bounded staleness", VLDB 5(8)
   * 2012, equations 1 and 2.
   */
  readonly within: (of: { n: number; r: number; w: number }, k: number) => number
} = { availability, freshAfter, within }

function availability(n: number, need: number, each: number): number {
  let sum = 0
  for (let k = need; k <= n; k++) sum += choose(n, k) * Math.pow(each, k) * Math.pow(1 - each, n - k)
  return sum
}

function freshAfter({ n, r, w }: { n: number; r: number; w: number }, rate: number, t: number): number {
  // The r nodes asked are all among those that did not acknowledge, and none of them has been reached since.
  return 1 - missed({ n, r, w }) * Math.exp(-rate * t * r)
}

function within(of: { n: number; r: number; w: number }, k: number): number {
  return 1 - Math.pow(missed(of), k)
}

/** P(none of the r nodes that are asked is one of the w that have it). */
function missed({ n, r, w }: { n: number; r: number; w: number }): number {
  return choose(n - w, r) / choose(n, r)
}

function choose(n: number, k: number): number {
  if (k > n) return 0
  let ways = 1
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1)
  return ways
}
