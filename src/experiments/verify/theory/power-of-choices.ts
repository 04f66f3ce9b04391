/**
 * Mean sojourn (in mean services) when each arrival joins the shortest of `choices` random queues out of infinitely
 * many, load `rho` each: the sum of rho^((d^i - d) / (d - 1)), i = 1, 2, … . Sources: Vvedenskaya, Dobrushin &
 * Karpelevich 1996; Mitzenmacher 2001.
 */
export function powerOfChoices(rho: number, choices: number): number {
  if (choices === 1) return 1 / (1 - rho)
  let total = 0
  for (let exponent = 0, power = 1; ; power *= choices, exponent = exponent + power) {
    const term = Math.pow(rho, exponent)
    total += term
    if (term < 1e-17) return total
  }
}
