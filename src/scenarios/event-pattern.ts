/** `order.placed -> notifications`: an event and a module that handles it, each perhaps with `*`. */
export interface SubscriptionPattern {
  /** Canonical. */
  readonly text: string
  readonly event: string
  readonly module: string
}
