import { Disturbance, type DisturbanceOptions } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Message } from './message.ts'

const NS_PER_SECOND = 1e9

/**
 * A lower bandwidth. The messages of one sender pass one after the other; the clients of a workload are as many senders
 * as they send messages. A message that is lost or held on the way does not take up room.
 */
export class Narrows extends Disturbance {
  /** Bytes per second. */
  readonly #rate: number
  /** When each sender, by its instance, has sent what it had to send, ns. */
  readonly #freeAt = new Map<number, number>()

  constructor(options: DisturbanceOptions, rate: number) {
    super(options)
    this.#rate = rate
  }

  override begin(): void {
    this.#freeAt.clear()
  }

  override meet(message: Message, fate: Fate): void {
    if (message.bytes > 0) fate.narrow(this)
  }

  /** Takes a message through; returns how long that takes with the wait for those before it, ns. */
  pass(message: Message): number {
    const { now, call } = message
    const transmission = Math.ceil((message.bytes * NS_PER_SECOND) / this.#rate)
    const sender = message.back ? call.instance : call.caller
    if (sender < 0) return transmission
    const done = Math.max(this.#freeAt.get(sender) ?? 0, now) + transmission
    this.#freeAt.set(sender, done)
    return done - now
  }
}
