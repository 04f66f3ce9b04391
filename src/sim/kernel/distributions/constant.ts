import type { Distribution } from '../distribution.ts'
import { requireAtLeast, requireProbability } from '../parameters.ts'

/** Always `value`, which is at least 0; draws nothing. */
export function constant(value: number, text?: string): Distribution {
  requireAtLeast('value', value, 0)
  return new Constant(value, text ?? `constant(${value})`)
}

class Constant implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number = 0

  constructor(value: number, text: string) {
    this.text = text
    this.mean = value
  }

  sample(): number {
    return this.mean
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.mean
  }
}
