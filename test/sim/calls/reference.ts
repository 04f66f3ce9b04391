import { OUTCOME_NAMES, Outcome } from '../../../src/sim/outcome.ts'
import type { LayerPlan } from '../../../src/sim/policy-plan.ts'
import { type Breaker, REJECT, Verdict } from '../../../src/sim/resilience/breaker/breaker.ts'
import { createBreaker } from '../../../src/sim/resilience/breaker/create-breaker.ts'
import { createGate } from '../../../src/sim/resilience/create-gate.ts'
import type { Gate } from '../../../src/sim/resilience/gate.ts'

/** What the server does with one attempt. */
export interface Visit {
  readonly duration: number
  readonly fails: boolean
}

/** How a call ends, and when; `cut` when its end did not matter any more, because something outside had run out. */
interface End {
  readonly outcome: number
  readonly at: number
  readonly cut: boolean
}

/** What can be counted. */
export interface Tally {
  attempts: number
  retries: number
  fallbacks: number
  rejections: number
}

const NO_DRAWS = { next: () => 0 }

/**
 * Policies as one would write them in a language with exceptions: each layer a function around the next one. One call
 * at a time, so nobody waits for anybody; times are computed, not waited for.
 */
export class Reference {
  readonly tally: Tally = { attempts: 0, retries: 0, fallbacks: 0, rejections: 0 }
  readonly #layers: readonly LayerPlan[]
  readonly #timeout: number
  readonly #visits: readonly Visit[]
  readonly #gates = new Map<LayerPlan, Gate>()
  readonly #breakers = new Map<LayerPlan, Breaker>()

  constructor(layers: readonly LayerPlan[], timeout: number, visits: readonly Visit[]) {
    this.#layers = layers
    this.#timeout = timeout
    this.#visits = visits
    for (const layer of layers) {
      if (layer.kind === 'breaker') this.#breakers.set(layer, createBreaker(layer.rules, NO_DRAWS))
      if (layer.kind === 'rate-limit' || layer.kind === 'bulkhead') this.#gates.set(layer, createGate(layer))
    }
  }

  /** A call at `now`: its outcome by name, and the time of its end. */
  call(now: number): { readonly outcome: string; readonly at: number } {
    const { outcome, at } = this.#pass(0, now, Number.POSITIVE_INFINITY)
    return { outcome: OUTCOME_NAMES[outcome] as string, at }
  }

  /** `until`: when something outside runs out. */
  #pass(depth: number, now: number, until: number): End {
    const layer = this.#layers[depth]
    const inner = (at: number, end: number = until): End => this.#pass(depth + 1, at, end)
    switch (layer?.kind) {
      case undefined:
        return this.#attempt(now, until)
      case 'total-timeout': {
        const own = now + layer.after
        const end = inner(now, Math.min(own, until))
        return end.cut && own < until ? { outcome: Outcome.timeout, at: own, cut: false } : end
      }
      case 'fallback': {
        const end = inner(now)
        if (end.cut || layer.on[end.outcome] !== true) return end
        this.tally.fallbacks++
        return { ...end, outcome: Outcome.ok }
      }
      case 'retry': {
        let end = inner(now)
        for (let tries = 1; tries < layer.attempts && !end.cut && layer.on[end.outcome] === true; tries++) {
          const at = end.at + layer.backoff.base
          if (at >= until) return { outcome: -1, at: until, cut: true }
          this.tally.retries++
          end = inner(at)
        }
        return end
      }
      case 'breaker': {
        const one = this.#breakers.get(layer) as Breaker
        const token = one.admit(now)
        if (token === REJECT) return this.#refuse(Outcome.breakerOpen, now)
        const end = inner(now)
        const verdict = layer.failures[end.outcome] === true ? Verdict.failure : Verdict.success
        one.settled(end.at, token, end.cut ? Verdict.ignored : verdict, end.at - now)
        return end
      }
      case 'rate-limit':
      case 'bulkhead': {
        const gate = this.#gates.get(layer) as Gate
        const refusal = gate.enter(now)
        if (refusal > 0) return this.#refuse(refusal, now)
        const { ticket } = gate
        const end = inner(now)
        gate.leave(end.at, end.cut ? -1 : end.outcome, ticket)
        return end
      }
      default:
        return inner(now)
    }
  }

  #attempt(now: number, until: number): End {
    const visit = this.#visits[this.tally.attempts++ % this.#visits.length] as Visit
    const inTime = visit.duration < this.#timeout
    const at = now + (inTime ? visit.duration : this.#timeout)
    // Of two things due at one instant, that which was set up first comes first: the outer timeout.
    if (at >= until) return { outcome: -1, at: until, cut: true }
    const answer = visit.fails ? Outcome.error : Outcome.ok
    return { outcome: inTime ? answer : Outcome.timeout, at, cut: false }
  }

  #refuse(outcome: number, at: number): End {
    this.tally.rejections++
    return { outcome, at, cut: false }
  }
}
