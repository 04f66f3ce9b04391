import { uniform53 } from '../../kernel/source.ts'
import { Disturbance, type DisturbanceOptions } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'

/**
 * Lost messages. With `burst` 1 each is lost or not by itself; above, losses come in runs of that mean length (the
 * two-state chain of E. N. Gilbert, Bell System Technical Journal 39, 1960, here with every message lost in the bad
 * state and none in the good one). A share p needs runs of p / (1 - p) at least; shorter ones are lengthened to that.
 * Each direction has runs of its own. Messages that set a connection up are not lost: the transport repeats them.
 */
export class Losses extends Disturbance {
  readonly #share: number
  /** Probability of losing a message after one that got through, and after one that was lost. */
  readonly #afterGood: number
  readonly #afterBad: number
  /** Whether the last message of a direction (there, back) was lost; the chain begins in its long-run state. */
  readonly #bad: [boolean | undefined, boolean | undefined] = [undefined, undefined]

  constructor(options: DisturbanceOptions, share: number, burst: number) {
    super(options)
    const run = share < 1 ? Math.max(burst, share / (1 - share)) : Number.POSITIVE_INFINITY
    this.#share = share
    this.#afterBad = burst > 1 ? 1 - 1 / run : share
    this.#afterGood = burst > 1 && share < 1 ? share / (1 - share) / run : share
  }

  override begin(): void {
    this.#bad[0] = undefined
    this.#bad[1] = undefined
  }

  override meet(message: Message, fate: Fate): void {
    if (message.kind === 'handshake') return
    const way = message.back ? 1 : 0
    const before = this.#bad[way]
    const risk = before === undefined ? this.#share : before ? this.#afterBad : this.#afterGood
    const bad = uniform53(this.noise(message.back)) < risk
    this.#bad[way] = bad
    if (bad) fate.lose(this.mark)
  }
}
