import { describe, expect, it } from 'vitest'
import { converged } from '../../../src/checks/histories/convergence/converged.ts'
import { isolation } from '../../../src/checks/histories/isolation/isolation.ts'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import { conserved } from '../../../src/checks/histories/quantities/conserved.ts'
import { counterWithinBounds } from '../../../src/checks/histories/quantities/counter-within-bounds.ts'
import type { Operation } from '../../../src/checks/histories/registers/operation.ts'
import { sequentiallyConsistent } from '../../../src/checks/histories/sequential/sequentially-consistent.ts'
import { sessionGuarantees } from '../../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../../src/checks/histories/staleness/k-staleness.ts'
import { linearizabilityPairs } from '../corpora/linearizability.ts'
import { quantityEvents } from '../tools/quantity-notation.ts'
import { registerHistory } from '../tools/register-notation.ts'
import { replicaChanges } from '../tools/replica-notation.ts'
import { transactions } from '../tools/transaction-notation.ts'

const read = (...lines: readonly string[]): { operations: readonly Operation[] } => ({
  operations: registerHistory(lines),
})

describe('a judge that has seen nothing does not say ok', () => {
  const nothing = 'nothing was observed that could be judged'
  const writes = read('a: w1@0-1 w2@2-3')
  it.each([
    ['linearizable', linearizable(writes)],
    ['linearizable, without operations', linearizable({ operations: [] })],
    ['sequentially consistent', sequentiallyConsistent(writes)],
    ['sequentially consistent, by a witness', sequentiallyConsistent(read('a: w1@0-1#1 w2@2-3#2'))],
    ['session guarantees', sessionGuarantees(read('a: w1@0-1 r1@2-3'))],
    ['session guarantees, none asked for', sessionGuarantees(read('a: w1@0-1v2 r1@2-3v1'), { guarantees: [] })],
    ['bounded staleness', boundedStaleness(writes, 0)],
    ['k-staleness', kStaleness(writes, 0)],
    ['isolation', isolation(transactions('r1(x0) c1 r2(x0) c2'))],
    ['isolation of one', isolation(transactions('r1(x0) w1(x1) r1(x1) c1'))],
    ['converged', converged({ replicas: ['A', 'B'], changes: [], since: 0, until: 9 }, 5)],
    [
      'converged, one replica',
      converged({ replicas: ['A'], changes: replicaChanges('A.x=1@0'), since: 0, until: 9 }, 5),
    ],
    ['conserved', conserved({ events: [] })],
    ['counter', counterWithinBounds(read('a: +1@0-1'))],
  ])('%s', (_name, { verdict, observed, sentence }) => {
    expect({ verdict, observed, sentence }).toEqual({ verdict: 'inconclusive', observed: 0, sentence: nothing })
  })
})

describe('linearizability', () => {
  it('is decided by the recorded order, by zones or by search, whichever comes first', () => {
    const decidedBy = (...lines: readonly string[]): object => linearizable(read(...lines)).decidedBy
    expect(decidedBy('a: w1@0-1#1 r1@2-3#2')).toEqual({ witness: 1, zones: 0, search: 0 })
    expect(decidedBy('a: w1@0-1#2 r1@2-3#1')).toEqual({ witness: 0, zones: 1, search: 0 })
    expect(decidedBy('a: w1@0-1 r1@2-3')).toEqual({ witness: 0, zones: 1, search: 0 })
    expect(decidedBy('a: w1@0-1 w1@2-3 r1@4-5')).toEqual({ witness: 0, zones: 0, search: 1 })
    expect(decidedBy('a: x.w1@0-1#1 x.r1@2-3#2 y.c_>1@4-5 z.r_@6-7')).toEqual({ witness: 1, zones: 1, search: 1 })
  })

  it('takes an order from which only operations without an answer are missing', () => {
    const { decidedBy } = linearizable(read('a: w1@0-?', 'b: w2@0-1#1 r2@2-3#2'))
    expect(decidedBy).toEqual({ witness: 1, zones: 0, search: 0 })
    const applied = linearizable(read('a: w1@0-?#2', 'b: w2@0-1#1 r1@2-3#3'))
    expect({ by: applied.decidedBy.witness, verdict: applied.verdict }).toEqual({ by: 1, verdict: 'ok' })
  })

  it('does not need unread values to be different', () => {
    expect(linearizable(read('a: w1@0-1 w1@2-3 w2@4-5 r2@6-7')).decidedBy.zones).toBe(1)
  })

  it('ends undecided when its steps are used up, and says what would help', () => {
    const busy = Array.from({ length: 12 }, (_, index) => `s${index}: +1@0-100 r${(index % 3) + 30}@200-300`)
    const history = { ...read(...busy), initial: 0 }
    const judged = linearizable(history, { stepsPerKey: 5 })
    expect(judged).toMatchObject({ verdict: 'inconclusive', violations: 0, decidedBy: { search: 1 } })
    expect(judged.sentence).toBe(
      'x: not decided within 5 steps (24 operations, up to 12 at once): give every write a value of its own, or record ' +
        'the order in which the store applied them',
    )
    expect(linearizable(history).verdict).toBe('violated')
  })

  it('condemns one key though another is undecided', () => {
    const lines = ['a: y.w1@0-1 y.r_@2-3', 'b: x.+1@0-9 x.r5@10-11', 'c: x.+1@0-9']
    expect(linearizable(read(...lines), { stepsPerKey: 0 })).toMatchObject({ verdict: 'violated', violations: 1 })
  })

  it('counts all bad keys and keeps as many findings as it is told', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => `s: ${key}.w1@0-1 ${key}.r_@2-3`)
    expect(linearizable(read(...lines))).toMatchObject({ violations: 7, findings: { length: 5 } })
    expect(linearizable(read(...lines), { keep: 2 }).findings.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('knows the initial values of single keys', () => {
    const { operations } = read('a: x.r1@0-1 y.r2@0-1 z.r_@0-1')
    const initials = [
      { key: 'x', value: 1 },
      { key: 'z', value: null },
    ]
    expect(linearizable({ operations, initial: 2, initials }).verdict).toBe('ok')
    expect(linearizable({ operations, initial: 2 }).findings.map(({ key }) => key)).toEqual(['x', 'z'])
  })

  it('tells what contradicts what', () => {
    const told = (...lines: readonly string[]): string => linearizable(read(...lines)).sentence
    expect(told('a: w1@0-10', 'b: r7@0-5')).toBe('b read 7 of x (0 ns to 5 ns), which nobody wrote')
    expect(told('b: r1@0-5', 'a: w1@1000-2500')).toBe(
      'b read 1 of x (0 ns to 5 ns) before it was written: a wrote 1 to x (1 us to 2.5 us)',
    )
    expect(told('a: w1@0-10', 'c: w2@20-30', 'b: r1@50-60')).toBe(
      'x must have held 1 from 10 ns to 50 ns without a break, and 2 at some time from 20 ns to 30 ns',
    )
    expect(told('a: w1@0-10', 'b: w2@0-10', 'c: r1@20-30 r2@40-50')).toBe(
      'x must have held 1 from 10 ns to 20 ns without a break, and 2 from 10 ns to 40 ns',
    )
    expect(told('a: w1@0-10', 'b: r_@20-30')).toBe(
      'x must have held nothing from the start to 20 ns without a break, and 1 at some time from 0 ns to 10 ns',
    )
    expect(told('a: c_>1@0-10', 'b: c_>2@20-30')).toBe(
      'no order of the operations on x explains their answers: b replaced nothing by 2 in x (20 ns to 30 ns)',
    )
    expect(told('a: w1@0-10!', 'b: n_>2@2000000-3000000000')).toBe(
      'no order of the operations on x explains their answers: b was refused to replace nothing by 2 in x (2 ms to 3 s)',
    )
  })

  it('shows the last few where no shorter proof is found', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `a: c${index}>${index + 1}@${index * 10}-${index * 10 + 5}`)
    const judged = linearizable({ ...read(...lines, 'a: c5>6@900-901'), initial: 0 })
    expect(judged.findings[0]?.evidence).toHaveLength(12)
    expect(judged.sentence).toBe(
      'no order of the operations on x explains their answers (the last 12 of 21 are shown): a replaced 5 by 6 in x ' +
        '(900 ns to 901 ns)',
    )
  })

  it('is the same for histories that went through JSON', () => {
    for (const { bad, good, initial = null } of linearizabilityPairs) {
      for (const operations of [registerHistory(bad), registerHistory(good)]) {
        const copy: Operation[] = JSON.parse(JSON.stringify(operations))
        const [first, second] = [linearizable({ operations, initial }), linearizable({ operations: copy, initial })]
        expect(second.verdict).toBe(first.verdict)
        expect(JSON.parse(JSON.stringify(second))).toEqual(JSON.parse(JSON.stringify(first)))
      }
    }
  })

  it('refuses an operation that returns before it is called', () => {
    expect(() => linearizable(read('a: r1@5-4'))).toThrow('an operation returns before it is called')
  })
})

describe('sequential consistency', () => {
  it('is decided by the recorded order, by versions or by search, whichever comes first', () => {
    const by = (...lines: readonly string[]): string | null => sequentiallyConsistent(read(...lines)).decidedBy
    expect(by('a: w1@0-1#1 r1@2-3#2')).toBe('witness')
    expect(by('a: w1@0-1#2v1 r1@2-3#1v1')).toBe('versions')
    expect(by('a: w1@0-1v1 r1@2-3v1')).toBe('versions')
    expect(by('a: w1@0-1v1 r1@2-3')).toBe('search')
    expect(by('a: w1@0-1v1', 'b: w2@0-1v1 r1@2-3v1')).toBe('search')
    expect(by('a: w1@0-1')).toBe(null)
  })

  it('does not judge a session that does two things at once', () => {
    const { verdict, sentence } = sequentiallyConsistent(read('a: w1@0-5 r1@4-6'))
    expect(verdict).toBe('inconclusive')
    expect(sentence).toBe(
      'a session did two things at once: a wrote 1 to x (0 ns to 5 ns), a read 1 of x (4 ns to 6 ns)',
    )
  })

  it('ends undecided when its steps are used up, and says what would help', () => {
    const busy = Array.from({ length: 6 }, (_, index) => `s${index}: +1@0-1 +1@2-3 r${index + 20}@4-5`)
    const judged = sequentiallyConsistent(read(...busy), { steps: 10 })
    expect(judged.verdict).toBe('inconclusive')
    expect(judged.sentence).toBe(
      'not decided within 10 steps (18 operations): record the versions, or the order in which the store applied its ' +
        'operations',
    )
    expect(sequentiallyConsistent(read(...busy)).verdict).toBe('violated')
  })

  it('tells what contradicts what', () => {
    const cycle = sequentiallyConsistent(read('a: x.w1@0-1v1 y.w1@2-3v1', 'b: y.r1@4-5v1 x.r_@6-7v0'))
    expect(cycle.sentence).toBe(
      'each of these must come before the next, and the last before the first: a wrote 1 to x (0 ns to 1 ns, version ' +
        '1); a wrote 1 to y (2 ns to 3 ns, version 1); b read 1 of y (4 ns to 5 ns, version 1); b read nothing of x ' +
        '(6 ns to 7 ns, version 0)',
    )
    expect(cycle.findings[0]?.key).toBe(null)
    const unwritten = sequentiallyConsistent(read('a: w1@0-1v1', 'b: r9@2-3v9'))
    expect(unwritten.sentence).toBe('b read 9 of x (2 ns to 3 ns, version 9), a version that nobody wrote')
    expect(unwritten.findings[0]?.key).toBe('x')
    const searched = sequentiallyConsistent(read('a: y.w3@0-1 w1@2-3 r_@4-5', 'b: y.r3@0-1'))
    expect(searched.sentence).toBe(
      'no order that keeps the order of each session explains: a wrote 1 to x (2 ns to 3 ns); a read nothing of x (4 ' +
        'ns to 5 ns)',
    )
  })

  it('shows what each session waits for where no shorter proof is found', () => {
    const chain = Array.from({ length: 15 }, (_, index) => `c${index}>${index + 1}@${index * 2}-${index * 2 + 1}`)
    const judged = sequentiallyConsistent({ ...read(`a: ${chain.join(' ')}`, 'b: c5>6@0-1'), initial: 0 })
    expect(judged.verdict).toBe('violated')
    expect(judged.findings[0]?.evidence.length).toBeLessThan(13)
  })
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

describe('isolation', () => {
  it.each([
    ['G0', 'w1(x1) w2(x2) w2(y1) c2 w1(y2) c1', []],
    ['G1a', 'w1(x1) a1 r2(x1) r2(y0) w3(y1) c2 c3', ['read-uncommitted']],
    ['G1b', 'w1(x1) w1(x2) c1 r2(x1) c2', ['read-uncommitted']],
    ['G1c', 'w1(x1) w2(x2) w2(y1) c2 r1(y1) c1', ['read-uncommitted']],
    ['dirty-read', 'w1(x1) r2(x1) c1 c2', ['read-uncommitted']],
    ['G-single', 'r1(x0) w2(x1) w2(y1) c2 r1(y1) c1', ['read-uncommitted', 'read-committed']],
    ['lost-update', 'r1(x0) r2(x0) w1(x1) c1 w2(x2) c2', ['read-uncommitted', 'read-committed']],
    ['non-repeatable-read', 'r1(x0) w2(x1) c2 r1(x1) c1', ['read-uncommitted', 'read-committed']],
    ['phantom', 'q1(P0) w2(y1;P1) c2 q1(P1) c1', ['read-uncommitted', 'read-committed', 'repeatable-read']],
    ['G2-item', 'r1(x0) r1(y0) r2(x0) r2(y0) w1(x1) w2(y1) c1 c2', ['read-uncommitted', 'read-committed', 'snapshot']],
    [
      'G2',
      'q1(P0) q2(P0) w1(y1;P1) w2(z1;P2) c1 c2',
      ['read-uncommitted', 'read-committed', 'repeatable-read', 'snapshot'],
    ],
    [
      'nothing',
      'w1(x1) c1 r2(x1) c2',
      ['read-uncommitted', 'read-committed', 'repeatable-read', 'snapshot', 'serializable'],
    ],
  ] as const)('%s leaves what it leaves possible', (_anomaly, text, possible) => {
    const levels = ['read-uncommitted', 'read-committed', 'repeatable-read', 'snapshot', 'serializable'] as const
    expect(isolation(transactions(text)).possible).toEqual(possible)
    const ok = levels.filter((level) => isolation(transactions(text), { level }).verdict === 'ok')
    expect(ok).toEqual(possible)
  })

  it('tells the cycle', () => {
    const told = (text: string): string => isolation(transactions(text)).sentence
    expect(told('w1(x1) w2(x2) w2(y1) c2 w1(y2) c1')).toBe(
      'dirty write (G0): T2 overwrote x after T1; T1 overwrote y after T2',
    )
    expect(told('r1(x0) w2(x1) w2(y1) c2 r1(y1) c1')).toBe(
      'read skew (G-single): T2 overwrote x that T1 had read; T1 read y from T2',
    )
    expect(told('q1(P0) w2(y1;P1) c2 q1(P1) c1')).toBe(
      'phantom: T2 changed what "P" finds after T1 had looked; T1 saw T2 change what "P" finds',
    )
  })

  it('tells what one read or write shows', () => {
    const told = (text: string, level: 'read-committed' | 'serializable' = 'read-committed'): string =>
      isolation(transactions(text), { level }).sentence
    expect(told('w1(x1) a1 r2(x1) c2')).toBe('aborted read (G1a): T2 read version 1 of x from T1, which aborted')
    expect(told('w1(x1) w1(x2) c1 r2(x1) c2')).toBe(
      'intermediate read (G1b): T2 read version 1 of x from T1, which wrote it again',
    )
    expect(told('w1(y1;P1) q2(P1) c1 c2')).toBe(
      'dirty read: T2 read a change of what "P" finds from T1, which had not ended',
    )
    expect(told('r1(x0) r2(x0) w1(x1) c1 w2(x2) c2', 'serializable')).toBe(
      'lost update: T2 read version 0 of x and replaced version 1 by T1',
    )
    const changed = isolation(transactions('r1(x0) w2(x1) c2 r1(x1) c1'))
    expect(changed.sentence).toBe('non-repeatable read: T1 read x twice and saw version 0, then 1')
    expect(changed.findings[0]).toMatchObject({ key: 'x', evidence: [{ id: 'T2' }, { id: 'T1' }], cycle: [] })
  })

  it('says on what a cycle is only if all of it is on one record', () => {
    const on = (text: string): string | null | undefined => isolation(transactions(text)).findings.at(-1)?.key
    expect(on('r1(x0) r2(x0) w1(x1) c1 w2(x2) c2')).toBe('x')
    expect(on('r1(x0) w2(x1) w2(y1) c2 r1(y1) c1')).toBe(null)
  })

  it('takes a version without a writer for one from before the history', () => {
    const judged = isolation(transactions('r1(x7) w2(x8) c2 r1(x8) c1'))
    expect(judged.anomalies.map(({ anomaly }) => anomaly)).toEqual(['non-repeatable-read', 'G-single'])
  })

  it('counts all cases and keeps as many as it is told', () => {
    const text = Array.from({ length: 8 }, (_, id) => `r${id}(x0) r${id}(x1)`).join(' ')
    const commits = Array.from({ length: 8 }, (_, id) => `c${id}`).join(' ')
    const judged = isolation(transactions(`${text} w9(x1) c9 ${commits}`), { keep: 3 })
    expect(judged.anomalies.map(({ anomaly, count, findings }) => [anomaly, count, findings.length])).toEqual([
      ['dirty-read', 8, 3],
      ['non-repeatable-read', 8, 3],
      ['G-single', 8, 3],
    ])
    expect(judged.violations).toBe(24)
  })

  it('ends undecided when its steps are used up', () => {
    const skew = transactions('r1(x0) w2(x1) w2(y1) c2 r1(y1) c1')
    const judged = isolation(skew, { steps: 0 })
    expect(judged).toMatchObject({ verdict: 'inconclusive', sentence: 'not all cycles were looked at within 0 steps' })
    expect(isolation(skew, { steps: 100 }).verdict).toBe('violated')
  })

  it('refuses two writes of the same version', () => {
    expect(() => isolation(transactions('w1(x1) w2(x1) c1 c2'))).toThrow('two writes made the same version')
    expect(() => isolation(transactions('w1(x0) c1'))).toThrow('two writes made the same version')
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
