import { NodeTimer } from '../../../data/node-timer.ts'
import { Outcome } from '../../../outcome.ts'
import { backOff } from './back-off.ts'
import type { LogEntry } from './log-entry.ts'
import type { LogParts } from './log-parts.ts'
import type { NodeLinks } from './node-links.ts'
import type { Replica } from './replica.ts'
import { type Parcel, Shipment, type ShipmentReceiver } from './shipment.ts'

/** Bytes of one shipment, and of one partition in it: `replica.fetch.response.max.bytes`, `replica.fetch.max.bytes`. */
const SHIPMENT_BYTES = 10 << 20
const PARCEL_BYTES = 1 << 20

/**
 * What one node sends to another whose leader it is, of all partitions, one shipment after the other. Kafka's followers
 * ask for it, and their next question says what they have; who sends first makes no difference to when who has what.
 */
export class Channel {
  readonly #parts: LogParts
  readonly #links: NodeLinks
  readonly #to: number
  readonly #receiver: ShipmentReceiver
  readonly #behind = new Set<Replica>()
  /** Those it has ever sent, by partition. */
  readonly #replicas = new Map<number, Replica>()
  readonly #again: NodeTimer
  #underWay: Shipment | null = null
  #failures = 0

  constructor(parts: LogParts, links: NodeLinks, to: number, receiver: ShipmentReceiver) {
    this.#parts = parts
    this.#links = links
    this.#to = to
    this.#receiver = receiver
    this.#again = new NodeTimer(parts.world, links.instance, () => this.#retry())
  }

  /** There is something in a partition that the other node may not have. */
  add(replica: Replica): void {
    this.#behind.add(replica)
    this.#replicas.set(replica.partition.index, replica)
    if (this.#underWay === null && !this.#again.running) this.#send()
  }

  /** The process is gone. */
  crashed(): void {
    this.#behind.clear()
    this.#again.stop()
    this.#underWay = null
    this.#failures = 0
  }

  #retry(): void {
    if (this.#parts.rest.resting) this.#again.startQuiet(backOff(this.#failures))
    else this.#send()
  }

  #send(): void {
    const parcels: Parcel[] = []
    let room = SHIPMENT_BYTES
    for (const replica of this.#behind) {
      if (room <= 0) break
      this.#behind.delete(replica)
      const parcel = this.#pack(replica, Math.min(room, PARCEL_BYTES))
      if (parcel === null) continue
      for (const { bytes } of parcel.entries) room -= bytes
      parcels.push(parcel)
    }
    if (parcels.length === 0) return
    const ends = { to: this.#receiver, aim: this.#parts.first + this.#to }
    this.#underWay = new Shipment(parcels, ends, this.#parts.world.engine.now, (one, outcome) =>
      this.#heard(one, outcome),
    )
    this.#links.send(this.#underWay)
  }

  #pack({ state, leadership }: Replica, room: number): Parcel | null {
    if (leadership === null) return null
    const { log, highWatermark } = state
    const next = leadership.nextFor(this.#to)
    const entries: LogEntry[] = []
    if (next >= 0) {
      let bytes = 0
      for (let offset = Math.max(next, log.base); offset < log.end; offset++) {
        const entry = log.at(offset)
        // Batches stay whole: of half a batch nobody could say whether it is there.
        if (bytes >= room && entry.sequence === entry.first) break
        bytes += entry.bytes
        entries.push(entry)
      }
    }
    return { leader: state, epoch: leadership.epoch, next, entries, highWatermark, end: log.end, has: -1 }
  }

  #heard(shipment: Shipment, outcome: number): void {
    const current = shipment === this.#underWay
    if (current) this.#underWay = null
    if (outcome === Outcome.ok) {
      this.#failures = 0
      this.#again.stop()
      for (const parcel of shipment.parcels) this.#heardOf(parcel, shipment.sentAt)
    } else if (current) {
      this.#failures++
      for (const { leader } of shipment.parcels) this.#behind.add(this.#replicaOf(leader.partition.index))
      this.#again.startQuiet(backOff(this.#failures))
    }
    if (this.#underWay === null && !this.#again.running && this.#behind.size > 0) this.#send()
  }

  #heardOf({ leader, epoch, next, end, has }: Parcel, sentAt: number): void {
    const replica = this.#replicaOf(leader.partition.index)
    const { leadership } = replica
    if (leadership === null || leadership.epoch !== epoch) return
    if (has < 0) {
      replica.retire(false)
      return
    }
    if (has < next) leadership.forgetful(this.#to)
    else leadership.heard(this.#to, has, end, sentAt)
    if (replica.leadership !== null && has < leader.log.end) this.#behind.add(replica)
  }

  #replicaOf(index: number): Replica {
    return this.#replicas.get(index) as Replica
  }
}
