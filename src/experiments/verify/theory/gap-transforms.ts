import { laws } from './laws.ts'

/** Laplace–Stieltjes transforms of the gaps between arrivals at `rate` a second. */
export const gapTransforms: {
  readonly constant: (rate: number) => (s: number) => number
  readonly exponential: (rate: number) => (s: number) => number
  /** Gaps even between 0 and 2 / rate. */
  readonly uniform: (rate: number) => (s: number) => number
  /** Each gap is the sum of `stages` exponential ones: what one of `stages` servers in rotation sees. */
  readonly erlang: (rate: number, stages: number) => (s: number) => number
  /** Two-branch hyperexponential gaps with balanced means and coefficient of variation `cv` >= 1. */
  readonly hyperexponential: (rate: number, cv: number) => (s: number) => number
} = {
  constant: (rate) => (s) => Math.exp(-s / rate),
  exponential: (rate) => (s) => rate / (rate + s),
  uniform: (rate) => (s) => (s === 0 ? 1 : (-Math.expm1((-2 * s) / rate) * rate) / (2 * s)),
  erlang: (rate, stages) => (s) => Math.pow((stages * rate) / (stages * rate + s), stages),
  hyperexponential: (rate, cv) => {
    const { share, rates } = laws.hyperexponential(1 / rate, cv * cv)
    return (s) => (share * rates[0]) / (rates[0] + s) + ((1 - share) * rates[1]) / (rates[1] + s)
  },
}
