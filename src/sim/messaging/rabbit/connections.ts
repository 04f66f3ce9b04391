import { Outcome } from '../../outcome.ts'
import type { MessageWorld } from '../message-world.ts'
import { isGone } from './consumers.ts'

/** The connection of one process. */
interface Connection {
  node: number
  /** When something came over it last, ns. */
  heardAt: number
}

/**
 * Which node each publishing process is connected to: its messages go there one after the other. A connection that is
 * closed is noticed at once, one over which nothing comes after the heartbeat timeout; then it connects to the next
 * node that is up, which takes no time here.
 */
export class Connections {
  readonly #world: MessageWorld
  readonly #first: number
  readonly #count: number
  readonly #heartbeat: number
  /** By instance of the publisher. */
  readonly #connections = new Map<number, Connection>()

  constructor(world: MessageWorld, nodes: { readonly first: number; readonly count: number }, heartbeat: number) {
    this.#world = world
    this.#first = nodes.first
    this.#count = nodes.count
    this.#heartbeat = heartbeat
  }

  /** The node that `caller` is connected to. */
  nodeOf(caller: number): number {
    return this.#of(caller).node
  }

  /** A call of `caller` to `node` has ended. */
  heard(caller: number, node: number, outcome: number): void {
    const connection = this.#of(caller)
    if (connection.node !== node && node >= 0) return
    const { now } = this.#world.engine
    const silent = outcome === Outcome.timeout && now - connection.heardAt >= this.#heartbeat
    if (isGone(outcome) || silent) {
      connection.node = this.#upFrom(connection.node - this.#first + 1)
      connection.heardAt = now
    } else if (outcome !== Outcome.timeout) connection.heardAt = now
  }

  /** All connections to a node are closed: it is about to be stopped, or has crashed on a host that is up. */
  closed(node: number): void {
    for (const connection of this.#connections.values()) {
      if (connection.node === node) connection.node = this.#upFrom(node - this.#first + 1)
    }
  }

  #of(caller: number): Connection {
    const known = this.#connections.get(caller)
    if (known !== undefined) return known
    const { instances, firstInstance, engine } = this.#world
    // The processes of a unit spread over the nodes, as behind a balancer of connections.
    const number = caller - (firstInstance[instances[caller]?.unit ?? -1] ?? 0)
    const connection = { node: this.#upFrom(number), heardAt: engine.now }
    this.#connections.set(caller, connection)
    return connection
  }

  /** The first node that takes connections, from this number on; if none does, the one of that number. */
  #upFrom(number: number): number {
    for (let i = 0; i < this.#count; i++) {
      const node = this.#first + ((number + i) % this.#count)
      const instance = this.#world.instances[node]
      if (instance?.up === true && instance.inRotation) return node
    }
    return this.#first + (number % this.#count)
  }
}
