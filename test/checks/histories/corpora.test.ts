import { describe, expect, it } from 'vitest'
import { converged } from '../../../src/checks/histories/convergence/converged.ts'
import { isolation } from '../../../src/checks/histories/isolation/isolation.ts'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import { conserved } from '../../../src/checks/histories/quantities/conserved.ts'
import { counterWithinBounds } from '../../../src/checks/histories/quantities/counter-within-bounds.ts'
import type { History } from '../../../src/checks/histories/registers/operation.ts'
import { sequentiallyConsistent } from '../../../src/checks/histories/sequential/sequentially-consistent.ts'
import { sessionGuaranteeNames, sessionGuarantees } from '../../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../../src/checks/histories/staleness/k-staleness.ts'
import { type ConvergencePair, convergencePairs } from '../corpora/convergence.ts'
import { isolationPairs } from '../corpora/isolation.ts'
import { linearizabilityPairs } from '../corpora/linearizability.ts'
import { counterPairs, quantityPairs } from '../corpora/quantities.ts'
import { sequentialPairs } from '../corpora/sequential.ts'
import { sessionPairs } from '../corpora/sessions.ts'
import { stalenessPairs } from '../corpora/staleness.ts'
import { expectPair } from '../tools/expect-pair.ts'
import { quantityEvents } from '../tools/quantity-notation.ts'
import { registerHistory } from '../tools/register-notation.ts'
import { replicaChanges } from '../tools/replica-notation.ts'
import { transactions } from '../tools/transaction-notation.ts'

/** Half of 50 histories are good, half bad. */
const fewestPairs = 25

function historyOf(lines: readonly string[], initial: number | undefined): History {
  const operations = registerHistory(lines)
  return initial === undefined ? { operations } : { operations, initial }
}

describe('linearizability', () => {
  it('has a corpus of 50 histories', () => expect(linearizabilityPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(linearizabilityPairs)('$name', ({ bad, good, initial }) => {
    const history = historyOf(bad, initial)
    const judged = linearizable(history)
    expectPair(judged, history.operations, linearizable(historyOf(good, initial)))
    // The evidence alone proves it: judged by itself it is as bad.
    const alone = linearizable({ ...history, operations: judged.findings[0]?.evidence ?? [] })
    expect(alone.verdict).toBe('violated')
  })
})

describe('sequential consistency', () => {
  it('has a corpus of 50 histories', () => expect(sequentialPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(sequentialPairs)('$name', ({ bad, good, initial }) => {
    const history = historyOf(bad, initial)
    const judged = sequentiallyConsistent(history)
    expectPair(judged, history.operations, sequentiallyConsistent(historyOf(good, initial)))
    const alone = sequentiallyConsistent({ ...history, operations: judged.findings[0]?.evidence ?? [] })
    expect(alone.verdict).toBe('violated')
  })
})

describe('session guarantees', () => {
  it('have a corpus of 50 histories', () => expect(sessionPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(sessionPairs)('$breaks: $name', ({ bad, good, breaks }) => {
    const operations = registerHistory(bad, { versions: true })
    const judged = sessionGuarantees({ operations })
    expectPair(judged, operations, sessionGuarantees({ operations: registerHistory(good, { versions: true }) }))
    const broken = sessionGuaranteeNames.filter((name) => judged.byGuarantee[name].violations > 0)
    expect(broken).toEqual([breaks])
    expect(judged.findings.map(({ guarantee }) => guarantee)).toEqual([breaks])
    const others = sessionGuaranteeNames.filter((name) => name !== breaks)
    expect(sessionGuarantees({ operations }, { guarantees: others }).violations).toBe(0)
    expect(sessionGuarantees({ operations: judged.findings[0]?.evidence ?? [] }).verdict).toBe('violated')
  })
})

describe('staleness', () => {
  it('has a corpus of 50 histories', () => expect(stalenessPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(stalenessPairs)('$bound: $name', ({ bad, good, bound }) => {
    const judge = (history: History) =>
      'within' in bound ? boundedStaleness(history, bound.within) : kStaleness(history, bound.versions)
    const operations = registerHistory(bad, { versions: true })
    const judged = judge({ operations })
    expectPair(judged, operations, judge({ operations: registerHistory(good, { versions: true }) }))
    expect(judged.worst).toBeGreaterThan('within' in bound ? bound.within : bound.versions)
    expect(judge({ operations: judged.findings[0]?.evidence ?? [] }).verdict).toBe('violated')
  })
})

describe('isolation', () => {
  it('has a corpus of 50 histories', () => expect(isolationPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(isolationPairs)('$anomalies: $name', ({ bad, good, anomalies, left = [] }) => {
    const history = transactions(bad)
    const judged = isolation(history)
    const repaired = isolation(transactions(good))
    expect(judged.anomalies.map(({ anomaly }) => anomaly)).toEqual(anomalies)
    expect(repaired.anomalies.map(({ anomaly }) => anomaly)).toEqual(left)
    if (left.length === 0) expectPair(judged, history, repaired)
    for (const { evidence, cycle } of judged.findings) {
      // A cycle names those who take part, in its order, and closes.
      if (cycle.length > 0) expect(cycle.map(({ from }) => from)).toEqual(evidence.map(({ id }) => id))
      expect(cycle.map(({ to }) => to)).toEqual([...cycle.slice(1), ...cycle.slice(0, 1)].map(({ from }) => from))
    }
  })
})

describe('convergence', () => {
  it('has a corpus of 50 histories', () => expect(convergencePairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(convergencePairs)('$name', (pair: ConvergencePair) => {
    const { replicas = 'A B', since = 10, until = 100, within = 5 } = pair
    const frame = { replicas: replicas.split(' '), since, until }
    const changes = replicaChanges(pair.bad)
    const judged = converged({ ...frame, changes }, within)
    expectPair(judged, changes, converged({ ...frame, changes: replicaChanges(pair.good) }, within))
    expect(judged.longest).toBeGreaterThan(within)
  })
})

describe('quantities', () => {
  it('have a corpus of 50 histories', () =>
    expect(quantityPairs.length + counterPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(quantityPairs)('$breaks: $name', ({ bad, good, breaks }) => {
    const events = quantityEvents(bad)
    const judged = conserved({ events })
    expectPair(judged, events, conserved({ events: quantityEvents(good) }))
    expect(judged.findings.map(({ rule }) => rule)).toEqual(breaks)
  })

  it.each(counterPairs)('counters: $name', ({ bad, good, initial }) => {
    const history = historyOf(bad, initial)
    const judged = counterWithinBounds(history)
    expectPair(judged, history.operations, counterWithinBounds(historyOf(good, initial)))
  })
})
