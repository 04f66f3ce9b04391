/** The sum of `term(k)` for k = first … last. */
export function sum(first: number, last: number, term: (k: number) => number): number {
  let total = 0
  for (let k = first; k <= last; k += 1) total += term(k)
  return total
}
