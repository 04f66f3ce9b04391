import type { BackoffPlan, BreakerRules, LayerKind } from '../../../sim/policy-plan.ts'
import { printBackoff } from '../../literals/backoff.ts'
import { printBudget } from '../../literals/budget.ts'
import { printConcurrencyLimit } from '../../literals/concurrency-limit.ts'
import { printDuration } from '../../literals/duration.ts'
import { printHedgeDelay } from '../../literals/hedge-delay.ts'
import { printRate } from '../../literals/rate.ts'
import { printRateLimit } from '../../literals/rate-limit.ts'
import { printShare } from '../../literals/share.ts'
import type { Breaker, Bulkhead, Fallback, Hedge, OutcomeChoice, Retry } from '../../policy.ts'
import type { ProtectionSettings } from './protection-settings.ts'

/** An option of a policy and its value as one would write it. */
export interface OptionText {
  /** Empty where the policy is one value. */
  readonly name: string
  readonly value: string
}

/** All options of the layer of a kind, defaults included. */
export function layerTexts(kind: LayerKind, settings: ProtectionSettings): readonly OptionText[] {
  const { totalTimeout, retry, breaker, bulkhead, rateLimit, concurrencyLimit, hedge, fallback } = settings
  switch (kind) {
    case 'coalesce':
      return only('true')
    case 'total-timeout':
      return only(printDuration(totalTimeout.value))
    case 'rate-limit':
      return rateLimit.value === null ? [] : only(printRateLimit(rateLimit.value))
    case 'concurrency-limit':
      return concurrencyLimit.value === null ? [] : only(printConcurrencyLimit(concurrencyLimit.value))
    case 'bulkhead':
      return bulkhead.value === null ? [] : bulkheadTexts(bulkhead.value)
    case 'retry':
      return retry.value === null ? [] : retryTexts(retry.value)
    case 'hedge':
      return hedge.value === null ? [] : hedgeTexts(hedge.value)
    case 'breaker':
      return breaker.value === null ? [] : breakerTexts(breaker.value)
    case 'fallback':
      return fallback.value === null ? [] : fallbackTexts(fallback.value)
  }
}

function only(value: string): OptionText[] {
  return [{ name: '', value }]
}

function texts(values: Readonly<Record<string, string>>): OptionText[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }))
}

function bulkheadTexts({ concurrent, queue, wait }: Bulkhead): OptionText[] {
  return texts({
    concurrent: String(concurrent),
    queue: String(queue),
    ...(queue === 0 ? {} : { wait: wait === Number.POSITIVE_INFINITY ? 'as long as it takes' : printDuration(wait) }),
  })
}

function retryTexts({ attempts, backoff, on, unsafe, budget }: Retry): OptionText[] {
  return texts({
    attempts: attempts === Number.POSITIVE_INFINITY ? 'unlimited' : String(attempts),
    backoff: printBackoff(backoff),
    on: printOutcomes(on),
    unsafe: yesOrNo(unsafe),
    'retry-after': yesOrNo(backoff.retryAfter),
    budget: printBudget(budget),
  })
}

function hedgeTexts(hedge: Hedge): OptionText[] {
  const first = hedge['at-first']
  return texts({
    after: printHedgeDelay(hedge.after),
    ...(hedge.after.kind === 'fixed'
      ? {}
      : { 'at-first': first === Number.POSITIVE_INFINITY ? 'no hedge' : printDuration(first) }),
    attempts: String(hedge.attempts),
    cancel: yesOrNo(hedge.cancel),
    tied: yesOrNo(hedge.tied),
  })
}

function fallbackTexts({ to, on }: Fallback): OptionText[] {
  const what = to.kind === 'value' ? 'true' : to.kind === 'call' ? to.call : printDuration(to.stale)
  return texts({ [to.kind]: what, on: printOutcomes(on) })
}

function breakerTexts({ preset, rules, counts, ignores }: Breaker): OptionText[] {
  return texts({
    preset,
    ...ruleTexts(rules),
    counts: printOutcomes(counts),
    ...(ignores.length === 0 ? {} : { ignores: printOutcomes(ignores) }),
  })
}

function ruleTexts(rules: BreakerRules): Readonly<Record<string, string>> {
  switch (rules.library) {
    case 'opossum':
      return {
        errors: `more than ${printShare(rules.errorThreshold)}`,
        window: printDuration(rules.rollingCountTimeout),
        buckets: String(rules.rollingCountBuckets),
        minimum: String(rules.volumeThreshold),
        reset: printDuration(rules.resetTimeout),
        'warm-up': yesOrNo(rules.allowWarmUp),
        age: printDuration(rules.age),
      }
    case 'polly':
      return {
        errors: printShare(rules.failureRatio),
        window: printDuration(rules.samplingDuration),
        minimum: String(rules.minimumThroughput),
        reset: printDuration(rules.breakDuration),
      }
    case 'resilience4j':
      return {
        errors: printShare(rules.failureRate),
        window: rules.window === 'time' ? printDuration(rules.size * NS_PER_S) : String(rules.size),
        minimum: String(rules.minimumCalls),
        reset: printDuration(rules.waitInOpen),
        permitted: String(rules.permittedInHalfOpen),
        slow: printDuration(rules.slowCallDuration),
        'slow-rate': printShare(rules.slowCallRate),
        automatic: yesOrNo(rules.automatic),
        'half-open-wait': printDuration(rules.maxWaitInHalfOpen),
        ...(rules.maxWaitInHalfOpen === 0 ? {} : { 'half-open-then': rules.afterHalfOpenWait }),
      }
    case 'cockatiel':
      return { ...strategyTexts(rules.strategy), reset: openTimes(rules.halfOpenAfter) }
  }
}

const NS_PER_S = 1e9

function strategyTexts(
  strategy: Extract<BreakerRules, { library: 'cockatiel' }>['strategy'],
): Readonly<Record<string, string>> {
  switch (strategy.kind) {
    case 'consecutive':
      return { failures: String(strategy.threshold) }
    case 'count':
      return {
        errors: `more than ${printShare(strategy.threshold)}`,
        window: String(strategy.size),
        minimum: String(strategy.minimum),
      }
    case 'sampling':
      return {
        errors: `more than ${printShare(strategy.threshold)}`,
        window: printDuration(strategy.duration),
        'minimum-rate': printRate(strategy.minimumRps),
      }
  }
}

function openTimes(times: BackoffPlan): string {
  return times.kind === 'constant' && times.jitter === 'none' ? printDuration(times.base) : printBackoff(times)
}

function printOutcomes(choice: OutcomeChoice): string {
  return typeof choice === 'string' ? choice : `[${choice.join(', ')}]`
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
