/**
 * Mean wait in M/M/1 whose server goes away for a vacation whenever it finds nobody, and again when it comes back and
 * finds nobody: that of M/M/1 plus what is left of a vacation when somebody comes, E[V²] / (2 E[V]). Levy & Yechiali,
 * Management Science 22 (1975); Fuhrmann & Cooper, Operations Research 33 (1985).
 */
export function vacationWait(
  lambda: number,
  mu: number,
  vacation: { readonly mean: number; readonly square: number },
): number {
  const rho = lambda / mu
  return rho / (mu - lambda) + vacation.square / (2 * vacation.mean)
}
