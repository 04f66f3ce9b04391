import type { Frame } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Probe } from '../kernel/probe.ts'
import type { Instance } from '../services/instance.ts'
import type { Edge } from './edge.ts'
import type { ReadyList } from './ready-list.ts'
import type { ResourcePool } from './resource-pool.ts'

const NO_TROUBLES = { troubles: null }

/** What handing on places in pools needs of the callers' side. */
export interface PlacesSide {
  readonly probe: Probe
  readonly ready: ReadyList
  /** Sends the request of a call that has got its place. */
  transmit(call: Frame): void
}

/** The places that calls hold in the pools of their edges, such as the connections of a store. */
export class Places {
  readonly #engine: Engine
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #side: PlacesSide

  constructor(
    parts: { readonly engine: Engine; readonly edges: readonly Edge[]; readonly instances: readonly Instance[] },
    side: PlacesSide,
  ) {
    this.#engine = parts.engine
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#side = side
  }

  /** Whether a call has a place, perhaps one that its cargo has kept for it; else it waits for one. */
  take(pool: ResourcePool, call: Frame): boolean {
    if (call.cargo === null || !call.cargo.takesPlace()) {
      return pool.acquire(call, this.#engine.now, this.#side.probe)
    }
    call.holdsPool = true
    return true
  }

  /** A call gives its place to the next, unless its cargo keeps it for another call. */
  release(call: Frame, edge: Edge): void {
    if (call.cargo?.keepsPlace(call) === true) call.holdsPool = false
    else this.#goOn(edge.pool?.release(call, this.#engine.now, this.#side.probe) ?? null)
  }

  /** A place in the pool of an edge that was kept for a call which will not come is free. */
  leave(edge: number): void {
    this.#goOn((this.#edges[edge] as Edge).pool?.giveBack(this.#engine.now, this.#side.probe) ?? null)
  }

  /** Sends the call that has got the place of another. */
  #goOn(next: Frame | null): void {
    if (next === null) return
    // Who got the place may stand still, or be lost just now.
    const { troubles } = this.#instances[next.caller] ?? NO_TROUBLES
    if (troubles === null || troubles.acts) this.#side.transmit(next)
    else this.#side.ready.add(next)
  }
}
