const table: number[] = [0]

/** ln(n!) for an integer n >= 0, summed once and kept. */
export function logFactorial(n: number): number {
  for (let k = table.length; k <= n; k += 1) table.push((table[k - 1] ?? 0) + Math.log(k))
  return table[n] ?? 0
}
