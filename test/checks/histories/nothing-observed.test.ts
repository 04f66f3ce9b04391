import { describe, expect, it } from 'vitest'
import { converged } from '../../../src/checks/histories/convergence/converged.ts'
import { effectsOnce } from '../../../src/checks/histories/effects/effects-once.ts'
import { isolation } from '../../../src/checks/histories/isolation/isolation.ts'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import { logLaws } from '../../../src/checks/histories/logs/log-laws.ts'
import { conserved } from '../../../src/checks/histories/quantities/conserved.ts'
import { counterWithinBounds } from '../../../src/checks/histories/quantities/counter-within-bounds.ts'
import { queueLaws } from '../../../src/checks/histories/queues/queue-laws.ts'
import type { Operation } from '../../../src/checks/histories/registers/operation.ts'
import { sagaAtomic } from '../../../src/checks/histories/sagas/saga-atomic.ts'
import { sequentiallyConsistent } from '../../../src/checks/histories/sequential/sequentially-consistent.ts'
import { sessionGuarantees } from '../../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../../src/checks/histories/staleness/k-staleness.ts'
import { effectEvents } from '../tools/effect-notation.ts'
import { queueHistory } from '../tools/queue-notation.ts'
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
    ['linearizable', () => linearizable(writes)],
    ['linearizable, without operations', () => linearizable({ operations: [] })],
    ['sequentially consistent', () => sequentiallyConsistent(writes)],
    ['sequentially consistent, by a witness', () => sequentiallyConsistent(read('a: w1@0-1#1 w2@2-3#2'))],
    ['session guarantees', () => sessionGuarantees(read('a: w1@0-1 r1@2-3'))],
    ['session guarantees, none asked for', () => sessionGuarantees(read('a: w1@0-1v2 r1@2-3v1'), { guarantees: [] })],
    ['bounded staleness', () => boundedStaleness(writes, 0)],
    ['k-staleness', () => kStaleness(writes, 0)],
    ['isolation', () => isolation(transactions('r1(x0) c1 r2(x0) c2'))],
    ['isolation of one', () => isolation(transactions('r1(x0) w1(x1) r1(x1) c1'))],
    ['converged', () => converged({ replicas: ['A', 'B'], changes: [], since: 0, until: 9 }, 5)],
    [
      'converged, one replica',
      () => converged({ replicas: ['A'], changes: replicaChanges('A.x=1@0'), since: 0, until: 9 }, 5),
    ],
    ['conserved', () => conserved({ events: [] })],
    ['counter', () => counterWithinBounds(read('a: +1@0-1'))],
    ['effects at most once', () => effectsOnce({ events: effectEvents('?a ok:a') }, 'at-most-once')],
    ['effects at least once', () => effectsOnce({ events: effectEvents('?a +a info:a') }, 'at-least-once')],
    ['effects exactly once', () => effectsOnce({ events: effectEvents('?a fail:a') }, 'exactly-once')],
    ['queues', () => queueLaws(queueHistory('p1 p2'))],
    ['queues, of which nothing is asked', () => queueLaws(queueHistory('p1 c1 d1'), { laws: [] })],
    ['logs', () => logLaws({ operations: [] })],
    ['sagas', () => sagaAtomic({ legs: [], events: [], until: 10 })],
  ])('%s', (_name, judge) => {
    const { verdict, observed, sentence } = judge()
    expect({ verdict, observed, sentence }).toEqual({ verdict: 'inconclusive', observed: 0, sentence: nothing })
  })
})

describe('a judge whose history ends too early does not say ok', () => {
  it.each([
    [
      'an effect that may yet come',
      () => effectsOnce({ events: effectEvents('?a ok:a'), unfinished: true }, 'at-least-once'),
    ],
    ['a saga that is open', () => sagaAtomic({ legs: [], events: [{ kind: 'begun', at: 0, saga: '1' }], until: 10 })],
  ])('%s', (_name, judge) => {
    const { verdict, sentence } = judge()
    expect(verdict).toBe('inconclusive')
    expect(sentence).toContain('at the end')
  })
})
