import { describe, expect, it } from 'vitest'
import { converged } from '../../../src/checks/histories/convergence/converged.ts'
import { effectsOnce } from '../../../src/checks/histories/effects/effects-once.ts'
import { isolation } from '../../../src/checks/histories/isolation/isolation.ts'
import type { Finding, Judgement } from '../../../src/checks/histories/judgement.ts'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import { logLaws } from '../../../src/checks/histories/logs/log-laws.ts'
import { conserved } from '../../../src/checks/histories/quantities/conserved.ts'
import { counterWithinBounds } from '../../../src/checks/histories/quantities/counter-within-bounds.ts'
import { QUEUE_LAWS, type QueueLaw } from '../../../src/checks/histories/queues/queue-history.ts'
import { queueLaws } from '../../../src/checks/histories/queues/queue-laws.ts'
import { sagaAtomic } from '../../../src/checks/histories/sagas/saga-atomic.ts'
import { sessionGuarantees } from '../../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../../src/checks/histories/staleness/k-staleness.ts'
import { effectEvents } from '../tools/effect-notation.ts'
import { logHistory } from '../tools/log-notation.ts'
import { quantityEvents } from '../tools/quantity-notation.ts'
import { queueHistory } from '../tools/queue-notation.ts'
import { registerHistory } from '../tools/register-notation.ts'
import { replicaChanges } from '../tools/replica-notation.ts'
import { sagaEvents, sagaLegs } from '../tools/saga-notation.ts'
import { transactions } from '../tools/transaction-notation.ts'

/** What a judge says in numbers and words. */
function said<Evidence>(judgement: Judgement<Evidence, Finding<Evidence>>) {
  const { verdict, observed, violations, steps, sentence, findings } = judgement
  return { verdict, observed, violations, steps, sentence, kept: findings.length }
}

describe('effects', () => {
  const judge = (text: string, promise: 'at-most-once' | 'at-least-once' | 'exactly-once', more: object = {}) =>
    effectsOnce({ events: effectEvents(text), ...more }, promise)

  it('are two steps an event, and an observation for each effect and each answer', () => {
    expect(said(judge('?a +a ok:a ?b', 'exactly-once'))).toEqual({
      verdict: 'ok',
      observed: 2,
      violations: 0,
      steps: 8,
      sentence: '2 things, each done exactly once',
      kept: 0,
    })
    expect(judge('?a +a ok:a', 'at-most-once').observed).toBe(1)
    expect(judge('?a +a ok:a', 'at-least-once').observed).toBe(1)
  })

  it('break each rule once, at the first time, and all of them are counted whatever is kept', () => {
    const judged = judge('+a +a +a ?b +b +b', 'at-most-once')
    expect(judged.findings.map(({ rule, sentence }) => [rule, sentence])).toEqual([
      ['unasked', 'a was done at 0 ns, and nobody had asked for it'],
      ['again', 'a was done again at 10 ns'],
      ['again', 'b was done again at 50 ns'],
    ])
    const events = effectEvents('+a +a +a ?b +b +b')
    expect(said(effectsOnce({ events }, 'at-most-once', { keep: 1 }))).toMatchObject({ violations: 3, kept: 1 })
  })

  it('that are under way at the end are undecided, and nothing else is', () => {
    const { sentence, verdict } = judge('?a ok:a ?b ok:b', 'at-least-once', { unfinished: true })
    expect(sentence).toBe('2 were still under way at the end, of those told that they are done')
    expect(verdict).toBe('inconclusive')
    expect(judge('+a ?b ok:b', 'at-least-once', { unfinished: true }).violations).toBe(1)
  })

  it('are told of as done where the answer does not say', () => {
    const events = [{ kind: 'asked', at: 0, id: 'a' } as const, { kind: 'told', at: 1, id: 'a' } as const]
    expect(effectsOnce({ events }, 'at-least-once').violations).toBe(1)
  })
})

describe('queues', () => {
  const good = queueHistory('p1k c1 d1 h1 s1 p2 c2 d2 h2 s2')

  it.each<[laws: readonly QueueLaw[], observed: number]>([
    [['lost'], 2],
    [['unpublished'], 4],
    [['unflagged'], 2],
    [['settled'], 2],
    // Only one of them has a key.
    [['order'], 1],
    [QUEUE_LAWS, 6],
  ])('are a step an event, and so many observations for %j: %i', (laws, observed) => {
    const sentence = `2 messages, ${laws.join(', ')}: none`
    expect(said(queueLaws(good, { laws }))).toEqual({
      verdict: 'ok',
      observed,
      violations: 0,
      steps: 10,
      sentence,
      kept: 0,
    })
  })

  it('count all that is lost, and keep the first', () => {
    expect(said(queueLaws(queueHistory('p1 c1 p2 c2'), { keep: 1 }))).toMatchObject({
      violations: 2,
      kept: 1,
      sentence: 'm1 was confirmed to its publisher, and is neither handled nor there',
    })
    const { events } = queueHistory('p1 c1')
    expect(queueLaws({ events }).violations).toBe(1)
  })

  it('say which message was handled after which', () => {
    const { findings } = queueLaws(queueHistory('p1k p2k d2 h2 d1 h1'), { laws: ['order'] })
    expect(findings.map(({ key, sentence, evidence }) => [key, sentence, evidence.map(({ at }) => at)])).toEqual([
      ['m1', 'm1 of k was handled at 50 ns, after m2, which was published later', [0, 10, 30, 50]],
    ])
  })
})

describe('sagas', () => {
  const legs = sagaLegs('x y<x')
  const judge = (text: string, options = {}) =>
    sagaAtomic({ legs, events: sagaEvents(text), until: text.split(' ').length * 10 }, options)

  it('are a step an event and one a leg', () => {
    const judged = judge('b1 d1x d1y e1')
    const sentence = '1 sagas, each with all of its legs done or none'
    expect(said(judged)).toEqual({ verdict: 'ok', observed: 1, violations: 0, steps: 6, sentence, kept: 0 })
    expect(judged.pending).toBe(0)
  })

  it('that are open are undecided, and stuck when that is too long', () => {
    const open = judge('b1 d1x d1y e1 b2')
    expect(said(open)).toMatchObject({
      verdict: 'inconclusive',
      observed: 1,
      steps: 9,
      sentence: '1 were still open at the end, and not yet for too long',
    })
    expect(open.pending).toBe(1)
    const stuck = judge('b1 d1x d1y e1 b2 . .', { within: 20 })
    expect([stuck.pending, stuck.observed, stuck.violations]).toEqual([0, 2, 2])
    expect(judge('b1 . . e1', { within: 30 }).violations).toBe(0)
  })

  it('say what is wrong in words', () => {
    expect(judge('b1 d1x e1').sentence).toBe('1 ended with x done and y not')
    expect(judge('b1 d1x d1x d1y e1').sentence).toBe('x of 1 was done again at 20 ns')
    expect(judge('b1 d1x d1y t1 u1x u1y e1').sentence).toBe('x of 1 was undone at 40 ns, before y')
    expect(judge('b1 d1x t1 u1x u1x u1x e1').sentence).toBe('x of 1 was undone at 40 ns, when it was not done')
    expect(judge('b1 d1y d1x e1').sentence).toBe('y of 1 was done at 10 ns, before x')
    expect(judge('b1 d1x t1 c1y u1x e1').sentence).toBe('y of 1 was called at 30 ns, after it had turned round')
    expect(said(judge('b1 d1x e1 b2 d2x e2', { keep: 1 }))).toMatchObject({ violations: 2, kept: 1 })
  })
})

describe('logs', () => {
  const judge = (text: string, options = {}) => logLaws(logHistory(text), options)

  it('are a step for each offset, and two for each value sent and read', () => {
    expect(said(judge('a.sx1@0 a.sx2@1 b.px1@0,2@1'))).toEqual({
      verdict: 'ok',
      observed: 4,
      violations: 0,
      steps: 13,
      sentence: '4 values sent and read in 1 logs, 0 of them not read yet',
      kept: 0,
    })
    // A second log, of the same work for itself.
    expect(said(judge('a.sx1@0 a.sx2@1 b.px1@0,2@1 a.sy1@0 a.sy2@1 b.py1@0,2@1'))).toMatchObject({
      observed: 8,
      steps: 26,
    })
    expect(judge('a.sx1@0 a.sx2@1 b.px1@0').sentence).toBe('3 values sent and read in 1 logs, 1 of them not read yet')
  })

  it.each([
    ['a.sx1@0 a.sx2@1 b.px2@1', ['1, sent to x at 0, was read by nobody, though what stands at 1 was']],
    [
      'a.sx1@0 a.sx2@1 a.sx3@2 a.sx4@3 b.px1@0 b.px4@3 c.px2@1,3@2',
      ['b read x at 3 after 0 and left out 2 between them'],
    ],
    ['a.sx1@0 b.px1@0 c.px2@0', ['at 0 of x stand 1 and 2']],
    ['a.sx1@5 a.sx1@7 b.px1@5', ['1 stands in x at 5 and 7']],
    ['a.sx2@1 a.sx1@0 b.px1@0,2@1', ['a sent 1 to x later, and it stands earlier: at 0, after 1']],
    ['a.sx2@1+sx1@0 b.px1@0,2@1', ['a sent 1 to x later, and it stands earlier: at 0, after 1']],
    ['a.sx1@0 a.sx2@1 b.px1@0 | drained', ['2, sent to x, was read by nobody']],
  ])('say what is wrong in words: %s', (text, [sentence = '']) => {
    expect(judge(text).findings.map((one) => one.sentence)).toContain(sentence)
  })

  it('show what proves it: one operation, where all is in it, else both', () => {
    const evidence = (text: string): readonly number[] =>
      judge(text, { laws: ['nonmonotonic-send', 'internal-nonmonotonic-send'] }).findings.flatMap((one) =>
        one.evidence.map(({ call }) => call),
      )
    expect(evidence('a.sx2@1 a.sx1@0 b.px1@0,2@1')).toEqual([0, 10])
    expect(evidence('a.sx2@1+sx1@0 b.px1@0,2@1')).toEqual([0])
  })

  it('are held against the laws that are asked for, all of them counted whatever is kept', () => {
    const lost = 'a.sx1@0 a.sx2@1 a.sx3@2 b.px3@2'
    expect(said(judge(lost, { keep: 1, laws: ['lost-write'] }))).toMatchObject({ violations: 2, kept: 1 })
    expect(judge(lost, { laws: ['duplicate'] }).violations).toBe(0)
  })

  it('miss nothing that was removed, nor what comes after the last that was read', () => {
    expect(judge('a.sx1@0 a.sx2@1 b.px2@1 | x0').violations).toBe(0)
    const { operations } = logHistory('a.sx1@0 a.sx2@1 b.px2@1')
    expect(logLaws({ operations }).violations).toBe(1)
    expect(judge('a.sx1@0 a.sx2@1 b.px1@0').violations).toBe(0)
  })
})

describe('registers', () => {
  const versions = (...lines: readonly string[]) => ({ operations: registerHistory(lines, { versions: true }) })

  it('of sessions are so many steps, and so many times that a guarantee was at stake', () => {
    expect(said(sessionGuarantees(versions('a: w1@0-1 r1@2-3 r1@4-5')))).toMatchObject({
      observed: 3,
      violations: 0,
      steps: 5,
      sentence: 'read-your-writes, monotonic-reads, monotonic-writes, writes-follow-reads: kept 3 times',
    })
    expect(said(sessionGuarantees(versions('a: w1@0-1 r1@2-3 w2@4-5 r1@6-7')))).toMatchObject({
      observed: 5,
      violations: 1,
      steps: 7,
    })
  })

  it('of staleness say how far behind the worst was, and what was allowed', () => {
    const history = versions('a: w1@0-1 w2@2-3 r1@10-11 r2@12-13')
    expect(said(boundedStaleness(history, 5))).toEqual({
      verdict: 'violated',
      observed: 2,
      violations: 1,
      steps: 4,
      sentence:
        'a read 1 of x (10 ns to 11 ns, version 1), 7 ns after a newer version was committed: ' +
        'a wrote 2 to x (2 ns to 3 ns, version 2); 5 ns are allowed',
      kept: 1,
    })
    expect(said(kStaleness(history, 1))).toMatchObject({
      observed: 2,
      steps: 5,
      sentence: '2 reads, none more than 1 versions behind; the worst was 1',
    })
    const { sentence } = kStaleness(history, 0)
    expect(sentence).toBe('a read 1 of x (10 ns to 11 ns, version 1), 1 versions behind; 0 are allowed')
    const worse = versions('a: w1@0-1 w2@2-3 r1@10-11 r1@20-21')
    expect(said(boundedStaleness(worse, 5, { keep: 1 }))).toMatchObject({ violations: 2, kept: 1 })
    expect(said(kStaleness(worse, 0, { keep: 1 }))).toMatchObject({ violations: 2, kept: 1 })
    expect([boundedStaleness(worse, 20).violations, boundedStaleness(worse, 20).worst]).toEqual([0, 17])
  })

  it('that count take at most three steps an operation', () => {
    expect(said(counterWithinBounds(versions('a: +1@0-1 r1@2-3 +2@4-5 r3@6-7')))).toMatchObject({
      observed: 2,
      steps: 6,
      sentence: '2 reads of counters, each between what was surely and what was possibly added',
    })
    expect(said(counterWithinBounds(versions('a: +1@0-1 r4@2-3 r5@4-5'), { keep: 1 }))).toMatchObject({
      violations: 2,
      kept: 1,
      sentence: 'a read 4 of x between 2 ns and 3 ns, but only values from 1 to 1 were possible',
    })
  })
})

describe('quantities', () => {
  it('are looked at after each event, and seen by readers', () => {
    expect(said(conserved({ events: quantityEvents('a=5@0 in5@0 a=3@9 b=2@9 r{a5,b-3}@9') }))).toMatchObject({
      observed: 4,
      violations: 2,
      steps: 7,
      sentence: 'r saw, at 9 ns, -3 in b, less than 0',
    })
  })
})

describe('replicas', () => {
  it('are a step a change', () => {
    const changes = replicaChanges('A.x=1@5 B.x=1@7')
    expect(said(converged({ replicas: ['A', 'B'], changes, since: 10, until: 100 }, 5))).toEqual({
      verdict: 'ok',
      observed: 1,
      violations: 0,
      steps: 2,
      sentence: '1 keys agree, the last 0 ns after; none disagreed for over 5 ns',
      kept: 0,
    })
  })
})

describe('linearizability', () => {
  const judge = (...lines: readonly string[]) => linearizable({ operations: registerHistory(lines) })

  it('says by zones which values cannot both have been there', () => {
    expect(said(judge('a: w1@0-1 w2@2-3 r1@4-5 w3@6-7 r3@8-9'))).toEqual({
      verdict: 'violated',
      observed: 2,
      violations: 1,
      steps: 7,
      sentence: 'x must have held 1 from 1 ns to 4 ns without a break, and 2 at some time from 2 ns to 3 ns',
      kept: 1,
    })
  })

  it('says by search which answer no order explains, with no more than proves it', () => {
    const judged = judge('a: w1@0-1 w1@2-3 r2@4-5 w1@6-7 r1@8-9')
    expect(judged.sentence).toBe('no order of the operations on x explains their answers: a read 2 of x (4 ns to 5 ns)')
    expect(judged.findings[0]?.evidence.map(({ call }) => call)).toEqual([4])
    expect(said(judge('a: w1@0-1 w2@2-3 w3@4-5 c1>2@6-7 r2@8-9'))).toMatchObject({
      observed: 2,
      steps: 7,
      sentence: 'no order of the operations on x explains their answers: a replaced 1 by 2 in x (6 ns to 7 ns)',
    })
  })

  it('shows the last twelve of a long proof, and says of how many', () => {
    const adds = (count: number): string =>
      `a: ${Array.from({ length: count }, (_, at) => `+1@${at * 2}-${at * 2 + 1}`).join(' ')} r99@900-901`
    const long = judge(adds(14))
    expect(long.sentence).toContain('(the last 12 of 15 are shown): a read 99 of x')
    expect(long.findings[0]?.evidence.map(({ call }) => call)).toEqual([6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 900])
    expect(judge(adds(11)).sentence).not.toContain('are shown')
    expect(judge(adds(11)).findings[0]?.evidence.length).toBe(12)
  })

  it('adds up over keys, and leaves out those of which nothing was seen', () => {
    const one = judge('a: +1@0-1 +1@2-3 r2@4-5')
    const both = judge('a: +1@0-1 +1@2-3 r2@4-5', 'b: y.+1@0-1 y.+1@2-3 y.r2@4-5', 'c: z.+1@0-1')
    expect([both.observed, both.steps]).toEqual([2 * one.observed, 2 * one.steps])
    expect(one.steps).toBeGreaterThan(0)
  })
})

describe('isolation', () => {
  const judge = (text: string) => isolation(transactions(text))

  it('counts dependencies, and says when none of them is wrong', () => {
    expect(said(judge('r1(x0) w1(x1) c1 r2(x1) w2(x2) c2'))).toEqual({
      verdict: 'ok',
      observed: 2,
      violations: 0,
      steps: 8,
      sentence: '2 dependencies between transactions, none that serializable does not allow',
      kept: 0,
    })
  })

  it.each([
    ['w1(x1) r2(x1) a1 c2', 'aborted read (G1a): T2 read version 1 of x from T1, which aborted'],
    ['w1(x1) r2(x1) c2 c1', 'dirty read: T2 read version 1 of x from T1, which had not ended'],
    ['w1(x1) r2(x1) c2', 'dirty read: T2 read version 1 of x from T1, which had not ended'],
    ['w1(x1) w1(x2) r2(x1) c1 c2', 'intermediate read (G1b): T2 read version 1 of x from T1, which wrote it again'],
    ['r1(x0) r2(x0) w1(x1) c1 w2(x2) c2', 'lost update: T2 read version 0 of x and replaced version 1 by T1'],
    ['w1(x1) w2(y2) r1(y2) r2(x1) c1 c2', 'circular information flow (G1c): T1 read y from T2; T2 read x from T1'],
    [
      'r1(x0) r1(y0) r2(x0) r2(y0) w1(x1) w2(y2) c1 c2',
      'write skew (G2-item): T2 overwrote y that T1 had read; T1 overwrote x that T2 had read',
    ],
  ])('says what is wrong in words: %s', (text, sentence) => {
    expect(judge(text).findings.map((one) => one.sentence)).toContain(sentence)
  })

  it('shows those who take part, in the order of the history', () => {
    const { findings, steps } = judge('r1(x0) r2(x0) w1(x1) c1 w2(x2) c2')
    expect(findings.map(({ evidence }) => evidence.map(({ id }) => id))).toEqual([
      ['T1', 'T2'],
      ['T2', 'T1'],
    ])
    expect(steps).toBe(20)
  })
})
