import { expm1, log, pow } from '../dmath.ts'

const DIRECT_TERMS = 16

/**
 * 1^-s + 2^-s + … + n^-s for s >= 0 and n a positive integer, or Infinity where s > 1 (then it is Riemann's zeta);
 * relative error below 1e-14. The first terms are added up, the rest follows by the Euler–Maclaurin formula (NIST DLMF
 * 2.10.1), so the cost does not grow with n.
 */
export function powerSum(n: number, s: number): number {
  let sum = 0
  const direct = Math.min(n, DIRECT_TERMS)
  for (let k = direct; k >= 1; k--) sum += pow(k, -s)
  return n <= DIRECT_TERMS ? sum : sum + rest(DIRECT_TERMS, n, s)
}

/** The sum of k^-s over m < k <= n. */
function rest(m: number, n: number, s: number): number {
  const atM = pow(m, -s)
  const atN = pow(n, -s)
  let sum = integral(m, n, s) + (atN - atM) / 2
  // Bernoulli numbers B(2j) / (2j)!, times s (s + 1) … (s + 2j - 2).
  let factor = s
  let termM = atM / m
  let termN = n === Infinity ? 0 : atN / n
  for (let j = 0; j < EULER_MACLAURIN.length; j++) {
    sum += (EULER_MACLAURIN[j] ?? 0) * factor * (termM - termN)
    factor *= (s + 2 * j + 1) * (s + 2 * j + 2)
    termM /= m * m
    termN /= n * n
  }
  return sum
}

const EULER_MACLAURIN: readonly number[] = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
]

/** The integral of x^-s from m to n; at s = 1 it is log(n / m). */
function integral(m: number, n: number, s: number): number {
  const power = 1 - s
  if (n === Infinity) return pow(m, power) / -power
  const length = log(n / m)
  return power === 0 ? length : (pow(m, power) * expm1(power * length)) / power
}
