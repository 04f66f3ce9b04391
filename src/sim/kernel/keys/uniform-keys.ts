import { requireInteger } from '../parameters.ts'
import type { Source } from '../source.ts'
import { uniformInteger } from '../uniform-integer.ts'
import type { KeyLaw } from './key-law.ts'

/** All of `count` keys (an integer in [1, 2^53]) equally popular. */
export function uniformKeys(count: number, text?: string): KeyLaw {
  requireInteger('count', count, 1, 9007199254740992)
  return new UniformKeys(count, text ?? 'uniform')
}

class UniformKeys implements KeyLaw {
  readonly text: string
  readonly count: number

  constructor(count: number, text: string) {
    this.text = text
    this.count = count
  }

  sample(source: Source): number {
    return uniformInteger(source, this.count)
  }

  probability(key: number): number {
    requireInteger('key', key, 0, this.count - 1)
    return 1 / this.count
  }
}
