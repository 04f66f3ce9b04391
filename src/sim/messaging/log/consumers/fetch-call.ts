import { Cargo } from '../../../cargo.ts'
import type { Frame } from '../../../frame.ts'
import type { LogEntry } from '../replicas/log-entry.ts'
import type { Partition } from '../replicas/partition.ts'

/** Bytes of a request, and of each partition in it: about what Kafka's take. */
const FIXED_BYTES = 100
const PARTITION_BYTES = 30

/** What a consumer wants of a partition: everything from an offset on. */
export interface Wanted {
  readonly partition: Partition
  readonly offset: number
  /** Epoch of the entry before it; -1 for none. */
  readonly epoch: number
}

/** What it gets. */
export interface Fetched {
  readonly wanted: Wanted
  /** The node does not lead the partition. */
  readonly moved: boolean
  readonly entries: readonly LogEntry[]
  /** Offset to go on with; smaller than what was wanted where the log has lost entries. */
  readonly next: number
}

/** Who answers fetches, at whatever node. */
export interface FetchReceiver {
  take(call: Frame, fetch: FetchCall): number
  withdraw(call: Frame): void
}

/** A consumer asks a node for messages. */
export class FetchCall extends Cargo<Frame> {
  readonly wanted: readonly Wanted[]
  /** How long to wait for messages, ns. */
  readonly wait: number
  readonly readCommitted: boolean
  fetched: readonly Fetched[] = []
  readonly #desk: FetchReceiver
  readonly #done: (fetch: FetchCall, call: Frame, outcome: number) => void

  constructor(
    desk: FetchReceiver,
    about: { readonly aim: number; readonly wait: number; readonly readCommitted: boolean },
    wanted: readonly Wanted[],
    done: (fetch: FetchCall, call: Frame, outcome: number) => void,
  ) {
    super()
    this.#desk = desk
    this.aim = about.aim
    this.wait = about.wait
    this.readCommitted = about.readCommitted
    this.wanted = wanted
    this.#done = done
  }

  override issued(call: Frame): void {
    call.requestBytes += FIXED_BYTES + PARTITION_BYTES * this.wanted.length
  }

  override again(): FetchCall {
    return new FetchCall(this.#desk, this, this.wanted, this.#done)
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    if (attempt instanceof FetchCall) this.fetched = attempt.fetched
  }

  deliver(call: Frame): number {
    return this.#desk.take(call, this)
  }

  override withdrawn(call: Frame): void {
    this.#desk.withdraw(call)
  }

  ended(call: Frame, outcome: number): Frame | null {
    this.#done(this, call, outcome)
    return null
  }
}
