import { NodeTimer } from '../../../data/node-timer.ts'
import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import { Ballot } from './ballot.ts'
import { Channel } from './channel.ts'
import { Cleaner, type Gone } from './cleaner.ts'
import type { LogParts } from './log-parts.ts'
import { Membership } from './membership.ts'
import { NodeLinks } from './node-links.ts'
import type { PartitionLog } from './partition-log.ts'
import { Replica, type ReplicaSide } from './replica.ts'
import type { Shipment, ShipmentReceiver } from './shipment.ts'
import { type Signal, SignalKind, type SignalReceiver } from './signal.ts'

/** Who wants to know what happens at the nodes. */
export interface NodeObserver {
  /** A node leads a partition from now on … */
  led(replica: Replica): void
  /** … and does no more. */
  retired(replica: Replica): void
  /** More of a partition can be read at its leader. */
  advanced(replica: Replica): void
  /** An entry is not kept any longer. */
  gone: Gone
  /** Offset before which all groups are done with a partition. */
  doneUpTo(replica: Replica): number
}

/** One node of the log: its partitions, and its part in keeping the cluster together. */
export class LogNode implements ReplicaSide, ShipmentReceiver, SignalReceiver {
  readonly number: number
  readonly instance: number
  readonly links: NodeLinks
  /** By partition; `undefined` where it keeps none. */
  readonly replicas: readonly (Replica | undefined)[]
  /** By partition: which node leads, as far as it knows. */
  readonly leaders: number[]
  readonly #parts: LogParts
  readonly #observer: NodeObserver
  readonly #membership: Membership
  /** By node that it sends to. */
  readonly #channels: readonly Channel[]
  readonly #ballots = new Set<Ballot>()
  readonly #lag: NodeTimer
  readonly #cleaner: Cleaner
  #up = true

  /** `nodes`: all of them, by number; it is filled when all are made. */
  constructor(number: number, parts: LogParts, nodes: readonly LogNode[], observer: NodeObserver) {
    const { metadata, count, first, world, rules } = parts
    this.number = number
    this.instance = first + number
    this.#parts = parts
    this.#observer = observer
    this.links = new NodeLinks(number, parts, nodes)
    this.replicas = metadata.partitions.map((partition) =>
      partition.replicas.includes(number) ? new Replica(parts, partition, number, this) : undefined,
    )
    this.leaders = metadata.partitions.map(({ leader }) => leader)
    this.#membership = new Membership(parts, this.links, () => this.#learn())
    const others = { take: (shipment: Shipment, to: number) => (nodes[to] as LogNode).take(shipment) }
    this.#channels = Array.from({ length: count }, (_, to) => {
      return new Channel(parts, this.links, to, { take: (shipment) => others.take(shipment, to) })
    })
    const lag = Math.max(1, Math.round(rules.replicaLag / 2))
    this.#lag = new NodeTimer(world, this.instance, () => {
      this.#lag.startQuiet(lag)
      if (!parts.rest.resting) for (const replica of this.replicas) replica?.leadership?.checkLag()
    })
    this.#cleaner = new Cleaner(parts, this.instance, this.replicas, observer)
  }

  start(): void {
    this.#membership.start()
    this.#learn()
    this.#startTimers()
  }

  crashed(machine: boolean): void {
    this.#up = false
    this.#membership.crashed()
    this.#lag.stop()
    this.#cleaner.stop()
    for (const ballot of this.#ballots) ballot.stop()
    this.#ballots.clear()
    for (const channel of this.#channels) channel.crashed()
    for (const replica of this.replicas) replica?.crashed(machine)
  }

  restarted(): void {
    this.#up = true
    this.#startTimers()
    this.#membership.restarted()
  }

  /** It is about to be stopped, and what it leads goes to others first (`out`); or it is to go on. */
  drained(out: boolean): void {
    this.#membership.drained(out)
  }

  /** A call that waited for those in sync is stopped. */
  withdraw(call: Frame): void {
    for (const replica of this.replicas) if (replica?.leadership?.withdraw(call) === true) return
  }

  take(shipment: Shipment): number {
    if (!this.#up || !this.#membership.registered) return Outcome.unavailable
    for (const parcel of shipment.parcels) {
      const { leader, epoch, next, entries, highWatermark } = parcel
      const replica = this.replicas[leader.partition.index] as Replica
      parcel.has = replica.follow(epoch, leader, next, entries, highWatermark) ? replica.state.log.end : -1
    }
    return Outcome.ok
  }

  received(signal: Signal): boolean {
    if (signal.kind !== SignalKind.marker) return this.#membership.received(signal)
    const { transaction, subject } = signal
    return transaction !== null && this.#up && this.replicas[subject]?.mark(transaction) === true
  }

  behind(replica: Replica, node: number): void {
    this.#channels[node]?.add(replica)
  }

  propose(replica: Replica, epoch: number, inSync: readonly number[], done: (accepted: boolean) => void): void {
    const ballot = new Ballot(this.#parts, this.links, {
      kind: SignalKind.change,
      subject: replica.partition.index,
      matters: () => this.#up && replica.leadership?.epoch === epoch,
      won: () => {
        this.#ballots.delete(ballot)
        const accepted = this.#parts.metadata.alter(replica.partition, epoch, inSync)
        done(accepted)
        if (accepted) this.#membership.changed()
      },
    })
    this.#ballots.add(ballot)
    ballot.start()
  }

  advanced(replica: Replica): void {
    this.#observer.advanced(replica)
  }

  led(replica: Replica): void {
    this.#observer.led(replica)
  }

  retired(replica: Replica): void {
    this.#observer.retired(replica)
  }

  #startTimers(): void {
    if (this.#parts.count > 1) this.#lag.startQuiet(Math.max(1, Math.round(this.#parts.rules.replicaLag / 2)))
    this.#cleaner.start()
  }

  #learn(): void {
    const { partitions } = this.#parts.metadata
    for (const { index, leader } of partitions) this.leaders[index] = leader
    for (const replica of this.replicas) replica?.learn()
  }

  /** What it has of a partition that it keeps. */
  logOf(partition: number): PartitionLog {
    return (this.replicas[partition] as Replica).state.log
  }
}
