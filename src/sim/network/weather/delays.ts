import type { Distribution } from '../../kernel/distribution.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import { Disturbance, type DisturbanceOptions } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'

/** Added latency: every message takes longer, also those that set a connection up. */
export class Delays extends Disturbance {
  readonly #add: Distribution

  constructor(options: DisturbanceOptions, add: Distribution) {
    super(options)
    this.#add = add
  }

  override meet(message: Message, fate: Fate): void {
    fate.add(sampleDuration(this.#add, this.noise(message.back)), this.mark)
  }
}
