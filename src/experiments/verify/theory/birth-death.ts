/**
 * Stationary probabilities of the states 0 … states of a birth–death chain: `birth(n)` is the rate from n to n + 1,
 * `death(n)` the rate from n to n - 1. Detailed balance, scaled as it goes so that no product overflows.
 * Source: Kleinrock, Queueing Systems vol. 1 (1975), chapter 3.
 */
export function birthDeath(
  states: number,
  birth: (n: number) => number,
  death: (n: number) => number,
): readonly number[] {
  const weights = [1]
  let total = 1
  for (let n = 1; n <= states; n += 1) {
    const weight = ((weights[n - 1] ?? 0) * birth(n - 1)) / death(n)
    weights.push(weight)
    total += weight
    if (total > 1e200) {
      for (let k = 0; k <= n; k += 1) weights[k] = (weights[k] ?? 0) / total
      total = 1
    }
  }
  return weights.map((weight) => weight / total)
}
