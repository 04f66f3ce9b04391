import { Cargo } from '../../../cargo.ts'
import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import type { LogEntry } from './log-entry.ts'
import type { ReplicaState } from './replica-state.ts'

/** What one partition has for a follower. */
export interface Parcel {
  readonly leader: ReplicaState
  readonly epoch: number
  /** Offset of the first entry; -1 where the follower is to say first what it has. */
  readonly next: number
  readonly entries: readonly LogEntry[]
  readonly highWatermark: number
  /** The end of the leader's log. */
  readonly end: number
  /** The answer: up to where the follower has the leader's log; -1: it follows another. */
  has: number
}

/** Who takes shipments in. */
export interface ShipmentReceiver {
  /** Returns the outcome, and fills in what it has. */
  take(shipment: Shipment): number
}

/** Entries of any number of partitions on their way from their leader to one follower, as one fetch of Kafka's. */
export class Shipment extends Cargo<Frame> {
  readonly parcels: readonly Parcel[]
  readonly sentAt: number
  readonly #to: ShipmentReceiver
  readonly #answered: (shipment: Shipment, outcome: number) => void
  readonly #bytes: number

  /** `answered`: told how it has ended, perhaps twice: an answer may come that nobody waited for any more. */
  constructor(
    parcels: readonly Parcel[],
    ends: { readonly to: ShipmentReceiver; readonly aim: number },
    sentAt: number,
    answered: (shipment: Shipment, outcome: number) => void,
  ) {
    super()
    this.parcels = parcels
    this.#to = ends.to
    this.aim = ends.aim
    this.sentAt = sentAt
    this.#answered = answered
    let bytes = 0
    for (const { entries } of parcels) for (const entry of entries) bytes += entry.bytes
    this.#bytes = bytes
  }

  override issued(call: Frame): void {
    call.requestBytes += this.#bytes
  }

  deliver(): number {
    return this.#to.take(this)
  }

  ended(_call: Frame, outcome: number): Frame | null {
    this.#answered(this, outcome)
    return null
  }

  override late(_call: Frame, outcome: number): void {
    if (outcome === Outcome.ok) this.#answered(this, outcome)
  }
}
