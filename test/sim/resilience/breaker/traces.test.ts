import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { BreakerRules } from '../../../../src/sim/policy-plan.ts'
import { OpossumWindow } from '../../../../src/sim/resilience/breaker/opossum-window.ts'
import { Replay, type Trace, type TraceRow, type Words } from './replay.ts'
import { cockatiel, MS, opossum, polly, resilience4j } from './rules.ts'

function load(name: string): Trace {
  return JSON.parse(readFileSync(new URL(`../traces/${name}.json`, import.meta.url), 'utf8')) as Trace
}

const OPOSSUM: Words = { failure: 'action error', rejected: 'EOPENBREAKER' }
const COCKATIEL: Words = { failure: 'action error', rejected: 'BrokenCircuitError' }
const MODEL: Words = { failure: 'action error', rejected: 'rejected' }

const opossumRules = {
  'o-t1': opossum({ resetTimeout: 5000 * MS, volumeThreshold: 4 }),
  'o-t3': opossum({ rollingCountTimeout: 1000 * MS, volumeThreshold: 5 }),
  'o-t5': opossum({ resetTimeout: 1000 * MS, volumeThreshold: 3 }),
  'o-t8': opossum(),
} as const

const cases: readonly (readonly [name: string, rules: BreakerRules, words: Words])[] = [
  ['o-t1', opossumRules['o-t1'], OPOSSUM],
  ['o-t3', opossumRules['o-t3'], OPOSSUM],
  // It has a fallback, and a capacity of 2, which is a bulkhead inside the breaker here.
  ['o-t5', opossumRules['o-t5'], { failure: 'fallback', rejected: 'fallback', capacity: 2 }],
  ['o-t8', opossumRules['o-t8'], OPOSSUM],
  ['k-t1', cockatiel({ kind: 'consecutive', threshold: 3 }, 1000 * MS), COCKATIEL],
  ['k-t4', cockatiel({ kind: 'count', threshold: 0.5, size: 6, minimum: 4 }, 1000 * MS), COCKATIEL],
  [
    'cb-r4-t1',
    resilience4j({ size: 5, minimumCalls: 5, failureRate: 0.6, waitInOpen: 1000 * MS, permittedInHalfOpen: 2 }),
    MODEL,
  ],
  [
    'cb-po-t1',
    polly({ failureRatio: 0.5, minimumThroughput: 4, samplingDuration: 1000 * MS, breakDuration: 500 * MS }),
    MODEL,
  ],
]

/** A row without the state before it, where the trace does not tell that. */
function asTold({ before, ...row }: TraceRow, trace: TraceRow): TraceRow {
  return before === undefined || trace.before === undefined ? row : { ...row, before }
}

describe('the executed traces of the libraries', () => {
  it.each(cases)('%s is reproduced call by call', (name, rules, words) => {
    const trace = load(name)
    const replay = new Replay(trace, rules, words)
    const expected = trace.rows.map(({ fires: _, failures: __, ...row }) => row)
    expect(replay.rows.map((row, i) => asTold(row, expected[i] as TraceRow))).toEqual(expected)
    expect(replay.actions).toBe(trace.actions)
    if (trace.transitions !== undefined) expect(replay.transitions).toEqual(trace.transitions)
  })

  it.each(['o-t1', 'o-t3', 'o-t5', 'o-t8'] as const)('%s has the counts of its rolling window', (name) => {
    const trace = load(name)
    const window = new OpossumWindow(opossumRules[name])
    for (const row of trace.rows) {
      const now = row.t * MS
      window.rotate(now)
      if (row.action !== undefined) window.fired(now)
      // All failures of these traces come at once; a fallback while closed is a call beyond the capacity.
      if (row.result === 'action error' || (row.result === 'fallback' && row.before === 'closed')) window.failed(now)
      expect([row.t, window.fires, window.failures]).toEqual([row.t, row.fires, row.failures])
    }
  })
})
