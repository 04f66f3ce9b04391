import type { FaultMark } from '../../fault-mark.ts'
import type { Source } from '../../kernel/source.ts'
import { Stream } from '../../kernel/stream.ts'
import { streamKey } from '../../kernel/stream-key.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'
import type { Reach } from './reach.ts'

/** What a disturbance is made of. */
export interface DisturbanceOptions {
  readonly mark: FaultMark
  readonly reach: Reach
  readonly seed: string
  /** Names its noise; of its own for every fault and edge, so that no fault and no other edge moves it. */
  readonly path: string
}

/**
 * One network fault on one edge. While it is on it speaks about every message it covers, also about those that another
 * fault loses, so that what it draws depends on no other fault.
 */
export abstract class Disturbance {
  readonly mark: FaultMark
  readonly reach: Reach
  readonly #seed: string
  readonly #path: string
  #there: Source | undefined
  #back: Source | undefined

  constructor(options: DisturbanceOptions) {
    this.mark = options.mark
    this.reach = options.reach
    this.#seed = options.seed
    this.#path = options.path
  }

  /** An episode begins. */
  begin(): void {}

  /** Says what it does to a message that it covers. */
  abstract meet(message: Message, fate: Fate): void

  /** The noise of a direction; no stream is made before it is needed. */
  protected noise(back: boolean): Source {
    if (back) return (this.#back ??= new Stream(streamKey(this.#seed, `${this.#path}/back`)))
    return (this.#there ??= new Stream(streamKey(this.#seed, `${this.#path}/there`)))
  }
}
