/** Writes numbers as literals of the scenario language. */
export const literal: {
  /** A duration from seconds: `12.5ms`. */
  readonly seconds: (value: number) => string
  /** A rate from events per second: `8/s`. */
  readonly perSecond: (value: number) => string
  readonly exponential: (mean: number) => string
  readonly constant: (value: number) => string
  /** Squared coefficient of variation, at least 1. */
  readonly hyperexponential: (mean: number, scv: number) => string
  /** Mean, and standard deviation of the logarithm. */
  readonly lognormal: (mean: number, sigma: number) => string
  readonly uniform: (low: number, high: number) => string
} = {
  seconds,
  perSecond: (value) => `${number(value)}/s`,
  exponential: (mean) => `exp(${seconds(mean)})`,
  constant: (value) => seconds(value),
  hyperexponential: (mean, scv) => `hyperexp(mean=${seconds(mean)}, cv=${number(Math.sqrt(scv))})`,
  lognormal: (mean, sigma) => {
    const mu = Math.log(mean * 1000) - (sigma * sigma) / 2
    return `lognormal(mu=${number(mu)}, sigma=${number(sigma)}, unit=ms)`
  },
  uniform: (low, high) => `uniform(${seconds(low)}, ${seconds(high)})`,
}

function seconds(value: number): string {
  if (value >= 1 || value === 0) return `${number(value)}s`
  if (value >= 1e-3) return `${number(value * 1e3)}ms`
  return `${number(value * 1e9)}ns`
}

/** Twelve digits, never in exponent form. */
function number(value: number): string {
  const text = String(Number(value.toPrecision(12)))
  return text.includes('e') ? value.toFixed(15).replace(/\.?0+$/, '') : text
}
