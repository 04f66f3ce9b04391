/** The n-th smallest value, n from 1; 0 for n = 0. */
export function nthSmallest(values: readonly number[], n: number): number {
  return n < 1 ? 0 : ([...values].sort((left, right) => left - right)[n - 1] ?? 0)
}

const MOST_EXACT = 2000

/** Probability that at least `need` of independent events with the given probabilities happen. */
export function atLeast(probabilities: readonly number[], need: number): number {
  if (need <= 0) return 1
  if (probabilities.every((probability) => probability === 1)) return 1
  if (need === probabilities.length) return probabilities.reduce((product, probability) => product * probability, 1)
  // The exact sum takes time with the square of the number; so many events come out as their mean says.
  if (probabilities.length > MOST_EXACT) return probabilities.reduce((sum, each) => sum + each, 0) >= need ? 1 : 0
  let exactly = [1]
  for (const probability of probabilities) {
    const next = new Array<number>(exactly.length + 1).fill(0)
    exactly.forEach((share, count) => {
      next[count] = (next[count] ?? 0) + share * (1 - probability)
      next[count + 1] = (next[count + 1] ?? 0) + share * probability
    })
    exactly = next
  }
  return exactly.slice(need).reduce((sum, share) => sum + share, 0)
}

/** base^exponent for a base in [0, 1] and a real exponent of 0 or more, straight between whole exponents. */
export function powerOf(base: number, exponent: number): number {
  if (base === 1 || exponent === 0) return 1
  if (exponent === Number.POSITIVE_INFINITY) return 0
  let power = 1
  let square = base
  const whole = Math.floor(exponent)
  for (let rest = whole; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square
    square *= square
  }
  return power * (1 - (exponent - whole) * (1 - base))
}
