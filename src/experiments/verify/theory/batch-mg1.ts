/** The stationary figures of a queue with batch arrivals. Times in the unit of the service. */
export interface BatchMg1 {
  readonly utilisation: number
  readonly number: number
  readonly meanWait: number
  readonly meanSojourn: number
}

/**
 * M^[b]/G/1, first come first served: batches of exactly `batch` requests arrive at `batchRate`; services of mean
 * `meanService` and squared coefficient of variation `scv`. A request waits as a whole batch would in M/G/1, and for
 * the members of its batch before it. Source: Kleinrock, Queueing Systems vol. 1 (1975), sections 4.5 and 5 (problem
 * 5.11).
 */
export function batchMg1(batchRate: number, batch: number, meanService: number, scv: number): BatchMg1 {
  const rho = batchRate * batch * meanService
  const work = batch * meanService
  const workSquared = batch * scv * meanService * meanService + work * work
  const meanWait = (batchRate * workSquared) / (2 * (1 - rho)) + ((batch - 1) / 2) * meanService
  const meanSojourn = meanWait + meanService
  return { utilisation: rho, number: batchRate * batch * meanSojourn, meanWait, meanSojourn }
}
