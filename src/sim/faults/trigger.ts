import type { ConditionPlan, FaultSchedule } from '../fault-plan.ts'

/** Watches the condition of a fault that is triggered by one: it fires when the condition becomes true. */
export class Trigger {
  /** Time of the next look, ns. */
  nextLook = 0
  readonly #plan: Extract<FaultSchedule, { readonly kind: 'when' }>
  #left: number
  #held = false
  /** Fired, and not yet started. */
  #pending = false

  constructor(plan: Extract<FaultSchedule, { readonly kind: 'when' }>) {
    this.#plan = plan
    this.#left = plan.times
    if (plan.times <= 0) this.stop()
  }

  /** A look at `value`; whether the fault is to start. Nothing happens while the fault is on, or about to start. */
  fires(value: number, on: boolean): boolean {
    this.nextLook += this.#plan.poll
    const holds = compare(value, this.#plan.condition)
    const rises = holds && !this.#held
    this.#held = holds
    if (!rises || on || this.#pending) return false
    this.#pending = true
    if (--this.#left === 0) this.stop()
    return true
  }

  /** The start that it asked for has come. */
  started(): void {
    this.#pending = false
  }

  /** Never looks again. */
  stop(): void {
    this.nextLook = Number.POSITIVE_INFINITY
  }
}

function compare(value: number, { compare: sign, value: limit }: ConditionPlan): boolean {
  switch (sign) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
  }
}
