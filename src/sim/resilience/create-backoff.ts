import { exp, pow } from '../kernel/dmath.ts'
import { DURATION_MAX } from '../kernel/sample-duration.ts'
import { type Source, uniform53 } from '../kernel/source.ts'
import type { BackoffPlan } from '../policy-plan.ts'
import type { Backoff } from './backoff.ts'

/** The waits of a plan. */
export function createBackoff(plan: BackoffPlan): Backoff {
  switch (plan.jitter) {
    case 'decorrelated':
      return new Decorrelated(plan)
    case 'decorrelated-v2':
      return new DecorrelatedV2(plan)
    default:
      return new Growing(plan)
  }
}

/** A wait as the engine takes it. */
function whole(wait: number): number {
  return wait < DURATION_MAX ? Math.round(wait) : DURATION_MAX
}

/** A series that does not depend on chance, with jitter that forgets. */
class Growing implements Backoff {
  readonly memory = 0
  readonly #plan: BackoffPlan

  constructor(plan: BackoffPlan) {
    this.#plan = plan
  }

  wait(k: number, _memory: number, source: Source): number {
    const { jitter, share, max } = this.#plan
    const wait = Math.min(this.#series(k), max)
    switch (jitter) {
      case 'full':
        return whole(wait * uniform53(source))
      case 'equal':
        return whole((wait / 2) * (1 + uniform53(source)))
      case 'proportional':
        return whole(wait * (1 - share + 2 * share * uniform53(source)))
      default:
        return whole(wait)
    }
  }

  #series(k: number): number {
    const { kind, base, factor } = this.#plan
    if (kind === 'constant' || base === 0) return base
    return kind === 'linear' ? base * (k + 1) : base * pow(factor, k)
  }
}

/** M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015: each wait is drawn around the last one. */
class Decorrelated implements Backoff {
  memory = 0
  readonly #base: number
  readonly #max: number

  constructor({ base, max }: BackoffPlan) {
    this.#base = base
    this.#max = max
  }

  wait(k: number, memory: number, source: Source): number {
    const previous = k === 0 ? this.#base : memory
    const drawn = this.#base + (3 * previous - this.#base) * uniform53(source)
    this.memory = Math.min(this.#max, drawn, DURATION_MAX)
    return whole(this.memory)
  }
}

/** How steeply the curve of the second version leaves 0 … */
const STEEPNESS = 4
/** … and what makes its first median about the base. */
const SCALE = 1.4

/**
 * The jitter of Polly v8 and cockatiel ("decorrelated jitter v2" of Polly.Contrib.WaitAndRetry): a smooth curve f(t) =
 * factor^t · tanh(√(4t)) is met at t = k + U(0, 1), and each wait is the difference of two such points, times base /
 * 1.4. So the sum of the first n waits is f(n - 1 + U) · base / 1.4 as long as none is cut.
 */
class DecorrelatedV2 implements Backoff {
  /** f at the point of the last wait. */
  memory = 0
  readonly #plan: BackoffPlan

  constructor(plan: BackoffPlan) {
    this.#plan = plan
  }

  wait(k: number, memory: number, source: Source): number {
    const { base, factor, max } = this.#plan
    const t = k + uniform53(source)
    const point = pow(factor, t) * tanh(Math.sqrt(STEEPNESS * t))
    // The curve leaves the numbers after a thousand doublings; from then on every wait is the longest.
    const difference = point < Number.POSITIVE_INFINITY ? Math.max(0, point - memory) : Number.POSITIVE_INFINITY
    this.memory = point
    return whole(base === 0 ? 0 : Math.min(max, (difference * base) / SCALE))
  }
}

/** For x of at least 0. */
function tanh(x: number): number {
  const tail = exp(-2 * x)
  return (1 - tail) / (1 + tail)
}
