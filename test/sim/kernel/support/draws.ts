import type { Distribution } from '../../../../src/sim/kernel/distribution.ts'
import { Draws, type StepKey, stepKey } from '../../../../src/sim/kernel/draws.ts'
import type { Source } from '../../../../src/sim/kernel/source.ts'
import { Stream } from '../../../../src/sim/kernel/stream.ts'
import { streamKey } from '../../../../src/sim/kernel/stream-key.ts'

/** A component's stream under the seed of this test. */
export function streamOf(path: string, seed = '42'): Stream {
  return new Stream(streamKey(seed, path))
}

/** The first `n` values of a law on a stream of its own. */
export function sampleOf(law: Distribution, n: number, path: string): Float64Array {
  const stream = streamOf(path)
  return Float64Array.from({ length: n }, () => law.sample(stream))
}

const keys = new Map<string, StepKey>()

/** The draws of one request, ready to be drawn from. */
export function drawsOf(step: string, request: number, path = 0, seed = '42'): Draws {
  const draws = new Draws()
  const { high, low } = keys.get(`${seed}|${step}`) ?? stepKey(seed, step)
  keys.set(`${seed}|${step}`, { high, low })
  draws.seek(high, low, request, path)
  return draws
}

/** Hands out the given words, then throws. */
export class Scripted implements Source {
  used = 0
  readonly #words: readonly number[]

  constructor(words: readonly number[]) {
    this.#words = words
  }

  next(): number {
    const word = this.#words[this.used++]
    if (word === undefined) throw new Error('the script has no more words')
    return word
  }
}

/** Counts the words that are taken from another source. */
export class Counted implements Source {
  used = 0
  readonly #source: Source

  constructor(source: Source) {
    this.#source = source
  }

  next(): number {
    this.used++
    return this.#source.next()
  }
}
