import type { Distribution } from '../../kernel/distribution.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import { uniform53 } from '../../kernel/source.ts'
import { Disturbance, type DisturbanceOptions } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'

/** Requests and answers that arrive twice. */
export class Copies extends Disturbance {
  readonly #share: number
  readonly #delay: Distribution

  constructor(options: DisturbanceOptions, share: number, delay: Distribution) {
    super(options)
    this.#share = share
    this.#delay = delay
  }

  override meet(message: Message, fate: Fate): void {
    if (message.kind === 'handshake' || message.kind === 'cancellation') return
    const noise = this.noise(message.back)
    if (uniform53(noise) < this.#share) fate.copy(sampleDuration(this.#delay, noise), this.mark)
  }
}
