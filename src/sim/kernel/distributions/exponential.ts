import type { Distribution } from '../distribution.ts'
import { log1p } from '../dmath.ts'
import { requirePositive, requireProbability } from '../parameters.ts'
import type { Source } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'

/** The memoryless law. `mean` above 0, in the caller's unit; `text` as the user wrote it. */
export function exponential(mean: number, text?: string): Distribution {
  requirePositive('mean', mean)
  return new Exponential(mean, text ?? `exp(${mean})`)
}

class Exponential implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number

  constructor(mean: number, text: string) {
    this.text = text
    this.mean = mean
    this.variance = mean * mean
  }

  sample(source: Source): number {
    return this.mean * standardExponential(source)
  }

  quantile(p: number): number {
    requireProbability(p)
    return -this.mean * log1p(-p)
  }
}
