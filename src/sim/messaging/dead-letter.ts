import { pathHash } from '../kernel/draws.ts'
import { Message } from './message.ts'
import type { MessageWorld } from './message-world.ts'

/** Tells the handlers of a dead letter from those of the message that it was. */
const DEAD = 0x0d_ead

/**
 * The message that a dead letter travels as: of the event that its event names for that, published now by the instance
 * `producer`, which is the consumer or the node that gives it up. `null` where nobody handles dead letters of its
 * event.
 */
export function deadLetterOf(world: MessageWorld, message: Message, producer: number): Message | null {
  const event = world.plan.events?.[message.event]?.dead ?? -1
  if (event < 0) return null
  return new Message({
    id: world.nextMessage(),
    event,
    key: message.key,
    bytes: message.bytes,
    publishedAt: world.engine.now,
    producer,
    workload: message.workload,
    request: message.request,
    path: pathHash(message.path, DEAD, 0),
    priority: message.priority,
    context: message.context,
  })
}
