import alea from 'seedrandom/lib/alea.js'
import type { Source } from './source.ts'

/** What a stream is about to draw, as plain numbers that survive JSON. */
export interface StreamState {
  readonly c: number
  readonly s0: number
  readonly s1: number
  readonly s2: number
}

/**
 * The random words of one component: arrivals of a workload, noise of a link. Built on `alea` (J. Baagøe's
 * multiply-with-carry generator, period near 2^116), keyed with `streamKey`.
 */
export class Stream implements Source {
  readonly #generator: ReturnType<typeof alea>

  /** `key` is the 64 hexadecimal digits of `streamKey`. */
  constructor(key: string, state?: StreamState) {
    this.#generator = alea(key, { state: state === undefined ? true : { ...state } })
  }

  next(): number {
    return this.#generator.int32() >>> 0
  }

  save(): StreamState {
    return this.#generator.state()
  }

  /** A stream that goes on where the saved one stood. */
  static restore(state: StreamState): Stream {
    return new Stream('', state)
  }
}
