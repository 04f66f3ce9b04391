import type { Frame } from '../../frame.ts'
import { LinkedQueue } from '../../linked-queue.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { AdmissionPlan } from '../../policy-plan.ts'
import { createGate } from '../../resilience/create-gate.ts'
import { type Gate, WAIT } from '../../resilience/gate.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'
import { NO_SERVER, States } from './states.ts'

const Phase = { waiting: 0, passed: 1 } as const

/** One gate, those who wait for it, and its level at the probe. */
interface Entrance {
  readonly gate: Gate
  readonly waiting: LinkedQueue<Passage>
  readonly level: number
  reported: number
}

function createEntrance(plan: AdmissionPlan, level: number): Entrance {
  return { gate: createGate(plan), waiting: new LinkedQueue<Passage>(), level, reported: 0 }
}

/** A rate limit, a bulkhead or a concurrency limit at the caller. */
export class GateLayer extends PlainLayer {
  readonly #inner: Layer
  readonly #plan: AdmissionPlan
  readonly #rejections: number
  readonly #entrances: States<Entrance>
  /** Timer lane of the longest wait; -1 where nobody waits, or for as long as it takes. */
  readonly #lane: number

  constructor(guarding: Guarding, plan: AdmissionPlan, inner: Layer) {
    super(guarding)
    const { instruments, edge, engine } = guarding
    this.#inner = inner
    this.#plan = plan
    this.#rejections = instruments.rejections[plan.kind] ?? -1
    const levels = instruments.levels[plan.kind]
    const columns = guarding.plan.per === 'target' ? 1 : edge.callees
    const { longestWait } = createGate(plan)
    this.#lane = longestWait > 0 && longestWait < Number.POSITIVE_INFINITY ? engine.lane(longestWait) : -1
    this.#entrances = new States(guarding, (row, column) =>
      createEntrance(plan, levels?.[row * columns + column] ?? -1),
    )
  }

  enter(outer: Passage): Frame | null {
    const { guarding } = this
    const { passages, engine, calls } = guarding
    const server = this.#entrances.serverFor(outer)
    if (server === NO_SERVER) return guarding.refuse(outer, Outcome.unresolved)
    const entrance = this.#entrances.of(outer.call, server)
    const { gate } = entrance
    const { now } = engine
    const answer = gate.enter(now)
    if (answer > 0) {
      calls.probe.counted(this.#rejections, now, 1)
      return guarding.refuse(outer, answer)
    }
    const passage = passages.take(this, outer)
    passage.server = server
    passage.since = now
    if (answer === WAIT) {
      passage.phase = Phase.waiting
      entrance.waiting.join(passage)
      if (this.#lane >= 0) passages.arm(passage, this.#lane)
      return null
    }
    passage.phase = Phase.passed
    passage.token = gate.ticket
    this.#report(entrance)
    if (gate.delay === 0) return this.#inner.enter(passage)
    passages.wakeAfter(passage, gate.delay)
    return null
  }

  /** It has waited long enough, or has got the place of another. */
  override woken(passage: Passage): Frame | null {
    passage.waited = this.guarding.engine.now - passage.since
    return this.#inner.enter(passage)
  }

  override timedOut(passage: Passage): Frame | null {
    const { guarding } = this
    this.#stopWaiting(passage)
    guarding.calls.probe.counted(this.#rejections, guarding.engine.now, 1)
    guarding.decided(passage.call)
    return guarding.passages.leave(passage, Outcome.bulkheadFull)
  }

  ended(passage: Passage, outcome: number): Frame | null {
    const { guarding } = this
    this.#goOut(passage, outcome)
    if (passage.waited > 0) guarding.spend(passage.call, Part.pool, passage.waited)
    return guarding.passages.leave(passage, outcome)
  }

  override dropped(passage: Passage): void {
    if (passage.phase === Phase.waiting) this.#stopWaiting(passage)
    else this.#goOut(passage, -1)
  }

  override restarted(row: number): void {
    for (const entrance of this.#entrances.forget(row)) {
      const { gate } = createEntrance(this.#plan, entrance.level)
      this.#report({ ...entrance, gate })
    }
  }

  #goOut(passage: Passage, outcome: number): void {
    const { passages, engine } = this.guarding
    const entrance = this.#entrances.of(passage.call, passage.server)
    const { gate } = entrance
    if (gate.leave(engine.now, outcome, passage.token)) {
      const next = entrance.waiting.takeFirst() as Passage
      passages.disarm(next)
      next.phase = Phase.passed
      next.token = gate.ticket
      passages.wakeAfter(next, 0)
    }
    this.#report(entrance)
  }

  #stopWaiting(passage: Passage): void {
    const { gate, waiting } = this.#entrances.of(passage.call, passage.server)
    waiting.leave(passage)
    gate.withdraw(this.guarding.engine.now)
  }

  /** A bulkhead shows how many are inside, a concurrency limit where it stands. */
  #report(entrance: Entrance): void {
    const { gate, level, reported } = entrance
    if (level < 0) return
    const value = this.#plan.kind === 'bulkhead' ? gate.level : gate.capacity
    if (value === reported) return
    entrance.reported = value
    const { calls, engine } = this.guarding
    calls.probe.level(level, engine.now, value)
  }
}
