import type { Frame } from '../../frame.ts'

/** What kind of message is on its way; `handshake` is one of those that set a connection up. */
export type MessageKind = 'request' | 'answer' | 'cancellation' | 'handshake'

/** A message as network faults see it. One object serves all messages of an edge, one after the other. */
export class Message {
  kind: MessageKind = 'request'
  /** Whether it goes from the server to the caller. */
  back = false
  call: Frame
  callerZone = 0
  calleeZone = 0
  /** On the wire. */
  bytes = 0
  /** Time now, ns. */
  now = 0

  constructor(call: Frame) {
    this.call = call
  }
}
