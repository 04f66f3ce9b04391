import type { Source } from '../../kernel/source.ts'
import type { BreakerRules } from '../../policy-plan.ts'
import { createBackoff } from '../create-backoff.ts'
import type { Breaker } from './breaker.ts'
import { CockatielBreaker } from './cockatiel.ts'
import { CockatielConsecutive } from './cockatiel-consecutive.ts'
import { CockatielCount } from './cockatiel-count.ts'
import type { CockatielCounter } from './cockatiel-counter.ts'
import { CockatielSampling } from './cockatiel-sampling.ts'
import { OpossumBreaker } from './opossum.ts'
import { PollyBreaker } from './polly.ts'
import { Resilience4jBreaker } from './resilience4j.ts'

type CockatielRules = Extract<BreakerRules, { readonly library: 'cockatiel' }>

/**
 * A closed breaker with the rules of a library. `source` is drawn from only where the time in open has jitter.
 *
 * Libraries read clocks of a millisecond (Polly: 100 ns) and set timers of whole milliseconds; here every time is
 * compared in ns, as if their clocks were exact. Where a library rounds a length once, so do these: the buckets of
 * opossum and the windows of cockatiel's sampling are whole milliseconds, the sub-windows of Polly whole ticks of 100
 * ns. Timers ring exactly when they are due, and before any call of the same instant.
 */
export function createBreaker(rules: BreakerRules, source: Source): Breaker {
  switch (rules.library) {
    case 'opossum':
      return new OpossumBreaker(rules)
    case 'cockatiel':
      return new CockatielBreaker(counterOf(rules.strategy), createBackoff(rules.halfOpenAfter), source)
    case 'resilience4j':
      return new Resilience4jBreaker(rules)
    case 'polly':
      return new PollyBreaker(rules)
  }
}

function counterOf(strategy: CockatielRules['strategy']): CockatielCounter {
  switch (strategy.kind) {
    case 'consecutive':
      return new CockatielConsecutive(strategy.threshold)
    case 'count':
      return new CockatielCount(strategy)
    case 'sampling':
      return new CockatielSampling(strategy)
  }
}
