import { BusinessKind } from '../business-fact.ts'
import type { BusinessPlan, Countermeasures } from '../business-plan.ts'
import type { Cargo } from '../cargo.ts'
import { Session } from '../data/session.ts'
import type { Frame } from '../frame.ts'
import { pathHash } from '../kernel/draws.ts'
import { invariant } from '../kernel/invariant.ts'
import { Outcome } from '../outcome.ts'
import type { Program, Step } from '../step.ts'
import { BusinessContext } from './business-context.ts'
import type { BusinessState } from './business-state.ts'
import type { BusinessWorld } from './business-world.ts'
import { LegCall, type LegOwner } from './leg-call.ts'
import { LegMemory } from './leg-memory.ts'
import { CALLED, Phase } from './phase.ts'

/** Calls in the program of calls for each leg. */
export const STEPS_PER_LEG = 3

/** Keys of one record are numbered from 0; more than this many would need another way of telling them apart. */
const KEYS_AT_MOST = 0x1_0000_0000

/** One business transaction that has begun: who wanted it, and what all who work for it know. */
export class BusinessTransaction implements BusinessState {
  readonly world: BusinessWorld
  readonly plan: BusinessPlan
  /** Index of the plan. */
  readonly index: number
  /** Unique in the run. */
  readonly id: number
  /** Program of the calls. */
  readonly program: Program
  readonly legs: readonly LegMemory[]
  /** The request that it goes back to, and the place in its call tree. */
  readonly workload: number
  readonly request: number
  readonly path: number
  readonly priority: number
  readonly session: Session
  /** When it began, ns. */
  readonly began: number
  /** What its rows are marked with; nothing any more when it has settled. */
  lock: Countermeasures['semanticLock']
  readonly versionFile: boolean
  readonly keepsVersions: boolean
  /** By row: the version that was read last; `null` where nobody wants to know. */
  readonly #seen: Map<number, number> | null
  /** Whether a row was found to be other than it was read. */
  changed = false

  /** `frame`: the one that stands at the `transact` step. */
  constructor(world: BusinessWorld, index: number, plan: BusinessPlan, frame: Frame, step: Step) {
    const { context } = frame
    invariant(context?.session instanceof Session, 'a business transaction begins for nobody')
    const countermeasures = plan.rules.kind === 'saga' ? plan.rules.countermeasures : null
    this.world = world
    this.plan = plan
    this.index = index
    this.id = world.nextBusiness()
    this.program = world.programs[plan.calls] as Program
    this.legs = plan.legs.map((_, leg) => new LegMemory(leg))
    this.workload = frame.workload
    this.request = frame.request
    this.path = pathHash(frame.path, step.hash, 0)
    this.priority = frame.priority
    this.session = context.session
    this.began = world.engine.now
    this.lock = countermeasures?.semanticLock ?? 'none'
    const { kind } = plan.rules
    this.keepsVersions = countermeasures?.versionFile ?? kind === 'choreography'
    // Of what is prepared, the stores themselves know whether it was called off.
    this.versionFile = countermeasures?.versionFile ?? kind === 'two-phase-commit'
    this.#seen = countermeasures?.rereadValue === true ? new Map() : null
  }

  /** Tells a fact. `instance`: where it happens. */
  tell(kind: BusinessKind, instance: number, outcome: number = Outcome.ok, leg = -1, attempt = 0): void {
    const { reporter, engine } = this.world
    if (reporter.to === null) return
    const fact = reporter.fact(kind, engine.now, this.id, this.index)
    fact.leg = leg
    fact.attempt = attempt
    fact.instance = instance
    fact.workload = this.workload
    fact.request = this.request
    fact.outcome = outcome
    reporter.tell(fact)
  }

  /**
   * Calls the operation, undo or confirm of a leg, below `parent` and at its instance; `owner` hears how that ends.
   * `expiresAt`: when whoever asked stops waiting, `Infinity` for never. Returns the frame that runs next, if any.
   */
  call(leg: number, phase: Phase, parent: Frame, owner: LegOwner, expiresAt: number): Frame | null {
    const memory = this.legs[leg] as LegMemory
    const step = this.program.steps[STEPS_PER_LEG * leg + phase] as Step
    const repetition = memory.called(phase === Phase.operation)
    const attempt = repetition + 1
    this.tell(CALLED[phase] as BusinessKind, parent.instance, Outcome.ok, leg, attempt)
    const call = new LegCall(this, memory, phase, attempt, owner, parent.instance)
    const context = new BusinessContext(this, this.session, memory, phase)
    if (step.edge >= 0) return this.send(step, parent, context, call, repetition, expiresAt)
    const begin = (): Frame | null =>
      call.isVain ? call.skip(parent) : this.send(step, parent, context, call, repetition, expiresAt)
    const isKeptOut = call.waits(() => {
      const next = begin()
      if (next !== null) this.world.ready.add(next)
    })
    return isKeptOut ? null : begin()
  }

  /** Whether policies may call a leg again, so that its last answer does not say what became of the others. */
  isRepeated(leg: number): boolean {
    const { edge } = this.program.steps[STEPS_PER_LEG * leg] as Step
    return edge >= 0 && this.world.client.guards.of(edge) !== null
  }

  /** Makes a call for the transaction, with cargo that learns how it ends. Returns as `call`. */
  send(
    step: Step,
    parent: Frame,
    context: BusinessContext,
    cargo: Cargo<Frame>,
    repetition: number,
    expiresAt: number,
  ): Frame | null {
    const { client } = this.world
    const caller = client.sender.of(this, parent.instance, context)
    caller.expiresAt = expiresAt
    if (step.edge >= 0) return client.carry(caller, parent, step, cargo, repetition)
    return client.inside?.carry(caller, parent, step, cargo, repetition) ?? null
  }

  /** Code that works for it has read a row. */
  saw(record: number, key: number, version: number): void {
    this.#seen?.set(record * KEYS_AT_MOST + key, version)
  }

  /** … or has written one, perhaps (`version` -1). */
  wrote(record: number, key: number, version: number): void {
    const place = record * KEYS_AT_MOST + key
    if (this.#seen?.has(place) !== true) return
    if (version >= 0) this.#seen.set(place, version)
    else this.#seen.delete(place)
  }

  /** A row that was read was read again. */
  compare(record: number, key: number, version: number): void {
    const before = this.#seen?.get(record * KEYS_AT_MOST + key)
    if (before !== undefined && before !== version) this.changed = true
  }

  /** Code that works for a leg has met a row that another transaction has marked. */
  barred(leg: number, instance: number, outcome: number): void {
    this.tell(BusinessKind.barred, instance, outcome, leg)
  }
}
