/** The stationary figures of a processor-sharing server. Times in the unit of the mean service. */
export interface Ps {
  readonly utilisation: number
  readonly number: number
  readonly meanSojourn: number
  /** Mean sojourn over service time, the same for requests of every size. */
  readonly slowdown: number
  /** P(number present >= n). */
  atLeast(n: number): number
  /** Mean sojourn of a request that needs `size` of service. */
  meanSojournOf(size: number): number
}

/**
 * M/G/1-PS: one processor shared evenly by all present. Mean sojourns and the law of the number present depend on the
 * service law through its mean only. Sources: Sakata, Noguchi & Oizumi 1971; Kleinrock, Queueing Systems vol. 2 (1976),
 * section 4.4.
 */
export function ps(arrivalRate: number, meanService: number): Ps {
  const rho = arrivalRate * meanService
  return {
    utilisation: rho,
    number: rho / (1 - rho),
    meanSojourn: meanService / (1 - rho),
    slowdown: 1 / (1 - rho),
    atLeast: (n) => Math.pow(rho, n),
    meanSojournOf: (size) => size / (1 - rho),
  }
}
