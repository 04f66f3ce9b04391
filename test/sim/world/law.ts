import type { Distribution } from '../../../src/sim/kernel/distribution.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'

/** A law, or a number that stands for always that. */
export type Law = number | Distribution

export function law(value: Law): Distribution {
  return typeof value === 'number' ? constant(value) : value
}

/** Gives these values one after the other, whoever asks, so that a test knows who gets which; then ever the last. */
export function listed(values: readonly number[]): Distribution {
  let position = 0
  return {
    text: 'listed',
    mean: 0,
    variance: 1,
    sample: () => values[Math.min(position++, values.length - 1)] ?? 0,
    quantile: () => undefined,
  }
}
