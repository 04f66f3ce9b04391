import type { BacklogData } from './backlogs.ts'
import type { MessageAnomalyName } from './message-anomaly.ts'
import type { MessageCourse } from './message-course.ts'
import type { MessageEvent } from './message-event.ts'
import type { MessageTallyData } from './message-tally.ts'

/** What was seen of the messages of one replication, as plain data: it crosses to another thread and survives JSON. */
export interface MessageSummary {
  /** Length of the measured time, ns. */
  readonly measured: number
  /** In the order of the plan; of an event with several subscriptions the sum over them, but for its publishers. */
  readonly events: readonly MessagesOf[]
  /** In the order of the plan. */
  readonly subscriptions: readonly MessagesOf[]
  readonly examples: readonly MessageExampleData[]
  /** Events and then subscriptions, in the order of the plan; `null` where none was asked for. */
  readonly course: readonly MessageCourse[] | null
}

export interface MessagesOf {
  /** `order.placed`, or `order.placed -> notifications`. */
  readonly name: string
  readonly tally: MessageTallyData
  readonly backlog: BacklogData
  /** The 64 keys with most anomalies, the worst first; empty where no key was in trouble. */
  readonly keys: readonly KeyTrouble[]
}

/** How often the messages of one key were lost, and so on. */
export interface KeyTrouble {
  readonly key: number
  readonly lost: number
  readonly duplicates: number
  readonly reordered: number
}

/** An anomaly, and the story of its message. */
export interface MessageExampleData {
  readonly anomaly: MessageAnomalyName
  readonly event: string
  readonly subscription: string
  readonly message: number
  readonly key: number
  readonly confirmed: boolean
  readonly events: readonly MessageEvent[]
}
