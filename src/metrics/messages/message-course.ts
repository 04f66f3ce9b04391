import type { WindowLevelData } from '../window-level.ts'
import type { WindowTallyData } from '../window-tally.ts'

/** Times that are kept window by window. */
export const MessageTime = { endToEnd: 0, lag: 1 } as const
export type MessageTime = (typeof MessageTime)[keyof typeof MessageTime]

/** The messages of an event or subscription, by the window in which they were published, and the backlog over time. */
export interface MessageCourse {
  /** `order.placed`, or `order.placed -> notifications`. */
  readonly name: string
  /** Counts by `MessageCount`, times by `MessageTime`. */
  readonly tally: WindowTallyData
  readonly backlog: WindowLevelData
}
