import { type Frame, NEVER } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { BreakerPlan } from '../../policy-plan.ts'
import { REJECT, Verdict, WAIT } from '../../resilience/breaker/breaker.ts'
import type { BreakerCell } from './breaker-cell.ts'
import type { BreakerCells } from './breaker-cells.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'
import { NO_SERVER, States } from './states.ts'

const Phase = { waiting: 0, admitted: 1 } as const

/** Lets no call through while too many have failed. */
export class BreakerLayer extends PlainLayer {
  readonly #plan: BreakerPlan
  readonly #inner: Layer
  readonly #rejections: number
  readonly #cells: States<BreakerCell>

  constructor(guarding: Guarding, plan: BreakerPlan, inner: Layer, cells: BreakerCells) {
    super(guarding)
    const { instruments, edge, calls } = guarding
    this.#plan = plan
    this.#inner = inner
    this.#rejections = instruments.rejections.breaker ?? -1
    const columns = guarding.plan.per === 'target' ? 1 : edge.callees
    this.#cells = new States(guarding, (row, column) => {
      const place = row * columns + column
      return cells.create(
        plan.rules,
        guarding.stream('breaker', place),
        instruments.levels.breaker?.[place] ?? -1,
        calls,
      )
    })
  }

  enter(outer: Passage): Frame | null {
    const { guarding } = this
    const server = this.#cells.serverFor(outer)
    if (server === NO_SERVER) return guarding.refuse(outer, Outcome.unresolved)
    const cell = this.#cells.of(outer.call, server)
    const token = cell.admit()
    if (token === REJECT) return this.#reject(outer)
    const passage = guarding.passages.take(this, outer)
    passage.server = server
    passage.since = guarding.engine.now
    return this.#goOn(passage, cell, token)
  }

  override restarted(row: number): void {
    for (const cell of this.#cells.forget(row)) cell.retire()
  }

  /** It has waited for a probe, and asks again. */
  override woken(passage: Passage): Frame | null {
    const { guarding } = this
    const { engine, passages } = guarding
    const { now } = engine
    const cell = this.#cells.of(passage.call, passage.server)
    cell.waiting.leave(passage)
    const token = cell.admit()
    passage.waited += now - passage.since
    passage.since = now
    if (token !== REJECT) return this.#goOn(passage, cell, token)
    guarding.calls.probe.counted(this.#rejections, now, 1)
    guarding.decided(passage.call)
    return passages.leave(passage, Outcome.breakerOpen)
  }

  ended(passage: Passage, outcome: number): Frame | null {
    const { guarding } = this
    const { failures, ignored } = this.#plan
    const failed = failures[outcome] === true ? Verdict.failure : Verdict.success
    this.#settle(passage, ignored[outcome] === true ? Verdict.ignored : failed)
    if (passage.waited > 0) guarding.spend(passage.call, Part.pool, passage.waited)
    return guarding.passages.leave(passage, outcome)
  }

  override dropped(passage: Passage): void {
    if (passage.phase === Phase.admitted) this.#settle(passage, Verdict.ignored)
    else this.#cells.of(passage.call, passage.server).waiting.leave(passage)
  }

  #goOn(passage: Passage, cell: BreakerCell, token: number): Frame | null {
    if (token === WAIT) {
      passage.phase = Phase.waiting
      cell.waiting.join(passage)
      return null
    }
    passage.phase = Phase.admitted
    passage.token = token
    return this.#inner.enter(passage)
  }

  #settle(passage: Passage, verdict: Verdict): void {
    const { engine, passages } = this.guarding
    const cell = this.#cells.of(passage.call, passage.server)
    if (cell.settled(passage.token, verdict, engine.now - passage.since)) {
      for (let next = cell.waiting.first; next !== null; next = next.next) {
        if (next.wake === NEVER) passages.wakeAfter(next, 0)
      }
    }
  }

  #reject(outer: Passage): Frame | null {
    const { guarding } = this
    guarding.calls.probe.counted(this.#rejections, guarding.engine.now, 1)
    return guarding.refuse(outer, Outcome.breakerOpen)
  }
}
