import type { DataSteps } from '../calls/data-steps.ts'
import type { Context } from '../context.ts'
import type { DataObserver } from '../data-fact.ts'
import type { Frame } from '../frame.ts'
import { pathHash, stepKey } from '../kernel/draws.ts'
import { SimulationBug } from '../kernel/invariant.ts'
import type { Step } from '../step.ts'
import { createStore } from './create-store.ts'
import type { DataWorld } from './data-world.ts'
import { Session } from './session.ts'
import type { Store } from './store.ts'

/** All stores of a world, and what steps want of them. */
export class Stores implements DataSteps {
  /** Whether anything is remembered of a request: else nothing is, and it costs nothing. */
  readonly any: boolean
  readonly #world: DataWorld
  readonly #stores: readonly Store[]
  /** By workload: draws the input that tells sessions apart; `null` where users or requests do. */
  readonly #sessions: readonly (((request: number) => number) | null)[]

  constructor(world: DataWorld) {
    const { plan, seed, draws } = world
    this.any = plan.stores.length > 0
    this.#world = world
    this.#stores = plan.stores.map((store, s) => createStore(world, s, store))
    this.#sessions = plan.workloads.map(({ session }) => {
      if (session === undefined) return null
      const key = stepKey(seed, `input/${session.path}`)
      return (request) => {
        draws.seek(key.high, key.low, request, 0)
        return session.law.sample(draws)
      }
    })
  }

  /** Sees what happens to data from now on; `null` for nobody. */
  set observer(observer: DataObserver | null) {
    this.#world.reporter.to = observer
  }

  /** What a new request begins with; `user` is -1 for open load. */
  context(workload: number, request: number, user: number): Context {
    const input = this.#sessions[workload] ?? null
    // Sessions of all workloads are numbered together.
    const number = input !== null ? input(request) : user >= 0 ? user : request
    return new Session(number * this.#sessions.length + workload, workload, request)
  }

  access(frame: Frame, step: Step): boolean {
    const { dataKey, access } = step
    const path = pathHash(frame.path, step.hash, 0)
    const key = dataKey === null ? 0 : dataKey.draw(this.#world.draws, frame.workload, frame.request, path)
    return (this.#stores[access?.store ?? -1] as Store).access(frame, step, key)
  }

  block(): Frame | null {
    throw new SimulationBug('blocks are not built yet')
  }

  failed(): Frame | null {
    throw new SimulationBug('blocks are not built yet')
  }
}
