import type { Context } from './context.ts'
import { EventKind } from './event-kind.ts'
import type { FaultMark } from './fault-mark.ts'
import { type Frame, FrameKind, NEVER } from './frame.ts'
import type { FramePool } from './frame-pool.ts'
import { type Draws, pathHash, type StepKey, stepKey } from './kernel/draws.ts'
import type { Engine } from './kernel/engine.ts'
import { eventCode } from './kernel/event-code.ts'
import { uniform53 } from './kernel/source.ts'
import { Outcome } from './outcome.ts'
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
  /** What is remembered of a new request (`user` is -1 for open load); `null` where nothing is. */
  readonly context: ((workload: number, request: number, user: number) => Context) | null
}

/** A fault that changes how many requests come. */
interface Surge {
  readonly factor: number
  readonly mark: FaultMark
}

/** A fault that makes clients ask again. */
interface Insistence {
  readonly attempts: number
  readonly wait: number
  readonly mark: FaultMark
}

/** A request that its client will make again. */
interface Repetition {
  readonly workload: number
  readonly request: number
  readonly attempt: number
  readonly user: number
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
  /** Sequence number of the arrival that is expected. */
  arrival: number
  readonly surges: Surge[]
  readonly insistences: Insistence[]
}

/** Brings requests into the world and takes note when they have ended. */
export class Load {
  /** Requests begun and not yet ended. */
  inFlight = 0
  // Each in a field of its own: an object made by spreading another may have a shape that no other world has, and code
  // that reads it is compiled anew, or slow, in every world.
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #draws: Draws
  readonly #until: number
  readonly #entries: readonly (readonly Program[])[]
  readonly #run: (root: Frame) => void
  readonly #context: LoadParts['context']
  readonly #sources: readonly Source[]
  /** The workload of each user, and their number in it. */
  readonly #userSource: number[] = []
  readonly #userNumber: number[] = []
  /** Indexes of users that only surges bring, by workload and number. */
  readonly #guests: Map<number, number>[] = []
  readonly #repetitions: (Repetition | null)[] = []
  readonly #freeRepetitions: number[] = []

  constructor(plans: readonly WorkloadPlan[], parts: LoadParts) {
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#draws = parts.draws
    this.#until = parts.until
    this.#entries = parts.entries
    this.#run = parts.run
    this.#context = parts.context
    this.#sources = plans.map((plan, w) => {
      const key = stepKey(parts.seed, `workload/${plan.name}/mix`)
      const firstUser = this.#userSource.length
      const users = plan.arrivals.kind === 'closed' ? new Users(plan.arrivals, parts.seed, plan.name) : undefined
      for (let i = 0; i < (users?.count ?? 0); i++) this.#addUser(w, i)
      return {
        plan,
        arrivals: arrivalsOf(plan, parts.seed),
        users,
        firstUser,
        mixKey: key,
        path: key.high,
        deadlineLane: plan.deadline > 0 ? parts.engine.lane(plan.deadline) : -1,
        requests: 0,
        arrival: NEVER,
        surges: [],
        insistences: [],
      }
    })
  }

  /** Schedules the first arrivals. */
  start(): void {
    this.#sources.forEach((source, w) => {
      this.#scheduleArrival(source, w, source.arrivals?.next() ?? Number.POSITIVE_INFINITY)
      const { users } = source
      if (users === undefined) return
      for (let user = 0; user < users.count; user++) this.#scheduleUser(source, user, users.startsAt(user))
    })
  }

  /** Whether an arrival of this workload is expected under this sequence number. */
  expects(workload: number, sequence: number): boolean {
    return (this.#sources[workload] as Source).arrival === sequence
  }

  /** The next request or batch of an open workload arrives. */
  arrive(workload: number): void {
    const source = this.#sources[workload] as Source
    if (source.arrival !== this.#engine.sequence) return
    const size = source.arrivals?.size() ?? 0
    // The next arrival is known before these requests run, so that nothing they do can come between.
    this.#scheduleArrival(source, workload, source.arrivals?.next() ?? Number.POSITIVE_INFINITY)
    if (source.surges.length > 0) this.#biteSurges(source, Math.max(1, size))
    for (let i = 0; i < size; i++) this.#begin(source, workload, source.requests++, -1, 0)
  }

  /** A user has thought long enough. */
  userReady(user: number): void {
    const workload = this.#userSource[user] as number
    const source = this.#sources[workload] as Source
    const { users } = source
    const number = this.#userNumber[user] as number
    if (users === undefined || this.#leaves(source, users, number)) return
    if (number >= users.count) this.#biteSurges(source, 1)
    this.#begin(source, workload, users.nextRequest(number), user, 0)
  }

  /** A client asks again. */
  askAgain(repetition: number): void {
    const again = this.#repetitions[repetition] as Repetition
    this.#repetitions[repetition] = null
    this.#freeRepetitions.push(repetition)
    const { workload, request, user, attempt } = again
    this.#begin(this.#sources[workload] as Source, workload, request, user, attempt)
  }

  /** A request has ended: frees its frame, and lets its user think again. */
  done(root: Frame): void {
    this.inFlight--
    if (root.deadlineSlot >= 0) {
      this.#engine.cancel(root.deadlineSlot)
      root.deadlineSlot = -1
    }
    const { user, workload, request, outcome, iteration } = root
    this.#frames.give(root)
    const source = this.#sources[workload] as Source
    if (outcome !== Outcome.ok && source.insistences.length > 0) {
      if (this.#repeats(source, { workload, request, user, attempt: iteration + 1 })) return
    }
    if (user < 0) return
    const number = this.#userNumber[user] as number
    if (source.users !== undefined && !this.#leaves(source, source.users, number)) this.#scheduleUser(source, number, 0)
  }

  /**
   * From now on `factor` (above 0) times as many requests of an open workload come, or there are so many times as many
   * users; factors multiply. Returns what ends it. Bites: while it is on, each arrival, each request of an additional
   * user and each user who leaves.
   */
  surge(workload: number, factor: number, mark: FaultMark): () => void {
    const source = this.#sources[workload] as Source
    const surge = { factor, mark }
    source.surges.push(surge)
    this.#changeRate(source, workload)
    return () => {
      source.surges.splice(source.surges.indexOf(surge), 1)
      this.#changeRate(source, workload)
    }
  }

  /**
   * From now on a client whose request has failed makes it again `wait` ns later, as a new request that wants the same,
   * up to `attempts` in all; of several faults the one with the most attempts decides. Each counts as a request of its
   * own, with its own latency and deadline; a user thinks again after the last one. None begins when the load is over.
   * Returns what ends it. Bites: each further attempt.
   */
  insist(workload: number, attempts: number, wait: number, mark: FaultMark): () => void {
    const { insistences } = this.#sources[workload] as Source
    const insistence = { attempts, wait, mark }
    insistences.push(insistence)
    insistences.sort((a, b) => b.attempts - a.attempts)
    return () => {
      insistences.splice(insistences.indexOf(insistence), 1)
    }
  }

  /** The workload of a pending repetition. */
  nameOf(repetition: number): string {
    return this.#sources[this.#repetitions[repetition]?.workload ?? -1]?.plan.name ?? '?'
  }

  #addUser(workload: number, number: number): number {
    this.#userNumber.push(number)
    return this.#userSource.push(workload) - 1
  }

  #userIndex(source: Source, number: number): number {
    const { users, firstUser } = source
    if (users === undefined || number < users.count) return firstUser + number
    const workload = this.#sources.indexOf(source)
    const guests = (this.#guests[workload] ??= new Map())
    const known = guests.get(number)
    if (known !== undefined) return known
    const index = this.#addUser(workload, number)
    guests.set(number, index)
    return index
  }

  #scheduleArrival(source: Source, workload: number, time: number): void {
    const engine = this.#engine
    const scheduled = time < this.#until
    source.arrival = scheduled ? engine.schedule(time - engine.now, eventCode(EventKind.arrival, workload)) : NEVER
  }

  #scheduleUser(source: Source, number: number, wait: number): void {
    const engine = this.#engine
    const delay = wait + (source.users?.think(number, this.#draws) ?? 0)
    if (engine.now + delay >= this.#until) return
    engine.schedule(delay, eventCode(EventKind.userReady, this.#userIndex(source, number)))
  }

  #changeRate(source: Source, workload: number): void {
    const engine = this.#engine
    let factor = 1
    for (const surge of source.surges) factor *= surge.factor
    if (source.arrivals !== undefined) {
      if (source.arrival !== NEVER) engine.disown()
      this.#scheduleArrival(source, workload, source.arrivals.surge(factor, engine.now))
    }
    for (const number of source.users?.surge(factor) ?? []) this.#scheduleUser(source, number, 0)
  }

  #leaves(source: Source, users: Users, number: number): boolean {
    if (source.surges.length === 0 && users.known === users.count) return false
    const leaves = users.leaves(number)
    if (leaves) this.#biteSurges(source, 1)
    return leaves
  }

  #biteSurges(source: Source, times: number): void {
    for (const { factor, mark } of source.surges) if (factor !== 1) mark.bites += times
  }

  /** Lets the client ask again, unless it has done so often enough or the load is over. */
  #repeats(source: Source, repetition: Repetition): boolean {
    const engine = this.#engine
    const [insistence] = source.insistences
    if (insistence === undefined || repetition.attempt >= insistence.attempts) return false
    if (engine.now + insistence.wait >= this.#until) return false
    insistence.mark.bites++
    const slot = this.#freeRepetitions.pop() ?? this.#repetitions.length
    this.#repetitions[slot] = repetition
    engine.schedule(insistence.wait, eventCode(EventKind.again, slot))
    return true
  }

  #begin(source: Source, workload: number, request: number, user: number, attempt: number): void {
    const engine = this.#engine
    const { plan } = source
    const entry = plan.mix.length > 1 ? this.#drawEntry(source, request) : 0
    const root = this.#frames.take(FrameKind.root, this.#entries[workload]?.[entry] as Program)
    root.request = request
    // Asked again, a request needs new work for the same wish: its inputs are drawn from its number alone.
    root.path = attempt === 0 ? source.path : pathHash(source.path, 0, attempt)
    root.iteration = attempt
    root.workload = workload
    root.user = user
    root.priority = plan.mix[entry]?.priority ?? 0
    root.start = engine.now
    if (this.#context !== null) root.context = this.#context(workload, request, user)
    root.expiresAt = plan.propagate && plan.deadline > 0 ? engine.now + plan.deadline : Number.POSITIVE_INFINITY
    if (source.deadlineLane >= 0) {
      root.deadlineSlot = engine.arm(source.deadlineLane, eventCode(EventKind.deadline, root.index))
    }
    this.inFlight++
    this.#run(root)
  }

  #drawEntry({ mixKey, plan }: Source, request: number): number {
    this.#draws.seek(mixKey.high, mixKey.low, request, 0)
    const point = uniform53(this.#draws)
    let entry = 0
    while (entry < plan.mix.length - 1 && point >= (plan.mix[entry]?.cumulative ?? 1)) entry++
    return entry
  }
}
