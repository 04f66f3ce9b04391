import { SET_ASIDE } from '../../cargo.ts'
import { NodeTimer } from '../../data/node-timer.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import { handBack } from '../hand-back.ts'
import { InnerCall } from '../inner-call.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { isGone } from './consumers.ts'
import { type Entering, type QueueHost, tellNotHandedOn } from './queue-host.ts'
import { Retransmission } from './retransmission.ts'

/** A node that is not heard of for so long is taken for dead: Erlang's `net_ticktime`. */
const NODE_SILENT = 60e9
/** How often it is looked whether a quorum queue has found a leader, ns. Assumed. */
const LOOK = 100e6

/** What hands messages on. */
export interface HandOverParts {
  readonly world: MessageWorld
  /** The call with which a node hands a message on; `null` where there is only one. */
  readonly route: Step | null
  /** A number for the next call. */
  next(): number
  /** How often a node has gone down. */
  crashes(node: number): number
}

/**
 * One message on its way from the node that has taken it to the node of one of its queues, however often it has to be
 * sent: what would enter the queue twice by that is recognised, as quorum queues do by the numbers of their senders.
 */
export class HandOver implements Entering {
  readonly #parts: HandOverParts
  readonly #host: QueueHost
  readonly #message: Message
  /** Instance that it comes from. */
  readonly from: number
  /** Which life of that node it belongs to: one that goes down forgets what it was about to hand on. */
  readonly #life: number
  readonly #until: number
  readonly #done: (outcome: number) => void
  readonly #retransmission = new Retransmission()
  /** What its entering the queue has come to; `SET_ASIDE` while that is not known; `null` before it has entered. */
  #entered: number | null = null
  /** Calls that wait at the queue. */
  readonly #waiting = new Set<Frame>()
  #over = false
  #isLost = false

  constructor(parts: HandOverParts, host: QueueHost, message: Message, from: number, done: (outcome: number) => void) {
    this.#parts = parts
    this.#host = host
    this.#message = message
    this.from = from
    this.#life = parts.crashes(from)
    this.#until = parts.world.engine.now + NODE_SILENT
    this.#done = done
  }

  /** Brings it to where the queue is now. */
  begin(): void {
    const { queue } = this.#host
    if (this.#parts.crashes(this.from) !== this.#life) this.#over = true
    if (this.#over) return
    if (queue.node < 0) this.#findNoLeader()
    else if (queue.node === this.from) this.#enterHere()
    else this.#send(queue.node)
  }

  #findNoLeader(): void {
    if (this.#host.isQuorum) this.#again(LOOK)
    else this.#finish(Outcome.unavailable)
  }

  #enterHere(): void {
    if (this.#entered === null) this.#enter()
    else if (this.#entered !== SET_ASIDE) this.#finish(this.#entered)
  }

  #enter(): void {
    this.#entered = SET_ASIDE
    this.#host.enter(this.#message, this)
  }

  known(outcome: number): void {
    // A queue that has changed its leader and has not kept it knows nothing of it.
    this.#entered = outcome === Outcome.unavailable ? null : outcome
    if (this.#answer(outcome)) return
    if (outcome === Outcome.unavailable) this.#again(LOOK)
    else if (this.#host.queue.node === this.from) this.#finish(outcome)
  }

  moved(): void {
    if (!this.#answer(Outcome.unavailable)) this.#again(LOOK)
  }

  /** Answers the calls that wait at the queue; returns whether there were any. */
  #answer(outcome: number): boolean {
    const waited = this.#waiting.size > 0
    for (const call of this.#waiting) handBack(this.#parts.world, call, outcome)
    this.#waiting.clear()
    return waited
  }

  #send(node: number): void {
    const { world, route } = this.#parts
    if (route === null) {
      this.#finish(Outcome.unavailable)
      return
    }
    const call = new InnerCall(node, {
      bytes: this.#message.bytes,
      inOrder: true,
      deliver: (frame) => this.#arrived(frame),
      ended: (outcome) => this.#answered(outcome),
      withdrawn: (frame) => this.#waiting.delete(frame),
      lost: () => this.#again(this.#retransmission.next()),
    })
    call.send(world, route, this.from, this.#parts.next())
  }

  #arrived(frame: Frame): number {
    if (this.#isLost || this.#host.queue.node !== frame.instance) return Outcome.unavailable
    if (this.#entered === null) this.#enter()
    return this.#standing(frame, this.#entered)
  }

  /** How far it is at the queue; `null`: the queue knows nothing of it. */
  #standing(frame: Frame, entered: number | null): number {
    if (entered === null) return Outcome.unavailable
    if (entered !== SET_ASIDE) return entered
    frame.phaseStart = this.#parts.world.engine.now
    this.#waiting.add(frame)
    return SET_ASIDE
  }

  #answered(outcome: number): void {
    const tryAgain = this.#host.isQuorum && (outcome === Outcome.unavailable || isGone(outcome))
    if (tryAgain) this.#again(LOOK)
    else this.#finish(outcome)
  }

  #again(delay: number): void {
    const { world } = this.#parts
    if (this.#over) return
    if (world.engine.now + delay > this.#until) {
      this.#finish(Outcome.unavailable)
      return
    }
    new NodeTimer(world, this.from, () => this.begin()).start(delay)
  }

  #finish(outcome: number): void {
    if (this.#over) return
    this.#over = true
    this.#done(outcome)
  }

  /** The node that it comes from is gone, and nobody waits any more. */
  stop(): void {
    this.#over = true
  }

  /** It is given up, and its publisher believes that it is safe: says so, if it has not come to the queue. */
  giveUp(): void {
    this.#over = true
    if (this.#entered !== null || this.#isLost) return
    this.#isLost = true
    tellNotHandedOn(this.#parts.world, this.#host.queue, this.#message)
  }
}
