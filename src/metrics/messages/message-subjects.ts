/** What a run has messages about, by the indexes of its plan. */
export interface MessageSubjects {
  readonly events: readonly EventSubject[]
  readonly subscriptions: readonly SubscriptionSubject[]
  readonly workloads: readonly string[]
  readonly outcomes: readonly string[]
  /** Names of instances: `mailer/0`. */
  readonly nodes: readonly string[]
}

export interface EventSubject {
  /** `order.placed` */
  readonly name: string
  /** By index, ascending. */
  readonly subscriptions: readonly number[]
  /** Whether publishers are told that a message has arrived. */
  readonly confirmed: boolean
}

export interface SubscriptionSubject {
  /** `order.placed -> notifications` */
  readonly name: string
  /** By index. */
  readonly event: number
}
