import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BreakerRules } from '../../../../src/sim/policy-plan.ts'
import { BreakerState } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { MS, SECOND } from './rules.ts'
import { anyRules, plannedCalls, shortestOpen, type Walk, walk } from './walk.ts'

const { closed, halfOpen, open } = BreakerState
const RUNS = { seed: 2026, numRuns: 1500 }

/** Runs `check` on random schedules, and sees to it that the breakers have been through all their states. */
function onWalks(check: (seen: Walk, rules: BreakerRules) => void): void {
  const visited = new Map<string, Set<number>>()
  fc.assert(
    fc.property(anyRules, plannedCalls, (rules, calls) => {
      const seen = walk(rules, calls)
      check(seen, rules)
      const states = visited.get(rules.library) ?? new Set()
      for (const { state } of seen.changes) states.add(state)
      visited.set(rules.library, states)
    }),
    RUNS,
  )
  const counts = Object.fromEntries([...visited].map(([library, states]) => [library, states.size]))
  expect(counts).toEqual({ cockatiel: 3, opossum: 3, polly: 3, resilience4j: 3 })
}

describe('every breaker', () => {
  it('goes only from closed to open, from open to half-open, and from there to either', () => {
    onWalks(({ changes }) => {
      let from: BreakerState = closed
      for (const { state } of changes) {
        const legal = from === closed ? [open] : from === open ? [halfOpen] : [open, closed]
        expect(legal).toContain(state)
        from = state
      }
    })
  })

  it('lets nothing through while it is open, but the call that makes it half-open', () => {
    onWalks(({ admitted }) => {
      for (const { before, after } of admitted) if (before === open) expect(after).toBe(halfOpen)
    })
  })

  it('lets everything through while it is closed', () => {
    onWalks(({ rejected }) => {
      expect(rejected.filter(({ before }) => before === closed)).toEqual([])
    })
  })

  it('lets no more probes through in one half-open time than are permitted', () => {
    onWalks(({ changes, admitted, ignored }, rules) => {
      const limit = rules.library === 'resilience4j' ? rules.permittedInHalfOpen : 1
      changes.forEach(({ at, state }, i) => {
        if (state !== halfOpen) return
        const end = changes[i + 1]?.at ?? Number.POSITIVE_INFINITY
        const within = (one: { readonly at: number }): boolean => one.at > at && one.at < end
        const begun = admitted.some((one) => one.at === at && one.after === halfOpen) ? 1 : 0
        // resilience4j takes the permission of ignored calls back, whenever they were let through.
        const back = rules.library === 'resilience4j' ? ignored.filter((one) => one.at >= at && one.at < end).length : 0
        expect(begun + admitted.filter(within).length).toBeLessThanOrEqual(limit + back)
      })
    })
  })

  it('is open at least for its wait', () => {
    onWalks(({ changes }, rules) => {
      changes.forEach(({ at, state }, i) => {
        const next = changes[i + 1]
        if (state === open && next !== undefined) expect(next.at - at).toBeGreaterThanOrEqual(shortestOpen(rules))
      })
    })
  })

  it('does the same later, by a whole number of seconds (opossum: of buckets)', () => {
    fc.assert(
      fc.property(anyRules, plannedCalls, fc.integer({ min: 1, max: 1e6 }), (rules, calls, times) => {
        const bucket = rules.library === 'opossum' ? Math.floor(1000 / rules.rollingCountBuckets) * MS : SECOND
        expect(walk(rules, calls, times * bucket)).toEqual(walk(rules, calls))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})
