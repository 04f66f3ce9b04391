import { describe, expect, it } from 'vitest'
import { converged } from '../../../src/checks/histories/convergence/converged.ts'
import { conserved } from '../../../src/checks/histories/quantities/conserved.ts'
import { counterWithinBounds } from '../../../src/checks/histories/quantities/counter-within-bounds.ts'
import type { Operation } from '../../../src/checks/histories/registers/operation.ts'
import { sessionGuarantees } from '../../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../../src/checks/histories/staleness/k-staleness.ts'
import { quantityEvents } from '../tools/quantity-notation.ts'
import { registerHistory } from '../tools/register-notation.ts'
import { replicaChanges } from '../tools/replica-notation.ts'

const read = (...lines: readonly string[]): { operations: readonly Operation[] } => ({
  operations: registerHistory(lines),
})

describe('session guarantees', () => {
  it('count each guarantee by itself', () => {
    const judged = sessionGuarantees({
      operations: registerHistory(['a: w5@0-1 r3@2-3 r2@4-5 w1@6-7'], { versions: true }),
    })
    expect(judged.byGuarantee).toEqual({
      'read-your-writes': { observed: 2, violations: 2 },
      'monotonic-reads': { observed: 1, violations: 1 },
      'monotonic-writes': { observed: 1, violations: 1 },
      'writes-follow-reads': { observed: 1, violations: 1 },
    })
    expect({ observed: judged.observed, violations: judged.violations }).toEqual({ observed: 5, violations: 5 })
    expect(judged.sentence).toBe(
      'read-your-writes: after a wrote 5 to x (0 ns to 1 ns, version 5), a read 3 of x (2 ns to 3 ns, version 3)',
    )
  })

  it('keep as many findings of each guarantee as they are told', () => {
    const operations = registerHistory(['a: w9@0-1 r1@2-3 r1@4-5 r1@6-7'], { versions: true })
    expect(sessionGuarantees({ operations }, { keep: 2 })).toMatchObject({ violations: 3, findings: { length: 2 } })
  })

  it('say which of them were kept', () => {
    const operations = registerHistory(['a: w1@0-1 r1@2-3'], { versions: true })
    const judged = sessionGuarantees({ operations }, { guarantees: ['monotonic-reads', 'read-your-writes'] })
    expect(judged.sentence).toBe('read-your-writes, monotonic-reads: kept 1 times')
  })
})

describe('staleness', () => {
  const operations = registerHistory(['a: w1@0-10 w2@11-20 w3@21-30', 'b: r0@40-41 r1@42-43 r3@44-45'], {
    versions: true,
  })

  it('is measured in time and in versions', () => {
    const byTime = boundedStaleness({ operations }, 25)
    expect(byTime).toMatchObject({ observed: 3, violations: 1, stale: 2, worst: 30 })
    expect(byTime.sentence).toBe(
      'b read 0 of x (40 ns to 41 ns, version 0), 30 ns after a newer version was committed: a wrote 1 to x (0 ns to ' +
        '10 ns, version 1); 25 ns are allowed',
    )
    const byVersions = kStaleness({ operations }, 2)
    expect(byVersions).toMatchObject({ observed: 3, violations: 1, stale: 2, worst: 3 })
    expect(byVersions.sentence).toBe('b read 0 of x (40 ns to 41 ns, version 0), 3 versions behind; 2 are allowed')
    expect(byVersions.findings[0]?.evidence).toHaveLength(4)
  })

  it('says how stale the worst read was where all is well', () => {
    expect(boundedStaleness({ operations }, 30).sentence).toBe(
      '3 reads, none staler than 30 ns; the worst was 30 ns stale',
    )
    expect(kStaleness({ operations }, 3).sentence).toBe('3 reads, none more than 3 versions behind; the worst was 3')
  })

  it('keeps as many findings as it is told', () => {
    expect(boundedStaleness({ operations }, 0, { keep: 1 })).toMatchObject({ violations: 2, findings: { length: 1 } })
    expect(kStaleness({ operations }, 0, { keep: 1 })).toMatchObject({ violations: 2, findings: { length: 1 } })
  })
})

describe('convergence', () => {
  const judge = (text: string, within: number, replicas = ['A', 'B']) =>
    converged({ replicas, changes: replicaChanges(text), since: 10, until: 100 }, within)

  it('measures the time until the last key agrees', () => {
    const judged = judge('A.x=1@0 B.x=2@0 A.y=1@0 B.x=1@14 B.y=1@19', 20)
    expect(judged).toMatchObject({ verdict: 'ok', timeToConverge: 9, longest: 9, pending: 0, observed: 2 })
    expect(judged.sentence).toBe('2 keys agree, the last 9 ns after; none disagreed for over 20 ns')
  })

  it('measures it though the allowed time was not kept', () => {
    expect(judge('A.x=1@0 B.x=1@50', 5)).toMatchObject({ verdict: 'violated', timeToConverge: 40, longest: 40 })
    expect(judge('A.x=1@0', 5)).toMatchObject({ verdict: 'violated', timeToConverge: null, longest: 90 })
  })

  it('is 0 where all agreed from the beginning', () => {
    expect(judge('A.x=1@0 B.x=1@0 A.x=2@50 B.x=2@60', 20)).toMatchObject({ timeToConverge: 0, longest: 10 })
  })

  it('is undecided if the history ends before the time is up', () => {
    const judged = judge('A.x=1@0 A.y=1@0 B.y=1@0', 90)
    expect(judged).toMatchObject({ verdict: 'inconclusive', timeToConverge: null, pending: 1, observed: 1 })
    expect(judged.sentence).toBe('the history ends 90 ns after, before all replicas agree')
  })

  it('tells who held what', () => {
    const judged = judge('A.x=1@0 B.x=1@0 C.x=1@0 A.x=2@20 B.x=_@30 C.x=2@40 B.x=2@50', 5, ['A', 'B', 'C'])
    expect(judged.sentence).toBe(
      'the replicas disagreed about x for 30 ns (A held 2, B held nothing, C held 2); 5 ns are allowed',
    )
  })

  it('keeps as many findings as it is told', () => {
    const judged = converged(
      { replicas: ['A', 'B'], changes: replicaChanges('A.x=1@0 A.y=1@0 A.z=1@0'), since: 0, until: 9 },
      5,
      { keep: 2 },
    )
    expect(judged).toMatchObject({ violations: 3, findings: { length: 2 } })
  })

  it('refuses a history that ends before it is judged', () => {
    expect(() => converged({ replicas: ['A'], changes: [], since: 5, until: 4 }, 1)).toThrow(
      'the history ends before it is judged',
    )
  })
})

describe('quantities', () => {
  const told = (text: string): readonly string[] =>
    conserved({ events: quantityEvents(text) }).findings.map(({ sentence }) => sentence)

  it('are told in words', () => {
    expect(conserved({ events: quantityEvents('in5@0 a=3@0 b=2@0 r{a3,b2}@1') }).sentence).toBe(
      '3 balances and views, 5 in 2 accounts: nothing lost or made',
    )
    expect(told('in5@0 a=4@0')).toEqual(['all accounts together hold 4 of 5 at 0 ns'])
    expect(told('in-1@0 a=-1@0')).toEqual(['a holds -1 at 0 ns, less than 0'])
    expect(told('in5@0 a=5@0 b=0@0 r{a-4,c9}@2')).toEqual([
      'r saw, at 2 ns, -4 in a, less than 0',
      'r saw, at 2 ns, an account that there is not: c',
      'r saw, at 2 ns, nothing of b',
    ])
    expect(told('in5@0 a=5@0 r{a6}@2')).toEqual(['r saw, at 2 ns, 6 of 5 in all accounts together'])
  })

  it('may be owed, and may be fractions, where that is said', () => {
    const debt = { events: quantityEvents('in-3@0 a=-3@0') }
    expect(conserved(debt, { least: -3 }).verdict).toBe('ok')
    expect(conserved(debt, { least: -2 }).violations).toBe(1)
    const thirds = ['a', 'b', 'c'].map((account) => ({ kind: 'balance', at: 0, account, amount: 0.1 }) as const)
    const events = [{ kind: 'injection', at: 0, amount: 0.3 } as const, ...thirds]
    expect(conserved({ events }).verdict).toBe('violated')
    expect(conserved({ events }, { tolerance: 1e-9 }).verdict).toBe('ok')
  })

  it('keep as many findings as they are told', () => {
    const events = quantityEvents('a=1@0 a=2@1 a=3@2')
    expect(conserved({ events }, { keep: 2 })).toMatchObject({ violations: 3, findings: { length: 2 } })
  })

  it('are counted between sure and possible', () => {
    const judged = counterWithinBounds({ ...read('a: +2@0-10 +-1@20-30', 'b: r5@25-26'), initial: 1 })
    expect(judged.sentence).toBe('b read 5 of x between 25 ns and 26 ns, but only values from 2 to 3 were possible')
    expect(judged.findings[0]?.evidence).toHaveLength(3)
    const well = counterWithinBounds({ ...read('a: +2@0-10', 'b: r3@25-26'), initial: 1 })
    expect(well.sentence).toBe('1 reads of counters, each between what was surely and what was possibly added')
    const many = read('a: +1@0-1', 'b: r9@2-3 r9@4-5 r9@6-7')
    expect(counterWithinBounds(many, { keep: 2 })).toMatchObject({ violations: 3, findings: { length: 2 } })
  })

  it('leave counters out that are also set', () => {
    const judged = counterWithinBounds(read('a: x.w7@0-1 x.r7@2-3 y.+1@0-1 y.r1@2-3'))
    expect(judged).toMatchObject({ verdict: 'ok', observed: 1 })
    expect(counterWithinBounds(read('a: +1@0-1 r_@2-3')).verdict).toBe('violated')
  })
})
