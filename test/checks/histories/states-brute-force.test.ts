import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  converged,
  type ReplicaChange,
  type ReplicaHistory,
} from '../../../src/checks/histories/convergence/converged.ts'
import { conserved, type QuantityEvent } from '../../../src/checks/histories/quantities/conserved.ts'
import { often, runs } from '../tools/runs.ts'

const replicaHistories: fc.Arbitrary<ReplicaHistory> = fc
  .record({
    changes: fc.array(
      fc.record({
        at: fc.nat(22),
        replica: fc.constantFrom('A', 'A', 'B', 'B', 'C', 'C', 'D'),
        key: fc.constantFrom('x', 'y'),
        value: fc.constantFrom(1, 1, 2, null),
      }),
      { maxLength: 12 },
    ),
    replicas: fc.constantFrom(['A'], ['A', 'B'], ['A', 'B', 'C']),
    since: fc.nat(10),
  })
  .map((history) => ({ ...history, until: 20 }))

/** What each instant looks like, one after the other. */
function disagreements(
  { replicas, changes, since, until }: ReplicaHistory,
  key: string,
): readonly (number | 'agree')[] {
  const own = changes.filter((change) => change.key === key && change.at <= until)
  const holds = (replica: string, at: number): ReplicaChange['value'] => {
    const known = own.filter((change) => change.replica === replica && change.at <= at)
    const latest = Math.max(...known.map((change) => change.at))
    return known.findLast((change) => change.at === latest)?.value ?? null
  }
  const instants = Array.from({ length: until - since + 1 }, (_, index) => since + index)
  return instants
    .filter((at) => own.some((change) => change.at <= at))
    .map((at) => (new Set(replicas.map((replica) => holds(replica, at))).size > 1 ? at : 'agree'))
}

describe('convergence', () => {
  it('agrees with looking at every instant', () => {
    const verdicts = new Map<string, number>()
    fc.assert(
      fc.property(replicaHistories, fc.nat(8), (history, within) => {
        const lengths: { length: number; from: number; open: boolean }[] = []
        let observed = 0
        for (const key of ['x', 'y']) {
          const instants = disagreements(history, key)
          if (instants.includes('agree') && history.replicas.length > 1) observed++
          for (const [place, at] of instants.entries()) {
            if (at === 'agree' || (place > 0 && instants[place - 1] !== 'agree')) continue
            const end = instants.indexOf('agree', place)
            const open = end < 0
            lengths.push({ length: open ? history.until - at : end - place, from: at, open })
          }
        }
        const healing = lengths.filter(({ from }) => from === history.since)
        const tooLong = lengths.filter(({ length }) => length > within)
        const pending = lengths.filter(({ length, open }) => open && length <= within)
        const undecided = observed === 0 || pending.some(({ from }) => from === history.since)
        const judged = converged(history, within)
        expect({ ...judged, findings: [], sentence: '', steps: 0 }).toEqual({
          verdict: tooLong.length > 0 ? 'violated' : undecided ? 'inconclusive' : 'ok',
          sentence: '',
          observed,
          violations: tooLong.length,
          findings: [],
          steps: 0,
          longest: Math.max(0, ...lengths.map(({ length }) => length)),
          pending: pending.length,
          timeToConverge: healing.some(({ open }) => open) ? null : Math.max(0, ...healing.map(({ length }) => length)),
        })
        verdicts.set(judged.verdict, (verdicts.get(judged.verdict) ?? 0) + 1)
      }),
      { seed: 20261206, numRuns: runs(6000) },
    )
    expect(Math.min(...verdicts.values())).toBeGreaterThan(often(300))
    expect(verdicts.size).toBe(3)
  })
})

const quantityHistories: fc.Arbitrary<readonly QuantityEvent[]> = fc
  .array(
    fc.oneof(
      fc.record({
        kind: fc.constant('balance' as const),
        at: fc.nat(6),
        account: fc.constantFrom('a', 'b'),
        amount: fc.integer({ min: -1, max: 3 }),
      }),
      fc.record({ kind: fc.constant('injection' as const), at: fc.nat(6), amount: fc.integer({ min: -1, max: 3 }) }),
      fc.record({
        kind: fc.constant('view' as const),
        at: fc.nat(6),
        reader: fc.constant('r'),
        balances: fc.uniqueArray(
          fc.record({ account: fc.constantFrom('a', 'b', 'c'), amount: fc.integer({ min: -1, max: 3 }) }),
          { selector: ({ account }) => account, maxLength: 3 },
        ),
      }),
    ),
    { maxLength: 10 },
  )
  .map((events) => events.toSorted((a, b) => a.at - b.at))

/** All broken rules, each instant worked out from the beginning. */
function brokenRules(events: readonly QuantityEvent[], least: number): readonly string[] {
  const rules: string[] = []
  let wrongBefore = 0
  for (const at of new Set(events.map((event) => event.at))) {
    const until = events.filter((event) => event.at <= at)
    const now = events.filter((event) => event.at === at)
    const last = (list: readonly QuantityEvent[], account: string): number | undefined => {
      const found = list.findLast((event) => event.kind === 'balance' && event.account === account)
      return found?.kind === 'balance' ? found.amount : undefined
    }
    const injected = until.reduce((sum, event) => (event.kind === 'injection' ? sum + event.amount : sum), 0)
    const wrong = (last(until, 'a') ?? 0) + (last(until, 'b') ?? 0) - injected
    for (const account of ['a', 'b']) if ((last(now, account) ?? Infinity) < least) rules.push('never-below')
    if (wrong !== 0 && wrong !== wrongBefore) rules.push('sum')
    wrongBefore = wrong
    for (const event of now) {
      if (event.kind !== 'view') continue
      const accounts = ['a', 'b'].filter((account) => last(until, account) !== undefined)
      const shown = event.balances.map(({ account }) => account)
      for (const { amount } of event.balances) if (amount < least) rules.push('view-below')
      for (const account of accounts) if (!shown.includes(account)) rules.push('view-accounts')
      for (const account of shown) if (!accounts.includes(account)) rules.push('view-accounts')
      if (event.balances.reduce((sum, { amount }) => sum + amount, 0) !== injected) rules.push('view-sum')
    }
  }
  return rules.toSorted((a, b) => (a < b ? -1 : 1))
}

describe('conservation', () => {
  it('agrees with adding up every instant from the beginning', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(quantityHistories, fc.constantFrom(0, 0, -1), (events, least) => {
        const judged = conserved({ events }, { least, keep: Infinity })
        const rules = judged.findings.map(({ rule }) => rule).sort((a, b) => (a < b ? -1 : 1))
        expect(rules).toEqual(brokenRules(events, least))
        expect(judged.violations).toBe(rules.length)
        expect(judged.observed).toBe(events.filter(({ kind }) => kind !== 'injection').length)
        for (const rule of rules) seen.set(rule, (seen.get(rule) ?? 0) + 1)
      }),
      { seed: 20261207, numRuns: runs(4000) },
    )
    expect(seen.size).toBe(5)
    expect(Math.min(...seen.values())).toBeGreaterThan(often(300))
  })
})
