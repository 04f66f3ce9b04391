import type { Distribution } from '../kernel/distribution.ts'
import { invariant } from '../kernel/invariant.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import { uniform53 } from '../kernel/source.ts'
import type { Stream } from '../kernel/stream.ts'
import { uniformInteger } from '../kernel/uniform-integer.ts'
import type { ProcessContext, ProcessMessage } from '../process-plan.ts'

/** What a handler has asked for that waits until its state is safe. */
export type Effect =
  | {
      readonly kind: 'send'
      readonly to: number
      readonly message: ProcessMessage
      readonly bytes: number
      readonly atOnce: boolean
    }
  | { readonly kind: 'reply'; readonly request: number; readonly failure: string | null; readonly result: unknown }

/** What handlers can do at once. */
export interface Hands {
  clock(): number
  writing(): boolean
  setTimer(name: string, delay: number, about: number): void
  cancelTimer(name: string, about: number): void
  count(counter: string, amount: number): void
  measure(duration: string, time: number): void
  log(text: string): void
}

/** The context of all handlers of one node: it is open while one runs. */
export class Handling implements ProcessContext {
  readonly id: number
  readonly nodes: number
  readonly peers: readonly number[]
  from = -1
  /** Whether the handler has called `persist`. */
  forced = false
  /** Where its effects go: a draft, so that parts of the state may be sent; `null` outside of handlers. */
  effects: Effect[] | null = null
  readonly #stream: Stream
  readonly #hands: Hands

  constructor(id: number, nodes: number, stream: Stream, hands: Hands) {
    this.id = id
    this.nodes = nodes
    this.peers = Array.from({ length: nodes }, (_, i) => i).filter((i) => i !== id)
    this.#stream = stream
    this.#hands = hands
  }

  get now(): number {
    return this.#hands.clock()
  }

  random(): number {
    this.#open()
    return uniform53(this.#stream)
  }

  randomInteger(below: number): number {
    this.#open()
    return uniformInteger(this.#stream, below)
  }

  sample(law: Distribution): number {
    this.#open()
    return sampleDuration(law, this.#stream)
  }

  get writing(): boolean {
    this.#open()
    return this.#hands.writing()
  }

  send(to: number, message: ProcessMessage, bytes: number = -1): void {
    this.#send(to, message, bytes, false)
  }

  sendAtOnce(to: number, message: ProcessMessage, bytes: number = -1): void {
    this.#send(to, message, bytes, true)
  }

  #send(to: number, message: ProcessMessage, bytes: number, atOnce: boolean): void {
    refuseUnless(Number.isInteger(to) && to >= 0 && to < this.nodes, () => `there is no node ${to}`)
    refuseUnless(to !== this.id, () => 'a node does not send messages to itself')
    this.#open().push({ kind: 'send', to, message, bytes, atOnce })
  }

  broadcast(message: ProcessMessage, bytes: number = -1): void {
    for (const to of this.peers) this.send(to, message, bytes)
  }

  setTimer(name: string, delay: number, about: number = 0): void {
    refuseUnless(delay >= 0 && delay < Number.POSITIVE_INFINITY, () => `a timer cannot go off in ${delay} ns`)
    this.#open()
    this.#hands.setTimer(name, delay, about)
  }

  cancelTimer(name: string, about: number = 0): void {
    this.#open()
    this.#hands.cancelTimer(name, about)
  }

  persist(): void {
    this.#open()
    this.forced = true
  }

  reply(request: number, result?: unknown): void {
    this.#open().push({ kind: 'reply', request, failure: null, result })
  }

  refuse(request: number, failure: string): void {
    this.#open().push({ kind: 'reply', request, failure, result: undefined })
  }

  count(counter: string, amount: number = 1): void {
    this.#open()
    this.#hands.count(counter, amount)
  }

  measure(duration: string, time: number): void {
    this.#open()
    this.#hands.measure(duration, time)
  }

  log(text: string): void {
    this.#open()
    this.#hands.log(text)
  }

  #open(): Effect[] {
    const { effects } = this
    invariant(effects !== null, 'a context is good for the duration of its handler only')
    return effects
  }
}

/** A mistake of a handler, which its node reports. */
export function refuseUnless(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new RangeError(message())
}
