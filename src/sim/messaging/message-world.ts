import type { ComponentWorld } from '../calls/component-world.ts'
import type { BrokerInstruments } from './broker-instruments.ts'
import type { MessageReporter } from './message-reporter.ts'

/** What the messages' side needs of the world. */
export interface MessageWorld extends ComponentWorld {
  readonly reporter: MessageReporter
  /** By broker of the plan. */
  readonly instruments: readonly BrokerInstruments[]
  /** The number of the next message. */
  nextMessage(): number
}
