import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import type { MessageEvent } from '../../metrics/messages/message-event.ts'
import type { TransactionEvent } from '../../metrics/transactions/transaction-event.ts'

/** One line of a story: about data, a message or a business transaction. */
export type StoryEvent = DataEvent | MessageEvent | TransactionEvent
