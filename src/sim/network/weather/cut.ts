import { Disturbance } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'

/** A partition: nothing gets through. */
export class Cut extends Disturbance {
  override meet(_message: Message, fate: Fate): void {
    fate.lose(this.mark)
  }
}
