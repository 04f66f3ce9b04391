/** What a server is that takes several customers at once. */
export interface BulkService {
  /** Share of the time in which nobody is served. */
  readonly idle: number
  /** Mean number that waits, and its mean wait. */
  readonly waiting: number
  readonly wait: number
  /** Mean wait and service together. */
  readonly response: number
  /** Mean number that is served together. */
  readonly batch: number
}

/**
 * M/M^[1,b]/1: a free server takes whoever waits, at most `most` of them, and begins as soon as there is one; a service
 * takes Exp(1 / mu), however many it serves; those who come meanwhile wait. `lambda` < `most` mu. While it serves, the
 * number that waits has the law p r^n, where r in (0, 1) solves lambda - (lambda + mu) r + mu r^(most + 1) = 0 (Bailey
 * 1954; Medhi, Stochastic Models in Queueing Theory, chapter 4).
 */
export function bulkService(lambda: number, mu: number, most: number): BulkService {
  // The left side is positive at 0, 0 at 1, and below 0 just before it.
  let [low, high] = [0, 1]
  for (let i = 0; i < 200; i++) {
    const r = (low + high) / 2
    const left = lambda - (lambda + mu) * r + mu * Math.pow(r, most + 1)
    if (left > 0) low = r
    else high = r
  }
  const r = (low + high) / 2
  const first = 1 / (1 / (1 - r) + mu / lambda)
  const idle = (mu * first) / lambda
  const waiting = (first * r) / ((1 - r) * (1 - r))
  const wait = waiting / lambda
  return { idle, waiting, wait, response: wait + 1 / mu, batch: lambda / (mu * (1 - idle)) }
}
