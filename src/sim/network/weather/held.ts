import type { Frame } from '../../frame.ts'
import type { MessageKind } from './message.ts'

/** A message that stands in a jam. */
export interface Held {
  readonly call: Frame
  readonly kind: MessageKind
  /** What the frame expects until the message goes on; of its own for every message, and no sequence number. */
  readonly token: number
  /** When it would have arrived, ns; a jam makes no message faster. */
  readonly due: number
}
