/**
 * Mean response time when each request is copied to `copies` of `servers` servers, picked at random and distinct, and
 * all other copies are cancelled when the first is done. FCFS queues, independent exponential copies at rate `mu`,
 * Poisson arrivals at `lambda` per server; `lambda` < `mu`. Gardner et al., Redundancy-d: The Power of d Choices for
 * Redundancy, Operations Research 2017, theorem 1.
 */
export function redundancy(servers: number, copies: number, lambda: number, mu: number): number {
  let sum = 0
  for (let i = copies; i <= servers; i++) {
    // C(servers - 1, copies - 1) / C(i - 1, copies - 1)
    let share = 1
    for (let j = 1; j < copies; j++) share *= (servers - j) / (i - j)
    sum += 1 / (servers * (mu * share - lambda))
  }
  return sum
}
