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
