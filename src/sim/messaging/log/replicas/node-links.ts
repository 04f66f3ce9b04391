import type { Cargo } from '../../../cargo.ts'
import type { Frame } from '../../../frame.ts'
import { pathHash } from '../../../kernel/draws.ts'
import { invariant } from '../../../kernel/invariant.ts'
import type { LogParts } from './log-parts.ts'
import type { LogTransaction } from './log-transaction.ts'
import { Signal, type SignalKind, type SignalReceiver } from './signal.ts'

/** The connections of one node to the others. */
export class NodeLinks {
  readonly number: number
  readonly #parts: LogParts
  readonly #receivers: readonly SignalReceiver[]
  #sent = 0

  /** `receivers`: by node. */
  constructor(number: number, parts: LogParts, receivers: readonly SignalReceiver[]) {
    this.number = number
    this.#parts = parts
    this.#receivers = receivers
  }

  get instance(): number {
    return this.#parts.first + this.number
  }

  /** Sends something to a node. */
  send(cargo: Cargo<Frame>): void {
    const { world, step } = this.#parts
    invariant(step !== null, 'the only node of a log has sent something to another')
    const caller = {
      request: 0,
      path: pathHash(this.instance, this.number, 0),
      workload: -1,
      instance: this.instance,
      expiresAt: Number.POSITIVE_INFINITY,
      priority: 0,
      context: null,
      debt: 0,
    }
    const next = world.client.carry(caller, null, step, cargo, this.#sent++)
    invariant(next === null, 'a frame waits for what a node has sent')
  }

  /** Sends a signal; see `Signal`. */
  signal(
    to: number,
    kind: SignalKind,
    subject: number,
    transaction: LogTransaction | null,
    answered: ((signal: Signal) => void) | null,
  ): void {
    const receiver = this.#receivers[to] as SignalReceiver
    const ends = { from: this.number, to: receiver, aim: this.#parts.first + to }
    this.send(new Signal(kind, ends, subject, transaction, answered))
  }
}
