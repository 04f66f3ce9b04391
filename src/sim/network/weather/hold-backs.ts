import type { Distribution } from '../../kernel/distribution.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import { uniform53 } from '../../kernel/source.ts'
import { Disturbance, type DisturbanceOptions } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'

/** Reordering: some messages are held back, so that later ones overtake them. */
export class HoldBacks extends Disturbance {
  readonly #share: number
  readonly #hold: Distribution

  constructor(options: DisturbanceOptions, share: number, hold: Distribution) {
    super(options)
    this.#share = share
    this.#hold = hold
  }

  override meet(message: Message, fate: Fate): void {
    if (message.kind === 'handshake') return
    const noise = this.noise(message.back)
    if (uniform53(noise) < this.#share) fate.add(sampleDuration(this.#hold, noise), this.mark)
  }
}
