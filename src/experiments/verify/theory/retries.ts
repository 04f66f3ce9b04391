/** Retries when each attempt at the bottom fails with probability `p`, independently, and layers retry `k` times. */
export function retries(p: number, k: number, layers: number): Retries {
  let failure = p
  let calls = 1
  for (let layer = 0; layer < layers; layer++) {
    calls *= failure === 1 ? k + 1 : (1 - Math.pow(failure, k + 1)) / (1 - failure)
    failure = Math.pow(failure, k + 1)
  }
  return { calls, failure }
}

export interface Retries {
  /** At the bottom for each request of a user, in the mean: a geometric sum for each layer. */
  readonly calls: number
  /** Share of the users' requests that fail after all. */
  readonly failure: number
}
