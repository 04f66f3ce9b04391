import type { Context } from '../context.ts'

/** One message, as it was published; all copies and deliveries of it are the same object. Times are ns. */
export class Message {
  /** Unique in the run, in the order of publishing. */
  readonly id: number
  /** Index of the event. */
  readonly event: number
  /** The key that its order goes by; -1 for none. */
  readonly key: number
  readonly bytes: number
  readonly publishedAt: number
  /** Instance of its producer. */
  readonly producer: number
  /** The request that it goes back to, and its place in the call tree: the draws of its handlers go by them. */
  readonly workload: number
  readonly request: number
  readonly path: number
  readonly priority: number
  /** What its handlers know; `null` where nothing is remembered. */
  readonly context: Context | null

  constructor(fields: Omit<Message, 'from'>) {
    this.id = fields.id
    this.event = fields.event
    this.key = fields.key
    this.bytes = fields.bytes
    this.publishedAt = fields.publishedAt
    this.producer = fields.producer
    this.workload = fields.workload
    this.request = fields.request
    this.path = fields.path
    this.priority = fields.priority
    this.context = fields.context
  }

  /** The same message, sent by another instance than the one that has noted it. */
  from(producer: number): Message {
    const { id, event, key, bytes, publishedAt, workload, request, path, priority, context } = this
    return new Message({ id, event, key, bytes, publishedAt, producer, workload, request, path, priority, context })
  }
}
