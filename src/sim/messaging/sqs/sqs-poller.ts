import { SET_ASIDE } from '../../cargo.ts'
import { NodeTimer } from '../../data/node-timer.ts'
import type { Frame } from '../../frame.ts'
import { pathHash, type StepKey } from '../../kernel/draws.ts'
import type { SqsConsumer as ConsumerRules, SqsTopic } from '../../message-plan.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import { Delivery } from '../delivery.ts'
import { handBack } from '../hand-back.ts'
import { InnerCall } from '../inner-call.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import type { PaidRequests } from './paid-requests.ts'
import type { SqsEntry } from './sqs-entry.ts'
import type { Poll, SqsQueue } from './sqs-queue.ts'

/** A receive that has not been answered so long after it should have been is given up, ns. Assumed. */
const PATIENCE = 10e9
/** Bytes of a request without a message. Assumed. */
const REQUEST_BYTES = 256

/** What an instance polls for. */
export interface ConsumerPlace {
  readonly subscription: number
  readonly instance: number
  readonly topic: SqsTopic
  readonly rules: ConsumerRules
  readonly queue: SqsQueue
  readonly paid: PaidRequests
  readonly receive: Step
  readonly delete: Step
  readonly handler: Step
  readonly pauses: StepKey
}

/** What a receive brings of a message; whether it has been received again since, the queue sees by `receives`. */
interface Receipt {
  readonly message: Message
  readonly position: number
  readonly receives: number
}

/** A message with its handler, in the instance that has received it. */
class Received extends Delivery {
  readonly #over: (did: number) => void

  constructor(world: MessageWorld, receipt: Receipt, place: ConsumerPlace, over: (did: number) => void) {
    super(world, receipt.message, place.subscription, receipt.receives, place.instance)
    this.#over = over
  }

  protected override over(did: number): void {
    this.#over(did)
  }
}

/**
 * One instance that polls a queue: it receives as many messages as it can handle at once, and deletes each before or
 * after its handler. What it does not delete is to be seen again when its visibility timeout is over.
 */
export class SqsPoller {
  readonly #world: MessageWorld
  readonly #place: ConsumerPlace
  readonly #timer: NodeTimer
  #busy = 0
  /** It is to end what it has. */
  #stopping = false
  #asking: InnerCall | null = null
  /** Which life of the process it is: what belongs to another means nothing. */
  #life = 0
  #calls = 0
  #pauses = 0

  constructor(world: MessageWorld, place: ConsumerPlace) {
    this.#world = world
    this.#place = place
    this.#timer = new NodeTimer(world, place.instance, () => this.#again())
  }

  start(): void {
    this.#poll()
  }

  crashed(): void {
    this.#life++
    this.#busy = 0
    this.#stopping = false
    this.#asking = null
    this.#timer.stop()
  }

  restarted(): void {
    this.#poll()
  }

  /** It is to end what it has, and receive nothing more (`out`), or is to go on. */
  drained(out: boolean): void {
    this.#stopping = out
    if (!out && this.#world.instances[this.#place.instance]?.up !== false) this.#poll()
  }

  /** The pause is over, or a receive has not been answered. */
  #again(): void {
    const asking = this.#asking
    this.#asking = null
    asking?.giveUp(this.#world)
    this.#poll()
  }

  #poll(): void {
    const { rules, topic, receive, instance } = this.#place
    const limit = Math.min(topic.batch, rules.concurrency - this.#busy)
    if (this.#asking !== null || limit <= 0 || this.#stopping) return
    const life = this.#life
    let got: readonly Receipt[] = []
    const call: InnerCall = new InnerCall(-1, {
      bytes: REQUEST_BYTES,
      deliver: (frame) => this.#wait(frame, limit, (receipts) => (got = receipts)),
      ended: (outcome) => {
        if (life === this.#life && this.#asking === call) this.#answered(outcome === Outcome.ok ? got : null)
      },
      withdrawn: (frame) => this.#polls.get(frame)?.(),
    })
    this.#asking = call
    call.send(this.#world, receive, instance, ++this.#calls)
    this.#timer.startQuiet(topic.wait + PATIENCE)
  }

  /** By the call of a receive that waits at the broker: gives it up. */
  readonly #polls = new Map<Frame, () => void>()

  /** At the broker: answers a receive when there are messages, or its time is over. */
  #wait(frame: Frame, limit: number, got: (receipts: readonly Receipt[]) => void): number {
    const { queue, topic, paid } = this.#place
    paid.came()
    const { alarms } = this.#world
    let waits = false
    let over = false
    let alarm = -1
    const finish = (entries: readonly SqsEntry[]): void => {
      over = true
      got(entries.map(({ message, position, receives }) => ({ message, position, receives })))
      const bytes = entries.reduce((sum, { message }) => sum + message.bytes, 0)
      paid.answered(bytes)
      frame.answerBytes = REQUEST_BYTES + bytes
      if (!waits) return
      if (alarm >= 0) alarms.cancel(alarm)
      this.#polls.delete(frame)
      handBack(this.#world, frame, Outcome.ok)
    }
    const poll: Poll = { limit, answer: finish }
    queue.poll(poll)
    if (over) return Outcome.ok
    if (topic.wait === 0) {
      queue.withdraw(poll)
      return Outcome.ok
    }
    waits = true
    frame.phaseStart = this.#world.engine.now
    alarm = alarms.setQuiet(topic.wait, () => {
      alarm = -1
      queue.withdraw(poll)
      finish([])
    })
    this.#polls.set(frame, () => {
      queue.withdraw(poll)
      if (alarm >= 0) alarms.cancel(alarm)
      this.#polls.delete(frame)
    })
    return SET_ASIDE
  }

  /** A receive has brought something, or has failed (`null`). */
  #answered(receipts: readonly Receipt[] | null): void {
    const { fifo, wait } = this.#place.topic
    this.#asking = null
    this.#timer.stop()
    this.#busy += receipts?.length ?? 0
    const groups = new Map<number, Receipt[]>()
    for (const receipt of receipts ?? []) {
      const group = fifo ? receipt.message.key : receipt.position
      groups.set(group, [...(groups.get(group) ?? []), receipt])
    }
    for (const group of groups.values()) this.#handle(group)
    if (receipts !== null && (receipts.length > 0 || wait > 0)) this.#poll()
    else if (this.#asking === null) this.#timer.startQuiet(this.#pause())
  }

  #pause(): number {
    const { pauses, instance, subscription, rules } = this.#place
    const { draws } = this.#world
    draws.seek(pauses.high, pauses.low, ++this.#pauses, pathHash(instance, subscription, 0))
    return rules.pause.sample(draws)
  }

  /** Handles the first of some messages, and then the others. */
  #handle(receipts: readonly Receipt[]): void {
    const [receipt] = receipts
    if (receipt === undefined) return
    if (this.#place.rules.ack === 'after') {
      this.#work(receipt, (did) => {
        if (did === Outcome.ok) this.#delete(receipt, () => {})
        // What comes after it in its group must not come before it.
        this.#next(receipts, did === Outcome.ok || !this.#place.topic.fifo)
      })
      return
    }
    this.#delete(receipt, (outcome) => {
      // Whether it is gone is not known: then it is better not handled than twice.
      if (outcome === Outcome.ok) this.#work(receipt, () => this.#next(receipts, true))
      else this.#next(receipts, true)
    })
  }

  /** The first of some messages is done with; the others follow, or are left until they are to be seen again. */
  #next(receipts: readonly Receipt[], goesOn: boolean): void {
    this.#busy -= goesOn ? 1 : receipts.length
    if (goesOn) this.#handle(receipts.slice(1))
    this.#poll()
  }

  #work(receipt: Receipt, then: (did: number) => void): void {
    const { handler, instance } = this.#place
    const life = this.#life
    const received = new Received(this.#world, receipt, this.#place, (did) => {
      if (life === this.#life && this.#world.instances[instance]?.up !== false) then(did)
    })
    received.send(handler, instance)
  }

  #delete({ position, receives }: Receipt, then: (outcome: number) => void): void {
    const { queue, instance, topic, paid } = this.#place
    const { fifo } = topic
    const life = this.#life
    let told = false
    const tell = (outcome: number): void => {
      if (told || life !== this.#life) return
      told = true
      then(outcome)
    }
    const call = new InnerCall(-1, {
      bytes: REQUEST_BYTES,
      deliver: () => {
        paid.came()
        const deleted = queue.delete(position, receives)
        // A standard queue says so in any case.
        return deleted || !fifo ? Outcome.ok : Outcome.rejected
      },
      ended: tell,
      lost: () => new NodeTimer(this.#world, instance, () => tell(Outcome.timeout)).startQuiet(PATIENCE),
    })
    call.send(this.#world, this.#place.delete, instance, ++this.#calls)
  }
}
