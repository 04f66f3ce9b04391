import { Cargo } from '../../../cargo.ts'
import type { Frame } from '../../../frame.ts'
import type { GroupReply, GroupRequest } from './group-request.ts'

/** Bytes of a request, and of an answer, besides what it says of each partition: about what Kafka's take. */
const FIXED_BYTES = 100
const MARK_BYTES = 20

/** Who coordinates groups, at whatever node. */
export interface GroupDesk {
  /** A request has come to the node of `call`. Returns as `Cargo.deliver`. */
  coordinate(call: Frame, request: Coordination): number
  /** A call that waits is stopped. */
  withdraw(call: Frame): void
}

/** A request of a consumer to the coordinator of its group. */
export class Coordination extends Cargo<Frame> {
  readonly subscription: number
  /** Instance of the consumer. */
  readonly consumer: number
  readonly request: GroupRequest
  reply: GroupReply = { member: -1, generation: -1, marks: [] }
  readonly #desk: GroupDesk
  readonly #done: (call: Frame, outcome: number, reply: GroupReply) => void

  constructor(
    desk: GroupDesk,
    about: { readonly subscription: number; readonly consumer: number; readonly aim: number },
    request: GroupRequest,
    done: (call: Frame, outcome: number, reply: GroupReply) => void,
  ) {
    super()
    this.#desk = desk
    this.subscription = about.subscription
    this.consumer = about.consumer
    this.aim = about.aim
    this.request = request
    this.#done = done
  }

  override issued(call: Frame): void {
    const marks = 'marks' in this.request ? this.request.marks.length : 0
    call.requestBytes += FIXED_BYTES + MARK_BYTES * marks
  }

  override again(): Coordination {
    const { subscription, consumer, aim } = this
    return new Coordination(this.#desk, { subscription, consumer, aim }, this.request, this.#done)
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    if (attempt instanceof Coordination) this.reply = attempt.reply
  }

  deliver(call: Frame): number {
    return this.#desk.coordinate(call, this)
  }

  override withdrawn(call: Frame): void {
    this.#desk.withdraw(call)
  }

  ended(call: Frame, outcome: number): Frame | null {
    this.#done(call, outcome, this.reply)
    return null
  }
}
