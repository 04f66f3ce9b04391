import { describe, expect, it } from 'vitest'
import { effectsOnce } from '../../../src/checks/histories/effects/effects-once.ts'
import { logLaws } from '../../../src/checks/histories/logs/log-laws.ts'
import { queueLaws } from '../../../src/checks/histories/queues/queue-laws.ts'
import { sagaAtomic } from '../../../src/checks/histories/sagas/saga-atomic.ts'
import { effectPairs } from '../corpora/effects.ts'
import { logPairs } from '../corpora/logs.ts'
import { queuePairs } from '../corpora/queues.ts'
import { sagaPairs } from '../corpora/sagas.ts'
import { effectEvents } from '../tools/effect-notation.ts'
import { expectPair } from '../tools/expect-pair.ts'
import { logHistory } from '../tools/log-notation.ts'
import { queueHistory } from '../tools/queue-notation.ts'
import { sagaEvents, sagaLegs } from '../tools/saga-notation.ts'

/** Half of 50 histories are good, half bad. */
const fewestPairs = 25

describe('effects', () => {
  it('have a corpus of 50 histories', () => expect(effectPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(effectPairs)('$promise: $name', ({ bad, good, promise, breaks }) => {
    const events = effectEvents(bad)
    const judged = effectsOnce({ events }, promise)
    expectPair(judged, events, effectsOnce({ events: effectEvents(good) }, promise))
    expect(judged.findings.map(({ rule }) => rule)).toEqual(breaks)
    // The evidence alone proves it.
    for (const { evidence } of judged.findings) {
      expect(effectsOnce({ events: evidence }, promise).verdict).toBe('violated')
    }
  })
})

describe('queues', () => {
  it('have a corpus of 50 histories', () => expect(queuePairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(queuePairs)('$breaks: $name', ({ bad, good, breaks }) => {
    const history = queueHistory(bad)
    const judged = queueLaws(history)
    expectPair(judged, history.events, queueLaws(queueHistory(good)))
    expect(judged.findings.map(({ law }) => law)).toEqual(breaks)
    for (const { evidence, law } of judged.findings) {
      expect(queueLaws({ events: evidence }, { laws: [law] }).verdict).toBe('violated')
    }
  })
})

describe('logs', () => {
  it('have a corpus of 50 histories', () => expect(logPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(logPairs)('$breaks: $name', ({ bad, good, breaks }) => {
    const history = logHistory(bad)
    const judged = logLaws(history)
    expectPair(judged, history.operations, logLaws(logHistory(good)))
    expect(judged.findings.map(({ law }) => law)).toEqual(breaks)
    for (const { evidence, law } of judged.findings) {
      expect(logLaws({ ...history, operations: evidence }, { laws: [law] }).verdict).toBe('violated')
    }
  })
})

describe('sagas', () => {
  it('have a corpus of 50 histories', () => expect(sagaPairs.length).toBeGreaterThanOrEqual(fewestPairs))

  it.each(sagaPairs)('$breaks: $name', ({ bad, good, breaks, legs = 'x y<x z<y', within = Infinity, healed = 0 }) => {
    const frame = { legs: sagaLegs(legs), healed }
    const judge = (text: string) =>
      sagaAtomic({ ...frame, events: sagaEvents(text), until: text.split(' ').length * 10 }, { within })
    const events = sagaEvents(bad)
    const until = bad.split(' ').length * 10
    const judged = sagaAtomic({ ...frame, events, until }, { within })
    expectPair(judged, events, judge(good))
    expect(judged.findings.map(({ rule }) => rule)).toEqual(breaks)
    for (const { evidence } of judged.findings) {
      expect(sagaAtomic({ ...frame, events: evidence, until }, { within }).verdict).toBe('violated')
    }
  })
})
