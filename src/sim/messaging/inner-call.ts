import type { Caller } from '../calls/caller.ts'
import { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import type { Step } from '../step.ts'
import type { MessageWorld } from './message-world.ts'

/** What one node of a broker asks of another. */
export class InnerCall extends Cargo<Frame> {
  override readonly inOrder: boolean
  #call: Frame | null = null
  readonly #bytes: number
  readonly #deliver: (call: Frame) => number
  readonly #ended: (outcome: number) => void
  readonly #withdrawn: (call: Frame) => void
  readonly #lost: () => void

  constructor(
    node: number,
    what: {
      readonly bytes: number
      /** Default no. */
      readonly inOrder?: boolean
      readonly deliver: (call: Frame) => number
      readonly ended: (outcome: number) => void
      readonly withdrawn?: (call: Frame) => void
      /** It, or its answer, is lost. */
      readonly lost?: () => void
    },
  ) {
    super()
    this.aim = node
    this.inOrder = what.inOrder ?? false
    this.#bytes = what.bytes
    this.#deliver = what.deliver
    this.#ended = what.ended
    this.#withdrawn = what.withdrawn ?? (() => {})
    this.#lost = what.lost ?? (() => {})
  }

  /** Sends it from the node `from`; `number` tells it from others. */
  send(world: MessageWorld, step: Step, from: number, number: number): void {
    const expiresAt = Number.POSITIVE_INFINITY
    const caller: Caller = {
      request: number,
      path: from,
      workload: 0,
      instance: from,
      expiresAt,
      priority: 0,
      context: null,
      debt: 0,
    }
    world.client.carry(caller, null, step, this, number)
  }

  override issued(call: Frame): void {
    this.#call = call
    call.requestBytes = this.#bytes
  }

  override deliver(call: Frame): number {
    return this.#deliver(call)
  }

  override ended(_call: Frame, outcome: number): Frame | null {
    this.#call = null
    this.#ended(outcome)
    return null
  }

  override withdrawn(call: Frame): void {
    this.#withdrawn(call)
  }

  override dropped(): void {
    this.#call = null
  }

  override lost(): void {
    this.#call = null
    this.#lost()
  }

  /** Nobody waits for it any more. */
  giveUp(world: MessageWorld): void {
    const call = this.#call
    this.#call = null
    if (call !== null) world.client.giveUp(call, Outcome.timeout, 'let-run')
  }
}
