import type { Frame } from '../../frame.ts'
import type { Stream } from '../../kernel/stream.ts'
import { DEFINITE, Outcome } from '../../outcome.ts'
import type { RetryPlan } from '../../policy-plan.ts'
import type { Backoff } from '../../resilience/backoff.ts'
import { AttemptEnd, type Budget, FailureClass } from '../../resilience/budget.ts'
import { createBackoff } from '../../resilience/create-backoff.ts'
import { createBudget } from '../../resilience/create-budget.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'

/** `count` of a passage is the number of attempts begun, `token` what the budget took for the last retry. */
const Phase = { paced: 0, attempt: 1, backoff: 2 } as const

/** What the retries of one caller share. */
interface Purse {
  readonly jitter: Stream
  budget: Budget | null
}

/** Tries again what has failed. */
export class RetryLayer extends PlainLayer {
  readonly #plan: RetryPlan
  readonly #backoff: Backoff
  readonly #inner: Layer
  readonly #purses: (Purse | undefined)[] = []

  constructor(guarding: Guarding, plan: RetryPlan, inner: Layer) {
    super(guarding)
    this.#plan = plan
    this.#backoff = createBackoff(plan.backoff)
    this.#inner = inner
  }

  enter(outer: Passage): Frame | null {
    const { passages, engine } = this.guarding
    const passage = passages.take(this, outer)
    passage.token = 0
    passage.memory = 0
    this.#purse(passage).budget?.issued(engine.now)
    return this.#try(passage)
  }

  ended(passage: Passage, outcome: number): Frame | null {
    const { guarding } = this
    const { passages, engine, calls, instruments } = guarding
    const { now } = engine
    const { budget, jitter } = this.#purse(passage)
    const retryable = this.#retryable(passage, outcome)
    const kind = classOf(outcome)
    if (budget !== null) {
      const end = retryable ? AttemptEnd.retryable : AttemptEnd.settled
      budget.finished(now, end, kind, outcome === Outcome.ok, passage.count > 1, passage.token)
    }
    if (!retryable || passage.count >= this.#plan.attempts) return passages.leave(passage, outcome)
    if (budget !== null) {
      if (!budget.mayRetry(now, kind)) {
        calls.probe.counted(instruments.retriesDenied, now, 1)
        return passages.leave(passage, outcome)
      }
      passage.token = budget.cost
    }
    passage.phase = Phase.backoff
    passages.wakeAfter(passage, this.#wait(passage, outcome, jitter))
    return null
  }

  override woken(passage: Passage): Frame | null {
    if (passage.phase === Phase.paced) return this.#attempt(passage)
    return this.#try(passage)
  }

  override dropped(passage: Passage): void {
    const { budget } = this.#purse(passage)
    if (budget === null) return
    const { now } = this.guarding.engine
    if (passage.phase === Phase.attempt) {
      budget.finished(now, AttemptEnd.abandoned, FailureClass.other, false, passage.count > 1, passage.token)
    } else if (passage.count > 0) budget.forgone(now, passage.token)
  }

  /** Sends the next attempt, when the client's own rate allows it. */
  #try(passage: Passage): Frame | null {
    const { passages, engine } = this.guarding
    const delay = this.#purse(passage).budget?.delay(engine.now) ?? 0
    if (delay === 0) return this.#attempt(passage)
    passage.phase = Phase.paced
    passages.wakeAfter(passage, delay)
    return null
  }

  #attempt(passage: Passage): Frame | null {
    const { engine, calls, instruments } = this.guarding
    passage.phase = Phase.attempt
    if (passage.count++ > 0) calls.probe.counted(instruments.retries, engine.now, 1)
    this.#purse(passage).budget?.started(engine.now)
    return this.#inner.enter(passage)
  }

  /** A failure whose effect is unknown may be tried again only if doing it twice is as good as once. */
  #retryable({ call }: Passage, outcome: number): boolean {
    const { on, unsafe } = this.#plan
    if (outcome === Outcome.ok || on[outcome] !== true) return false
    return unsafe || call.program.idempotent || (DEFINITE[outcome] ?? true)
  }

  override restarted(row: number): void {
    const purse = this.#purses[row]
    const { budget } = this.#plan
    // The stream goes on: a new one would draw the same waits once more.
    if (purse !== undefined && budget !== null) purse.budget = createBudget(budget)
  }

  #wait(passage: Passage, outcome: number, jitter: Stream): number {
    const wait = this.#backoff.wait(passage.count - 1, passage.memory, jitter)
    passage.memory = this.#backoff.memory
    const { retryAfter } = passage.call
    const asked = outcome === Outcome.throttled && this.#plan.backoff.retryAfter
    return asked && retryAfter > wait ? retryAfter : wait
  }

  #purse({ call }: Passage): Purse {
    const row = this.guarding.row(call)
    const { budget } = this.#plan
    this.#purses[row] ??= {
      jitter: this.guarding.stream('retry', row),
      budget: budget === null ? null : createBudget(budget),
    }
    return this.#purses[row]
  }
}

function classOf(outcome: number): FailureClass {
  if (outcome === Outcome.timeout) return FailureClass.timeout
  return outcome === Outcome.throttled ? FailureClass.throttled : FailureClass.other
}
