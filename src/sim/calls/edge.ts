import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import { Connections } from '../network/connections.ts'
import type { Link } from '../network/link.ts'
import type { EdgePlan, UnitPlan } from '../plan.ts'
import { Balancer } from '../services/balancer.ts'
import type { Instance } from '../services/instance.ts'
import type { ResourcePool } from './resource-pool.ts'

/** Counters of an edge at the probe. */
export interface EdgeInstruments {
  readonly connectionsOpened: number
  readonly messagesLost: number
  /** Counter of the bytes sent over each link, by link. */
  readonly bytes: readonly number[]
}

/** All calls from one caller to one unit: how an instance is chosen and how messages get there and back. */
export class Edge {
  readonly plan: EdgePlan
  readonly pool: ResourcePool | null
  readonly instruments: EdgeInstruments
  /** Noise of the way there and of the way back. */
  readonly there: Stream
  readonly back: Stream
  readonly #balancers: readonly Balancer[]
  readonly #links: readonly Link[]
  readonly #linkBetween: readonly number[]
  readonly #zones: number
  readonly #firstCaller: number
  readonly #firstCallee: number
  readonly #connections: (Connections | undefined)[][] = []

  constructor(options: {
    readonly plan: EdgePlan
    readonly seed: string
    readonly pool: ResourcePool | null
    readonly instruments: EdgeInstruments
    readonly links: readonly Link[]
    readonly linkBetween: readonly number[]
    readonly zones: number
    /** Instances of the caller; none for a workload. */
    readonly callers: readonly Instance[]
    readonly callees: readonly Instance[]
    readonly callee: UnitPlan
    /** The unit's own balancer, where its callers share one. */
    readonly shared: Balancer
  }) {
    const { plan, seed, callee, callees } = options
    this.plan = plan
    this.pool = options.pool
    this.instruments = options.instruments
    this.there = new Stream(streamKey(seed, `link/${plan.name}/there`))
    this.back = new Stream(streamKey(seed, `link/${plan.name}/back`))
    this.#links = options.links
    this.#linkBetween = options.linkBetween
    this.#zones = options.zones
    this.#firstCaller = options.callers[0]?.index ?? 0
    this.#firstCallee = (callees[0] as Instance).index
    const own = (i: number): Balancer =>
      new Balancer(callee.balance, callees, new Stream(streamKey(seed, `balance/${plan.name}/${i}`)))
    const callers = Math.max(1, options.callers.length)
    this.#balancers = Array.from({ length: callers }, (_, i) =>
      callee.balance.scope === 'client' ? own(i) : options.shared,
    )
  }

  /** The balancer that serves this calling instance; -1 is the workload. */
  balancer(caller: number): Balancer {
    return this.#balancers[caller < 0 ? 0 : caller - this.#firstCaller] as Balancer
  }

  /** Index of the link between the zones of a caller (-1: outside all zones) and a server. */
  linkIndex(callerZone: number, calleeZone: number): number {
    if (this.plan.link >= 0) return this.plan.link
    return this.#linkBetween[callerZone * this.#zones + calleeZone] as number
  }

  link(index: number): Link {
    return this.#links[index] as Link
  }

  /** The connections between a calling instance and a server; `undefined` where set-up costs nothing. */
  connections(caller: number, callee: number): Connections | undefined {
    if (this.plan.connection.setupRoundTrips === 0) return undefined
    const row = caller < 0 ? 0 : caller - this.#firstCaller
    const column = callee - this.#firstCallee
    this.#connections[row] ??= []
    const cells = this.#connections[row]
    cells[column] ??= new Connections(this.plan.connection)
    return cells[column]
  }
}
