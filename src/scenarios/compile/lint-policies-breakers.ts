import type { EdgePlan, Plan } from '../../sim/plan.ts'
import type { BreakerPlan } from '../../sim/policy-plan.ts'
import { printDuration } from '../literals/duration.ts'
import { about } from './about.ts'
import type { Findings } from './findings.ts'
import type { PlanPlaces } from './plan-places.ts'
import type { CallMap } from './policies/call-map.ts'
import { statesOf } from './policies/states.ts'
import { isOutside, layer } from './policies/tries.ts'

const NS_PER_S = 1e9

/** Warns of breakers that cannot open at the mean rate of calls, or whose window is over before a call times out. */
export function lintBreakers(plan: Plan, places: PlanPlaces, map: CallMap, findings: Findings): void {
  plan.edges.forEach((edge, index) => {
    const breaker = layer(edge.guard, 'breaker')
    if (breaker === undefined) return
    const path = places.guards[index]?.breaker ?? []
    const calls = map.ofEdge[index] ?? []
    const rate = calls.reduce((sum, call) => sum + call.perSecond, 0)
    const each = (rate * attemptsInside(edge)) / statesOf(plan, edge)
    const stuck = whyClosed(breaker, each, plan.duration / NS_PER_S)
    if (stuck !== undefined && rate > 0) {
      const states = statesOf(plan, edge)
      findings.warning('L372', path, `the breaker of "${edge.name}" can hardly open`, {
        label: stuck,
        hint:
          states > 1
            ? `there are ${states}, each with its own calls: scope: shared, a longer window or a smaller minimum`
            : 'a longer window, or a smaller minimum',
      })
    }
    const window = windowOf(breaker)
    const slowest = calls.reduce((most, call) => Math.max(most, call.timeout), 0)
    if (window === 0 || slowest <= window) return
    const message = `a call of "${edge.name}" times out after ${printDuration(slowest)}, when the window of its breaker`
    findings.warning('L373', path, `${message} has passed`, {
      label: `a window of ${printDuration(window)}`,
      hint: 'a window of several timeouts sees a callee that hangs',
    })
  })
}

/** Attempts that a breaker inside the retry sees of one call. */
function attemptsInside({ guard }: EdgePlan): number {
  const retry = layer(guard, 'retry')
  return retry !== undefined && isOutside(guard, 'retry', 'breaker') ? retry.attempts : 1
}

/** Why a breaker that sees `rate` calls a second stays closed, if it does. */
function whyClosed({ rules }: BreakerPlan, rate: number, seconds: number): string | undefined {
  const few = (window: number, minimum: number): string | undefined => {
    const calls = rate * window
    if (!Number.isFinite(calls) || calls >= minimum) return undefined
    return `${about(calls)} calls in ${printDuration(window * NS_PER_S)} on average, of the ${about(minimum)} it needs`
  }
  switch (rules.library) {
    case 'opossum':
      if (rules.errorThreshold >= 1) return 'more than 100% of the calls cannot fail'
      return few(rules.rollingCountTimeout / NS_PER_S, rules.volumeThreshold)
    case 'polly':
      return few(rules.samplingDuration / NS_PER_S, rules.minimumThroughput)
    case 'resilience4j':
      return rules.window === 'time'
        ? few(rules.size, rules.minimumCalls)
        : few(seconds, Math.min(rules.size, rules.minimumCalls))
    case 'cockatiel': {
      const { strategy } = rules
      if (strategy.kind === 'consecutive') return few(seconds, strategy.threshold)
      if (strategy.kind === 'count') return few(seconds, strategy.minimum)
      const window = strategy.duration / NS_PER_S
      return few(window, window * (strategy.minimumRps > 0 ? strategy.minimumRps : 5 / strategy.threshold))
    }
  }
}

/** ns of a window of time; 0 for one of calls. */
function windowOf({ rules }: BreakerPlan): number {
  switch (rules.library) {
    case 'opossum':
      return rules.rollingCountTimeout
    case 'polly':
      return rules.samplingDuration
    case 'resilience4j':
      return rules.window === 'time' ? rules.size * NS_PER_S : 0
    case 'cockatiel':
      return rules.strategy.kind === 'sampling' ? rules.strategy.duration : 0
  }
}
