import type { ComponentWorld } from '../calls/component-world.ts'
import type { Stores } from '../data/stores.ts'
import type { Messaging } from '../messaging/messaging.ts'
import type { BusinessReporter } from './business-reporter.ts'

/** What business transactions need of the world: what messages need of it, and both of them. */
export interface BusinessWorld extends ComponentWorld {
  readonly reporter: BusinessReporter
  readonly stores: Stores
  readonly messaging: Messaging
  /** The number of the next business transaction. */
  nextBusiness(): number
}
