import { invariant } from '../kernel/invariant.ts'
import { ANSWERS, OUTCOME_NAMES, Outcome } from '../outcome.ts'
import type { ConcurrencyLimitPlan } from '../policy-plan.ts'
import { createLimit, type Limit } from './create-limit.ts'
import { type Gate, PASS } from './gate.ts'

/** Endings that say nothing about how loaded the callee is. */
const SAY_NOTHING: readonly number[] = [Outcome.error, Outcome.cancelled, Outcome.crashed]

/**
 * A bound on the calls inside that is learnt from how long they take and how they end, as the limiters of Netflix's
 * concurrency-limits do: success and business reasons are samples, failures that may come from load are drops, and an
 * `error` of the callee, a cancelled or an abandoned call is ignored. It refuses at once, and never lets anybody wait.
 */
export class ConcurrencyLimitGate implements Gate {
  level = 0
  ticket = 0
  readonly delay = 0
  readonly longestWait = 0
  readonly #limit: Limit
  /** By ticket: when the call passed, and how many were inside with it. */
  readonly #startedAt: number[] = []
  readonly #inside: number[] = []
  readonly #freeTickets: number[] = []

  constructor(plan: ConcurrencyLimitPlan) {
    this.#limit = createLimit(plan)
  }

  get capacity(): number {
    return this.#limit.value
  }

  enter(now: number): number {
    if (this.level >= this.#limit.value) return Outcome.concurrencyLimited
    this.level++
    const ticket = this.#freeTickets.pop() ?? this.#startedAt.length
    this.#startedAt[ticket] = now
    this.#inside[ticket] = this.level
    this.ticket = ticket
    return PASS
  }

  leave(now: number, outcome: number, ticket: number): boolean {
    invariant(this.level > 0, 'a call left a concurrency limit that nobody is in')
    this.level--
    this.#freeTickets.push(ticket)
    if (outcome < 0 || SAY_NOTHING.includes(outcome)) return false
    const dropped = outcome !== Outcome.ok && outcome < OUTCOME_NAMES.length && ANSWERS[outcome] !== true
    // The shortest time that a sample can have; an instant answer is no reason to divide by 0.
    const duration = Math.max(1, now - (this.#startedAt[ticket] as number))
    this.#limit.sample(duration, this.#inside[ticket] as number, dropped)
    return false
  }

  withdraw(): void {
    invariant(false, 'nobody waits for a concurrency limit')
  }
}
