import { uniform53 } from '../../kernel/source.ts'
import { Outcome } from '../../outcome.ts'
import { Disturbance, type DisturbanceOptions } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'

/** Connections that fail: refused, never answered, or cut off when the request has reached the server. */
export class Interceptions extends Disturbance {
  readonly #share: number
  readonly #mode: 'refuse' | 'hang' | 'reset'

  constructor(options: DisturbanceOptions, share: number, mode: 'refuse' | 'hang' | 'reset') {
    super(options)
    this.#share = share
    this.#mode = mode
  }

  override meet(message: Message, fate: Fate): void {
    if (message.kind !== 'request') return
    if (uniform53(this.noise(false)) >= this.#share) return
    if (this.#mode === 'hang') fate.lose(this.mark)
    else fate.intercept(this.#mode === 'refuse' ? Outcome.refused : Outcome.reset, this.mark)
  }
}
