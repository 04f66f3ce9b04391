import { type Frame, FrameState, NEVER, Waste } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { HedgePlan } from '../../policy-plan.ts'
import { createLatencyQuantile } from '../../resilience/create-latency-quantile.ts'
import type { LatencyQuantile } from '../../resilience/latency-quantile.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'

/** A passage is that of the call, and has one for each of its branches inside. */
const Phase = { call: 0, branch: 1 } as const

/**
 * Starts further branches of a call that is slow to be answered. The first good answer decides, and the others are
 * given up. A failure decides when no other branch is under way.
 */
export class HedgeLayer extends PlainLayer {
  readonly #plan: HedgePlan
  readonly #inner: Layer
  readonly #lane: number
  readonly #latencies: (LatencyQuantile | undefined)[] = []

  constructor(guarding: Guarding, plan: HedgePlan, inner: Layer) {
    super(guarding)
    this.#plan = plan
    this.#inner = inner
    this.#lane = guarding.engine.lane(plan.after)
  }

  enter(outer: Passage): Frame | null {
    const passage = this.guarding.passages.take(this, outer)
    passage.phase = Phase.call
    passage.since = this.guarding.engine.now
    return this.#start(passage)
  }

  override woken(passage: Passage): Frame | null {
    return this.#start(passage)
  }

  override timedOut(passage: Passage): Frame | null {
    return this.#start(passage)
  }

  /** A branch has ended. */
  ended(branch: Passage, outcome: number): Frame | null {
    const { guarding } = this
    const { passages, engine } = guarding
    const passage = branch.outer as Passage
    // Of the whole call: it takes longer than the delay just when its first branch does. The branches that win are
    // quick, and learning from them alone would make the delay shorter and shorter.
    if (outcome === Outcome.ok) this.#latency(branch.call)?.add(engine.now - passage.since)
    passages.give(branch)
    if (outcome !== Outcome.ok && passage.inner !== null) {
      passage.outcome = outcome
      return null
    }
    guarding.dropInside(passage, Outcome.cancelled, this.#plan.cancel ? 'send-cancellation' : 'let-run', Waste.hedge)
    return passages.leave(passage, outcome)
  }

  /** A call of a branch begins at its server: those of the others that have not begun are cancelled there, if tied. */
  began(call: Frame): void {
    if (!this.#plan.tied) return
    const { calls, passages } = this.guarding
    const own = this.#branchOf(passages.at(call.passage))
    if (own === null) return
    for (let branch = (own.outer as Passage).inner; branch !== null; branch = branch.sibling) {
      const { frame } = innermost(branch)
      if (branch === own || frame === null || frame.cancelWake !== NEVER || !notBegun(frame)) continue
      calls.cancelTied(frame)
    }
  }

  /** The cancellation of a tied call reaches its server. */
  untied(call: Frame): Frame | null {
    const { guarding } = this
    const branch = this.#branchOf(guarding.passages.at(call.passage))
    if (branch === null || !notBegun(call)) return null
    const passage = branch.outer as Passage
    guarding.drop(branch, Outcome.cancelled, 'stop-now', Waste.hedge)
    // If the one that had begun has failed since, this was the last.
    return passage.inner === null ? guarding.passages.leave(passage, passage.outcome) : null
  }

  #start(passage: Passage): Frame | null {
    const { passages, engine, calls, instruments } = this.guarding
    const { now } = engine
    if (passage.count++ > 0) calls.probe.counted(instruments.hedges, now, 1)
    if (passage.count <= this.#plan.max) {
      const usual = this.#latency(passage.call)?.value() ?? 0
      if (usual > 0) passages.wakeAfter(passage, usual)
      else passages.arm(passage, this.#lane)
    }
    const branch = passages.take(this, passage)
    branch.phase = Phase.branch
    if (passage.count > 1 && passage.server < 0) branch.server = this.#elsewhere(passage)
    return this.#inner.enter(branch)
  }

  /** An instance that no branch under way has gone to, if there is one; -1 where none can be picked. */
  #elsewhere(passage: Passage): number {
    const { call } = passage
    const taken: number[] = []
    for (let branch = passage.inner; branch !== null; branch = branch.sibling) {
      taken.push(innermost(branch).frame?.instance ?? -1)
    }
    return this.guarding.edge.balancer(call.caller).pickOther(call.key, taken)?.index ?? -1
  }

  /** The branch that a passage is in, or `null`. */
  #branchOf(passage: Passage): Passage | null {
    let branch = passage
    while (branch.layer !== this) {
      if (branch.root === branch) return null
      branch = branch.outer as Passage
    }
    return branch
  }

  override restarted(row: number): void {
    this.#latencies[row] = undefined
  }

  #latency(call: Frame): LatencyQuantile | undefined {
    const { percentile } = this.#plan
    if (percentile === 0) return undefined
    const row = this.guarding.row(call)
    this.#latencies[row] ??= createLatencyQuantile(percentile)
    return this.#latencies[row]
  }
}

function notBegun({ state }: Frame): boolean {
  return state === FrameState.requestOnTheWay || state === FrameState.queued
}

function innermost(passage: Passage): Passage {
  let inner = passage
  while (inner.inner !== null) inner = inner.inner
  return inner
}
