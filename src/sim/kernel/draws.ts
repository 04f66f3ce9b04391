import type { Source } from './source.ts'
import { streamKey } from './stream-key.ts'

/** The key of one step's draws: two 32-bit words, as signed integers. */
export interface StepKey {
  readonly high: number
  readonly low: number
}

// Odd constants: the fraction of the golden ratio (Knuth, The Art of Computer Programming, 6.4) for the counter, and
// the multipliers of a 32-bit finaliser found by search (C. Wellons, "Prospecting for hash functions", 2018, with the
// improved pair of T. Ettore).
const GOLDEN = 0x9e3779b9 | 0
const MULTIPLIER_A = 0x21f0aaad
const MULTIPLIER_B = 0x735a2d97
const TWO_POW_MINUS_32 = 2.3283064365386963e-10

/**
 * The random words of requests, a pure function of (step key, request number, logical call path, index of the word):
 * request 4,711 draws the same numbers in every deployment, in whatever order servers meet it.
 *
 * `seek` sends (request number, path) through a keyed permutation of 64 bits, so two executions of a step whose request
 * numbers (modulo 2^32) or paths differ never share a state; `next` mixes a running counter with that state. Integer
 * operations only. One execution of a step may take millions of words; a stream is for what takes more.
 */
export class Draws implements Source {
  #counter = 0
  #salt = 0

  /**
   * Positions the source at the first word of one execution of a step. `keyHigh`, `keyLow`: from `stepKey`.
   * `requestNumber`: integer in [0, 2^53). `path`: 32-bit hash of the logical call path, from `pathHash`.
   */
  seek(keyHigh: number, keyLow: number, requestNumber: number, path: number): void {
    const requestHigh = (requestNumber * TWO_POW_MINUS_32) | 0
    let a = (keyHigh + (requestNumber | 0)) | 0
    let b = keyLow ^ path
    a = Math.imul(a ^ (a >>> 16), MULTIPLIER_A)
    b = (b + (a ^ (a >>> 15)) + requestHigh) | 0
    b = Math.imul(b ^ (b >>> 16), MULTIPLIER_B)
    a = (a + (b ^ (b >>> 15))) | 0
    a = Math.imul(a ^ (a >>> 16), MULTIPLIER_A)
    b ^= a ^ (a >>> 15)
    this.#counter = a
    this.#salt = b
  }

  next(): number {
    let word = this.#counter
    this.#counter = (word + GOLDEN) | 0
    word = (Math.imul(word ^ (word >>> 16), MULTIPLIER_A) + this.#salt) | 0
    word = Math.imul(word ^ (word >>> 15), MULTIPLIER_B)
    return (word ^ (word >>> 15)) >>> 0
  }
}

/** The key of a step's draws under a canonical seed: the first 64 bits of the stream key of `step/` + its path. */
export function stepKey(seed: string, stepPath: string): StepKey {
  const key = streamKey(seed, `step/${stepPath}`)
  return { high: Number.parseInt(key.slice(0, 8), 16) | 0, low: Number.parseInt(key.slice(8, 16), 16) | 0 }
}

/**
 * The hash of a logical call path: that of the calling path, extended by the step that calls (any 32-bit number that
 * stands for it) and by which repetition of it this is, from 0. A path without a caller starts from 0.
 */
export function pathHash(parentPath: number, stepHash: number, repetition: number): number {
  let hash = (Math.imul(parentPath ^ (parentPath >>> 16), MULTIPLIER_A) + stepHash) | 0
  hash = (Math.imul(hash ^ (hash >>> 15), MULTIPLIER_B) + Math.imul(repetition, GOLDEN)) | 0
  hash = Math.imul(hash ^ (hash >>> 16), MULTIPLIER_A)
  hash = Math.imul(hash ^ (hash >>> 15), MULTIPLIER_B)
  return hash ^ (hash >>> 15)
}
