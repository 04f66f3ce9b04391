import type { BrokerPlan, EventPlan } from '../message-plan.ts'
import type { Broker } from './broker.ts'
import type { MessageWorld } from './message-world.ts'
import { ProducerLine } from './producer-line.ts'
import type { Publication } from './publication.ts'

/** Batches that a Kafka producer has on their way at once to one node: `max.in.flight.requests.per.connection`. */
const KAFKA_IN_FLIGHT = 5

/** More partitions than this would need another way of telling lines apart. */
const PARTITIONS_AT_MOST = 0x10_0000

/** The producers of one broker: each instance that publishes has a line for every partition that it publishes to. */
export class Producers {
  readonly #world: MessageWorld
  readonly #broker: Broker
  readonly #inFlight: number
  /** Whether a request that is not answered in time costs its connection, as with Kafka's clients. */
  readonly #closes: boolean
  /** By instance, then by event and partition. */
  readonly #lines: (Map<number, ProducerLine> | undefined)[] = []
  /** By instance: how often it has begun anew. */
  readonly #lives: number[] = []

  constructor(world: MessageWorld, broker: Broker, plan: BrokerPlan) {
    this.#world = world
    this.#broker = broker
    this.#closes = plan.rules.kind === 'kafka'
    this.#inFlight = plan.rules.kind === 'kafka' ? KAFKA_IN_FLIGHT : Number.POSITIVE_INFINITY
  }

  /** Sends a message from `instance`. */
  publish(event: EventPlan, publication: Publication, instance: number): void {
    const { message } = publication
    const partition = this.#broker.partitionOf(message.event, message.key)
    this.#line(event, message.event, partition, instance).add(publication)
  }

  /** An instance has crashed. */
  crashed(instance: number): void {
    this.#lives[instance] = (this.#lives[instance] ?? 0) + 1
    const lines = this.#lines[instance]
    if (lines === undefined) return
    this.#lines[instance] = undefined
    for (const line of lines.values()) line.crashed()
  }

  /** A producer closes its connection to a node, once it is done with what has told it to. */
  #close(producer: number, node: number): void {
    this.#world.alarms.set(0, () => {
      for (const line of Array.from(this.#lines[producer]?.values() ?? [])) line.cut(node)
    })
  }

  #line(plan: EventPlan, event: number, partition: number, producer: number): ProducerLine {
    let lines = this.#lines[producer]
    if (lines === undefined) {
      lines = new Map()
      this.#lines[producer] = lines
    }
    const place = event * PARTITIONS_AT_MOST + partition
    const known = lines.get(place)
    if (known !== undefined) return known
    const line = new ProducerLine(this.#world, {
      broker: this.#broker,
      plan: plan.producer,
      event,
      partition,
      producer,
      life: this.#lives[producer] ?? 0,
      inFlight: this.#inFlight,
      silent: this.#closes ? (node) => this.#close(producer, node) : null,
    })
    lines.set(place, line)
    return line
  }
}
