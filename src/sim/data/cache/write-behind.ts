import { FactKind } from '../../data-fact.ts'
import type { AccessPlan } from '../../data-plan.ts'
import { type Frame, FrameKind, Waiting } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { Outcome } from '../../outcome.ts'
import { StepKind } from '../../plan.ts'
import type { Program, Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import { newValue } from '../new-value.ts'
import { Session } from '../session.ts'
import type { Store } from '../store.ts'
import type { Caches } from './caches.ts'

/** A write that its store has not got yet. */
interface Pending {
  readonly step: Step
  readonly key: number
  version: number
  value: number
  /** Alarm that sends it on; -1 while it is on its way. */
  alarm: number
  /** Written again while it was on its way. */
  again: boolean
}

/** The session of a write that goes on in the background: it learns how that ends. */
class Background extends Session {
  readonly #over: (outcome: number) => void

  constructor(id: number, workload: number, request: number, over: (outcome: number) => void) {
    super(id, workload, request)
    this.#over = over
  }

  override told(outcome: number): void {
    this.#over(outcome)
  }
}

/**
 * A cache that answers writes itself and gives them to the store later, the last of several to one key only. What fails
 * is tried again after the same time. What an instance has not given away when it crashes is lost; a shared cache is a
 * process of its own and loses nothing.
 */
export class WriteBehind {
  readonly #world: DataWorld
  readonly #caches: Caches
  readonly #cache: number
  readonly #within: number
  readonly #stores: readonly Store[]
  /** By instance (0 for a shared cache), then by key. */
  readonly #pending: Map<number, Pending>[] = []
  #flushes = 0
  readonly #programs = new Map<Step, Program>()

  constructor(world: DataWorld, caches: Caches, cache: number, within: number, stores: readonly Store[]) {
    this.#world = world
    this.#caches = caches
    this.#cache = cache
    this.#within = within
    this.#stores = stores
  }

  /** Keeps a write, which is done with that as far as its caller can see. */
  take(frame: Frame, step: Step, key: number): void {
    const { engine, reporter } = this.#world
    const access = step.access as AccessPlan
    const session = frame.context?.session as Session
    const version = this.#world.nextVersion()
    const seen = session.seen(access.record, key)
    const value = newValue(access.value, seen?.value ?? 0)
    this.#caches.put(this.#cache, frame.instance, key, version, value)
    session.see(access.record, key, version, value)
    if (reporter.to !== null) {
      for (const kind of [FactKind.committed, FactKind.acknowledged]) {
        const fact = reporter.fact(kind, engine.now, access.record, key)
        fact.session = session.id
        fact.workload = session.workload
        fact.request = session.request
        fact.operation = frame.program.index
        fact.business = frame.context?.business?.id ?? -1
        fact.leg = frame.context?.business?.leg ?? -1
        fact.phase = frame.context?.business?.phase ?? 0
        fact.version = version
        fact.order = version
        fact.value = value
        fact.replaced = seen?.version ?? 0
        reporter.tell(fact)
      }
    }
    this.#keep(frame.instance, step, key, version, value)
  }

  /** What an instance had not given to the store is lost with it. */
  crashed(instance: number): void {
    if (this.#isShared) return
    const { alarms, reporter, engine } = this.#world
    const pending = this.#pending[instance]
    if (pending === undefined) return
    for (const { step, key, version, value, alarm } of pending.values()) {
      if (alarm >= 0) alarms.cancel(alarm)
      if (reporter.to === null) continue
      const fact = reporter.fact(FactKind.lost, engine.now, step.access?.record ?? 0, key)
      fact.version = version
      fact.order = version
      fact.value = value
      reporter.tell(fact)
    }
    pending.clear()
  }

  get #isShared(): boolean {
    return this.#caches.plans[this.#cache]?.scope === 'shared'
  }

  #keep(instance: number, step: Step, key: number, version: number, value: number): void {
    const of = this.#isShared ? 0 : instance
    const pending = (this.#pending[of] ??= new Map<number, Pending>())
    const known = pending.get(key)
    if (known === undefined) {
      const write: Pending = { step, key, version, value, alarm: -1, again: false }
      pending.set(key, write)
      this.#wait(pending, write, instance)
      return
    }
    known.version = version
    known.value = value
    if (known.alarm < 0) known.again = true
  }

  #wait(pending: Map<number, Pending>, write: Pending, instance: number): void {
    write.alarm = this.#world.alarms.set(this.#within, () => {
      write.alarm = -1
      this.#send(pending, write, instance)
    })
  }

  /** Gives a write to the store, in a frame of its own that nobody waits for. */
  #send(pending: Map<number, Pending>, write: Pending, instance: number): void {
    const { frames, engine } = this.#world
    const { step, key, value } = write
    write.again = false
    const access: AccessPlan = { ...(step.access as AccessPlan), value: { kind: 'set', value }, ifUnchanged: false }
    const number = ++this.#flushes
    const frame = frames.take(FrameKind.tail, this.#programOf(step))
    frame.request = number
    frame.path = pathHash(this.#cache, step.hash, number)
    frame.workload = 0
    frame.instance = instance
    frame.expiresAt = Number.POSITIVE_INFINITY
    frame.priority = 0
    frame.start = engine.now
    frame.at = 0
    frame.pc = 1
    frame.holdsSlot = false
    frame.context = new Background(-number, -1, -number, (outcome) => {
      // After a crash nobody asks any more.
      if (pending.get(key) !== write) return
      if (outcome !== Outcome.ok || write.again) this.#wait(pending, write, instance)
      else pending.delete(key)
    })
    const now = this.#stores[access.store]?.access(frame, step.like({ access }), key) ?? true
    frame.waiting = now ? Waiting.nothing : frame.waiting
    if (now) this.#world.ready.add(frame)
  }

  /** The step by itself. */
  #programOf(step: Step): Program {
    const known = this.#programs.get(step)
    if (known !== undefined) return known
    const program: Program = { ...step.program, index: -1, steps: [step, step.like({ kind: StepKind.end })] }
    this.#programs.set(step, program)
    return program
  }
}
