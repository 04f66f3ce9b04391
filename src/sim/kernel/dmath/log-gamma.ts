import { log } from '../dmath.ts'

const HALF_LOG_TWO_PI = 0.9189385332046728
const STIRLING_FROM = 12

/**
 * log of the gamma function for x > 0; absolute error below 1e-14 up to x = 100, relative error below 1e-15 beyond.
 * Stirling's series after shifting the argument up with gamma(x + 1) = x gamma(x) (NIST DLMF 5.5.1, 5.11.1).
 */
export function logGamma(x: number): number {
  let shifted = x
  let product = 1
  while (shifted < STIRLING_FROM) {
    product *= shifted
    shifted += 1
  }
  const z = 1 / (shifted * shifted)
  const series =
    1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z * (1 / 156))))))
  return (shifted - 0.5) * log(shifted) - shifted + HALF_LOG_TWO_PI + series / shifted - log(product)
}
