import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import { Connections } from '../network/connections.ts'
import type { Link } from '../network/link.ts'
import type { Weather } from '../network/weather/weather.ts'
import type { EdgePlan, UnitPlan } from '../plan.ts'
import type { Balancer } from '../services/balancer.ts'
import type { Balancers } from '../services/balancers.ts'
import type { Instance } from '../services/instance.ts'
import type { GiveUp } from './give-up.ts'
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
  /** The network faults that can hit its messages; `null` where the plan has none. */
  readonly weather: Weather | null
  /** Noise of the way there and of the way back. */
  readonly there: Stream
  readonly back: Stream
  /** What happens to a call whose timeout runs out. */
  readonly afterTimeout: GiveUp
  /** Whether it takes time to set up a connection; where it does not, there are none. */
  readonly connects: boolean
  /** How many instances the callee has. */
  readonly callees: number
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
    readonly weather: Weather | null
    readonly links: readonly Link[]
    readonly linkBetween: readonly number[]
    readonly zones: number
    /** Instances of the caller; none for a workload. */
    readonly callers: readonly Instance[]
    readonly callees: readonly Instance[]
    readonly callee: UnitPlan
    readonly balancers: Balancers
    /** Its number in the plan. */
    readonly index: number
  }) {
    const { plan, seed, callee, callees } = options
    this.plan = plan
    this.connects = plan.connection.setupRoundTrips > 0
    this.callees = callees.length
    // A server that knows the deadline stops by itself; any other has to be told.
    this.afterTimeout = plan.propagate ? 'stop-now' : plan.cancel ? 'send-cancellation' : 'let-run'
    this.pool = options.pool
    this.instruments = options.instruments
    this.weather = options.weather
    this.there = new Stream(streamKey(seed, `link/${plan.name}/there`))
    this.back = new Stream(streamKey(seed, `link/${plan.name}/back`))
    this.#links = options.links
    this.#linkBetween = options.linkBetween
    this.#zones = options.zones
    this.#firstCaller = options.callers[0]?.index ?? 0
    this.#firstCallee = (callees[0] as Instance).index
    const callers = Math.max(1, options.callers.length)
    this.#balancers = Array.from({ length: callers }, (_, i) =>
      callee.balance.scope === 'client'
        ? options.balancers.own(plan.to, `balance/${plan.name}/${i}`, {
            edge: options.index,
            caller: options.callers[i]?.index ?? -1,
          })
        : options.balancers.shared(plan.to),
    )
  }

  /** The balancer that serves this calling instance; -1 is the workload. */
  balancer(caller: number): Balancer {
    return this.#balancers[this.callerRow(caller)] as Balancer
  }

  /** Index of the link between the zones of a caller (-1: outside all zones) and a server. */
  linkIndex(callerZone: number, calleeZone: number): number {
    if (this.plan.link >= 0) return this.plan.link
    return this.#linkBetween[callerZone * this.#zones + calleeZone] as number
  }

  link(index: number): Link {
    return this.#links[index] as Link
  }

  /** The place of a calling instance among those of the caller; 0 for a workload. */
  callerRow(caller: number): number {
    return caller < 0 ? 0 : caller - this.#firstCaller
  }

  /** The place of a server among the instances of the callee. */
  calleeColumn(server: number): number {
    return server - this.#firstCallee
  }

  /** The connections between a calling instance and a server; `undefined` where set-up costs nothing. */
  connections(caller: number, callee: number): Connections | undefined {
    if (!this.connects) return undefined
    const row = this.callerRow(caller)
    const column = this.calleeColumn(callee)
    this.#connections[row] ??= []
    const cells = this.#connections[row]
    cells[column] ??= new Connections(this.plan.connection)
    return cells[column]
  }

  /** An instance is no more: all connections from it and to it are gone. */
  disconnect(instance: number): void {
    const row = instance - this.#firstCaller
    if (this.plan.from >= 0 && row >= 0 && row < this.#balancers.length) this.#connections[row] = []
    const column = instance - this.#firstCallee
    for (const cells of this.#connections) if (cells !== undefined && column >= 0) cells[column] = undefined
  }
}
