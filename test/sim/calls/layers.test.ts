import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LayerPlan } from '../../../src/sim/policy-plan.ts'
import { listed } from '../world/law.ts'
import { at } from '../world/plans.ts'
import { expectDrained, simulate } from '../world/simulate.ts'
import { call, fail, io, repeat, type StepSpec } from '../world/steps.ts'
import {
  backoff,
  breaker,
  bulkhead,
  COALESCE,
  fallback,
  outcomes,
  rateLimit,
  retry,
  totalTimeout,
  VALUE,
} from './policies.ts'
import { Reference, type Visit } from './reference.ts'

const CALLS = 12

/** Failures that a layer may or may not care about. */
const sets = fc.constantFrom(
  outcomes('error', 'timeout', 'rate-limited', 'breaker-open', 'bulkhead-full'),
  outcomes('error'),
  outcomes('timeout', 'breaker-open'),
)
const kinds: readonly fc.Arbitrary<LayerPlan>[] = [
  fc.oneof(
    fc.constant(VALUE),
    sets.map((on) => fallback({ kind: 'value' }, on)),
  ),
  fc.constant(COALESCE),
  fc
    .record({ limit: fc.integer({ min: 1, max: 4 }), window: fc.integer({ min: 1, max: 80 }) })
    .map((each) => rateLimit(each.limit, each.window)),
  fc.constant(bulkhead(1)),
  fc.integer({ min: 1, max: 60 }).map(totalTimeout),
  fc
    .record({ attempts: fc.integer({ min: 1, max: 4 }), on: sets, wait: fc.constantFrom(0, 1, 7) })
    .map(({ attempts, on, wait }) => retry(attempts, { on, backoff: backoff(wait) })),
  fc
    .record({ threshold: fc.integer({ min: 1, max: 3 }), open: fc.integer({ min: 1, max: 60 }), failures: sets })
    .map(({ threshold, open, failures }) => breaker(threshold, open, { failures })),
]

const setUps = fc.record({
  // Any of the kinds, in any order.
  layers: fc.tuple(...kinds.map((kind) => fc.option(kind, { freq: 2 }))).chain((some) =>
    fc.shuffledSubarray(
      some.filter((layer) => layer !== null),
      { minLength: some.filter((l) => l !== null).length },
    ),
  ),
  timeout: fc.integer({ min: 2, max: 20 }),
  visits: fc.array(fc.record({ duration: fc.nat(24), fails: fc.boolean() }), { minLength: 1, maxLength: 15 }),
  pauses: fc.array(fc.nat(30), { minLength: CALLS, maxLength: CALLS }),
})

describe('policies in any order', () => {
  it('give every call the outcome, the end and the attempts that functions around functions would', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(setUps, ({ layers, timeout, visits, pauses }) => {
        const run = simulate({
          units: { web: {}, db: {} },
          operations: {
            'web.get': [repeat(CALLS, [call('db.read', { optional: true }), io(listed(pauses))])],
            'db.read': stepsOf(visits),
          },
          edges: { 'web -> db': { timeout, guard: { layers } } },
          workloads: { users: { calls: 'web.get', arrivals: at(0) } },
        })
        const reference = new Reference(layers, timeout, visits)
        let now = 0
        const expected = pauses.map((pause) => {
          const start = now
          const { outcome, at: end } = reference.call(start)
          now = end + pause
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
          return { start, end, outcome }
        })
        const { log } = run
        expect(log.calls('db.read').map(({ start, end, outcome }) => ({ start, end, outcome }))).toEqual(expected)
        const rejections = layers.reduce((sum, { kind }) => sum + log.total(`policy-rejections web -> db ${kind}`), 0)
        expect({
          attempts: log.total('attempts web -> db'),
          retries: log.total('retries web -> db'),
          fallbacks: log.total('fallbacks web -> db'),
          rejections,
        }).toEqual(reference.tally)
        expectDrained(run)
      }),
      { seed: 4001, numRuns: 1500 },
    )
    // Every way to end was met often enough to mean something.
    for (const outcome of ['ok', 'error', 'timeout', 'breaker-open', 'rate-limited']) {
      expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(300)
    }
  })
})

/** Long enough for any run: the laws of a test must not end. */
function repeated<T>(values: readonly T[]): readonly T[] {
  return Array.from({ length: 40 }, () => values).flat()
}

/** What happens at the server: all of it is drawn when a visit begins, so the list is used up in order. */
function stepsOf(visits: readonly Visit[]): readonly StepSpec[] {
  const durations = (failing: boolean): ReturnType<typeof listed> =>
    listed(repeated(visits.filter(({ fails }) => fails === failing).map(({ duration }) => duration)))
  const failed = listed(repeated(visits.map(({ fails }) => (fails ? 1 : 0))))
  return [repeat(failed, [io(durations(true)), fail()]), io(durations(false))]
}
