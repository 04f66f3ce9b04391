import type { Bodies } from '../calls/bodies.ts'
import type { DataSteps } from '../calls/data-steps.ts'
import type { Context } from '../context.ts'
import type { DataObserver } from '../data-fact.ts'
import type { RecordPlan } from '../data-plan.ts'
import type { Frame } from '../frame.ts'
import { pathHash, stepKey } from '../kernel/draws.ts'
import { SimulationBug } from '../kernel/invariant.ts'
import { Outcome } from '../outcome.ts'
import { StepKind } from '../plan.ts'
import type { Step } from '../step.ts'
import { CacheWrites } from './cache/cache-writes.ts'
import type { Caches } from './cache/caches.ts'
import type { Invalidations } from './cache/invalidations.ts'
import { createStore } from './create-store.ts'
import type { DataWorld } from './data-world.ts'
import { Leases } from './leases/leases.ts'
import { RowMarks } from './row-marks.ts'
import { Session } from './session.ts'
import { isRead } from './statement.ts'
import type { Store } from './store.ts'
import type { Written } from './written.ts'

/** Of an insert: the store finds a key that nothing else has. */
const NO_KEY = -1

/** All stores of a world, and what steps want of them. */
export class Stores implements DataSteps {
  /** Whether anything is remembered of a request: else nothing is, and it costs nothing. */
  readonly any: boolean
  /** Rows that business transactions have marked. */
  readonly marks: RowMarks
  readonly #hasBusiness: boolean
  readonly #world: DataWorld
  readonly #stores: readonly Store[]
  readonly #cacheWrites: CacheWrites
  readonly #invalidations: Invalidations
  readonly #leases: Leases
  /** By workload: draws the input that tells sessions apart; `null` where users or requests do. */
  readonly #sessions: readonly (((request: number) => number) | null)[]

  constructor(world: DataWorld, caches: Caches, invalidations: Invalidations) {
    const { plan, seed, draws } = world
    this.any = plan.stores.length > 0
    this.marks = new RowMarks(world.engine)
    this.#hasBusiness = (plan.businesses ?? []).length > 0
    this.#world = world
    this.#stores = plan.stores.map((store, s) => createStore(world, s, store))
    this.#cacheWrites = new CacheWrites(world, caches, this.#stores)
    this.#invalidations = invalidations
    this.#leases = new Leases(world, this.#stores, (frame, step) => this.#keyOf(frame, step))
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

  /** A write has been acknowledged to its caller. */
  wrote(write: Written): void {
    this.#cacheWrites.wrote(write)
  }

  /** An instance has crashed. */
  crashed(instance: number): void {
    this.#cacheWrites.crashed(instance)
    for (const store of this.#on(instance)) store.crashed?.(instance)
  }

  /** … and has started again. */
  restarted(instance: number): void {
    for (const store of this.#on(instance)) store.restarted?.(instance)
  }

  /** Whether an instance is the leader of its shard now, of a store where one of several nodes leads. */
  leads(instance: number): boolean {
    return this.#on(instance).some((store) => store.leads?.(instance) === true)
  }

  /** The run begins. */
  start(): void {
    for (const store of this.#stores) {
      store.placement.start()
      store.start?.()
    }
  }

  #on(instance: number): readonly Store[] {
    const { plan, instances } = this.#world
    return this.#stores.filter((_, s) => plan.stores[s]?.unit === instances[instance]?.unit)
  }

  invalidate(frame: Frame, step: Step): void {
    this.#invalidations.send(frame, step, this.#keyOf(frame, step))
  }

  access(frame: Frame, step: Step): boolean {
    const { access } = step
    const key = this.#keyOf(frame, step)
    if (this.#hasBusiness && access !== undefined && key >= 0 && !isRead(access)) {
      const barred = this.marks.bars(frame, access, key, frame.context?.business ?? null)
      if (barred) return frame.failure !== Outcome.ok
    }
    if (this.#cacheWrites.take(frame, step, key)) return true
    return (this.#stores[access?.store ?? -1] as Store).access(frame, step, key)
  }

  /** Whether a row of a record is there now, for who knows without asking. */
  has(record: number, key: number): boolean {
    const { store } = this.#world.plan.records[record] as RecordPlan
    return this.#stores[store]?.has?.(record, key) ?? false
  }

  /** The statement of a step for a key that is known. Returns as `access`. */
  accessAt(frame: Frame, step: Step, key: number): boolean {
    return (this.#stores[step.access?.store ?? -1] as Store).access(frame, step, key)
  }

  #keyOf({ path, workload, request, context }: Frame, { dataKey, hash, access }: Step): number {
    if (access?.once === true) return context?.once ?? NO_KEY
    if (dataKey === null) return NO_KEY
    const { draws } = this.#world
    const business = this.#hasBusiness && dataKey.isOwn(workload) ? (context?.business ?? null) : null
    if (business === null || access === undefined)
      return dataKey.draw(draws, workload, request, pathHash(path, hash, 0))
    const known = business.keyOf(access.record)
    if (known >= 0) return known
    const key = dataKey.draw(draws, workload, request, pathHash(path, hash, 0))
    business.drew(access.record, key)
    return key
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    if (step.kind === StepKind.lease) return this.#leases.goOn(frame, step, bodies)
    return this.#storeOf(step).block?.(frame, step, bodies) ?? null
  }

  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    if (step.kind === StepKind.lease) return this.#leases.failed(frame, step, outcome, bodies)
    return this.#storeOf(step).failed?.(frame, step, outcome, bodies) ?? null
  }

  #storeOf({ transaction }: Step): Store {
    const store = this.#stores[transaction?.store ?? -1]
    if (store?.block === undefined) throw new SimulationBug('a store without transactions was asked for one')
    return store
  }
}
