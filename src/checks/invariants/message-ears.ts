import type { MessageFinding, MessageListener } from '../../metrics/messages/message-listener.ts'

/** Hears for several. */
export class MessageEars implements MessageListener {
  readonly #listeners: readonly MessageListener[]

  constructor(listeners: readonly MessageListener[]) {
    this.#listeners = listeners
  }

  found(finding: MessageFinding): void {
    for (const listener of this.#listeners) listener.found(finding)
  }
}
