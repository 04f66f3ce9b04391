import { EventKind } from './event-kind.ts'
import { type Frame, FrameKind } from './frame.ts'
import type { FramePool } from './frame-pool.ts'
import { type Draws, type StepKey, stepKey } from './kernel/draws.ts'
import type { Engine } from './kernel/engine.ts'
import { eventCode } from './kernel/event-code.ts'
import { uniform53 } from './kernel/source.ts'
import type { WorkloadPlan } from './plan.ts'
import type { Program } from './step.ts'
import type { Arrivals } from './workload/arrivals.ts'
import { arrivalsOf } from './workload/arrivals-of.ts'
import { Users } from './workload/users.ts'

/** What the load needs of the world. */
export interface LoadParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly draws: Draws
  readonly seed: string
  /** No request arrives at or after this time, ns. */
  readonly until: number
  /** For each entry of each workload's mix, the program that makes its one call. */
  readonly entries: readonly (readonly Program[])[]
  readonly run: (root: Frame) => void
}

/** One workload of the run. */
interface Source {
  readonly plan: WorkloadPlan
  readonly arrivals: Arrivals | undefined
  readonly users: Users | undefined
  /** Index of its first user among the users of all workloads. */
  readonly firstUser: number
  readonly mixKey: StepKey
  readonly path: number
  readonly deadlineLane: number
  requests: number
}

/** Brings requests into the world and takes note when they have ended. */
export class Load {
  /** Requests begun and not yet ended. */
  inFlight = 0
  readonly #parts: LoadParts
  readonly #sources: readonly Source[]
  /** The workload of each user. */
  readonly #userSource: readonly number[]

  constructor(plans: readonly WorkloadPlan[], parts: LoadParts) {
    this.#parts = parts
    const owners: number[] = []
    this.#sources = plans.map((plan, w) => {
      const key = stepKey(parts.seed, `workload/${plan.name}/mix`)
      const firstUser = owners.length
      const users = plan.arrivals.kind === 'closed' ? new Users(plan.arrivals, parts.seed, plan.name) : undefined
      for (let i = 0; i < (users?.count ?? 0); i++) owners.push(w)
      return {
        plan,
        arrivals: arrivalsOf(plan, parts.seed),
        users,
        firstUser,
        mixKey: key,
        path: key.high,
        deadlineLane: plan.deadline > 0 ? parts.engine.lane(plan.deadline) : -1,
        requests: 0,
      }
    })
    this.#userSource = owners
  }

  /** Schedules the first arrivals. */
  start(): void {
    this.#sources.forEach((source, w) => {
      this.#scheduleArrival(source, w)
      const { users } = source
      if (users === undefined) return
      for (let user = 0; user < users.count; user++) this.#scheduleUser(source, user, users.startsAt(user))
    })
  }

  /** The next request or batch of an open workload arrives. */
  arrive(workload: number): void {
    const source = this.#sources[workload] as Source
    const size = source.arrivals?.size() ?? 0
    // The next arrival is known before these requests run, so that nothing they do can come between.
    this.#scheduleArrival(source, workload)
    for (let i = 0; i < size; i++) this.#begin(source, workload, source.requests++, -1)
  }

  /** A user has thought long enough. */
  userReady(user: number): void {
    const workload = this.#userSource[user] as number
    const source = this.#sources[workload] as Source
    const { users } = source
    if (users !== undefined) this.#begin(source, workload, users.nextRequest(user - source.firstUser), user)
  }

  /** A request has ended: frees its frame, and lets its user think again. */
  done(root: Frame): void {
    this.inFlight--
    if (root.deadlineSlot >= 0) {
      this.#parts.engine.cancel(root.deadlineSlot)
      root.deadlineSlot = -1
    }
    const { user, workload } = root
    this.#parts.frames.give(root)
    if (user < 0) return
    const source = this.#sources[workload] as Source
    this.#scheduleUser(source, user - source.firstUser, 0)
  }

  #scheduleArrival(source: Source, workload: number): void {
    if (source.arrivals === undefined) return
    const { engine, until } = this.#parts
    const time = source.arrivals.next()
    if (time < until) engine.schedule(time - engine.now, eventCode(EventKind.arrival, workload))
  }

  #scheduleUser(source: Source, user: number, wait: number): void {
    const { engine, draws, until } = this.#parts
    const delay = wait + (source.users?.think(user, draws) ?? 0)
    if (engine.now + delay >= until) return
    engine.schedule(delay, eventCode(EventKind.userReady, source.firstUser + user))
  }

  #begin(source: Source, workload: number, request: number, user: number): void {
    const { engine, frames, draws, entries, run } = this.#parts
    const { plan } = source
    draws.seek(source.mixKey.high, source.mixKey.low, request, 0)
    const point = plan.mix.length > 1 ? uniform53(draws) : 0
    let entry = 0
    while (entry < plan.mix.length - 1 && point >= (plan.mix[entry]?.cumulative ?? 1)) entry++
    const root = frames.take(FrameKind.root, entries[workload]?.[entry] as Program)
    root.request = request
    root.path = source.path
    root.workload = workload
    root.user = user
    root.start = engine.now
    root.expiresAt = plan.propagate && plan.deadline > 0 ? engine.now + plan.deadline : Number.POSITIVE_INFINITY
    if (source.deadlineLane >= 0) {
      root.deadlineSlot = engine.arm(source.deadlineLane, eventCode(EventKind.deadline, root.index))
    }
    this.inFlight++
    run(root)
  }
}
