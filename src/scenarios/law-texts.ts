/** A quantity with its unit: `'20ms'`, `'4KiB'`; a plain number where counts or plain numbers belong. */
export type Amount = string | number

/** `exp(5ms)`: gaps without memory, by their mean. */
export function exp(mean: Amount): string {
  return `exp(${mean})`
}

/** Always the same. */
export function constant(value: Amount): string {
  return `constant(${value})`
}

/** Evenly between two ends. */
export function uniform(low: Amount, high: Amount): string {
  return `uniform(${low}, ${high})`
}

/** The sum of `k` exponential phases. */
export function erlang(k: number, mean: Amount): string {
  return `erlang(${k}, ${mean})`
}

export function gamma(parameters: { mean: Amount; cv: number }): string {
  return named('gamma', parameters)
}

/** Truncated at 0. */
export function normal(parameters: { mean: Amount; sd: Amount }): string {
  return named('normal', parameters)
}

/** By mean and coefficient of variation, by median and 99th percentile, or by the normal law of its logarithm. */
export function lognormal(
  parameters: { mean: Amount; cv: number } | { p50: Amount; p99: Amount } | { mu: number; sigma: number; unit: string },
): string {
  return named('lognormal', parameters)
}

export function weibull(parameters: { shape: number; mean: Amount }): string {
  return named('weibull', parameters)
}

/** With `max` the bounded law. */
export function pareto(parameters: { min: Amount; shape: number; max?: Amount }): string {
  return named('pareto', parameters)
}

/** Two exponential phases with balanced means; `cv` at least 1. */
export function hyperexp(parameters: { mean: Amount; cv: number }): string {
  return named('hyperexp', parameters)
}

/** Exactly the given values, each with an optional weight: `empirical('1ms', ['2ms', 3])`. */
export function empirical(...values: readonly (Amount | readonly [Amount, number])[]): string {
  const parts = values.map((each) => (typeof each === 'object' ? `${each[0]}*${each[1]}` : `${each}`))
  return `empirical(${parts.join(', ')})`
}

/** By percentiles: `percentiles({ p50: '10ms', p99: '80ms', max: '200ms' })`. */
export function percentiles(points: {
  readonly [percentile: `p${number}`]: Amount
  min?: Amount
  max: Amount
}): string {
  return named('percentiles', points)
}

/** Of several laws, each with its share: `mixture(['95%', exp('5ms')], ['5%', exp('100ms')])`. */
export function mixture(...parts: readonly (readonly [share: Amount, law: Amount])[]): string {
  return `mixture(${parts.map(([share, law]) => `${share}: ${law}`).join(', ')})`
}

/** A law plus a constant. */
export function shift(law: Amount, by: Amount): string {
  return `shift(${law}, ${by})`
}

/** A law times a constant. */
export function scale(law: Amount, factor: number): string {
  return `scale(${law}, ${factor})`
}

/** The popularity of keys: the i-th has weight 1 / i^exponent. */
export function zipf(exponent: number): string {
  return `zipf(${exponent})`
}

function named(name: string, parameters: Readonly<Record<string, Amount | undefined>>): string {
  const parts = Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
  return `${name}(${parts.join(', ')})`
}
