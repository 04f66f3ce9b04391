import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { retries } from '../theory/retries.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const m = measures()
const { of, relative, absolute, complement, ratio } = figure
const RATE = 1000

interface Chain {
  readonly id: string
  /** Of an attempt at the bottom, and at most so many retries in each layer. */
  readonly failure: number
  readonly retries: number
  readonly layers: number
  readonly requests: number
}

/** Units in a row, each of which tries the next some times; the last fails at random. */
function chain({ id, failure, retries: k, layers, requests }: Chain): VerifyCase {
  const q = retries(failure, k, layers)
  const tolerance = Math.max(0.0001, 0.01 * q.failure)
  const names = Array.from({ length: layers }, (_, i) => `layer-${i + 1}`)
  const attempts = courseMeasures().counter('attempts', {
    edge: `${names.at(-2) ?? 'clients'} -> ${names.at(-1) ?? ''}`,
  })
  const operations = names.map((name, i) => {
    const next = names[i + 1]
    const fail = { fail: `${100 * failure}%` }
    return [name, { operations: { go: [next === undefined ? fail : { call: `${next}.go` }] } }] as const
  })
  return {
    id,
    family: 'retries',
    title: `${layers} layers with ${k} retries each, an attempt fails with ${100 * failure} %`,
    source: 'geometric sum, (k+1)^d; recursion over the layers',
    scenario: scenarioText({
      name: 'layers-that-retry',
      run: runLength.ofRequests(requests, RATE, 0.1),
      app: Object.fromEntries(operations),
      deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${RATE}/s)`, call: 'layer-1.go' } },
      policies: [{ on: '* -> *', retry: { attempts: k + 1, backoff: 'none' } }],
    }),
    quick: true,
    figures: () => [
      of('calls', q.calls, relative(0.01), ratio(attempts, m.offered('layer-1.go'))),
      of('P_fail', q.failure, absolute(tolerance), complement(m.outcomeShare('layer-1.go', 'ok'))),
    ],
  }
}

/** Independent failures and layers of retries. */
export const retryCases: readonly VerifyCase[] = [
  chain({ id: 'RT-EXP-1', failure: 0.1, retries: 2, layers: 1, requests: 1_000_000 }),
  chain({ id: 'RT-EXP-2', failure: 0.5, retries: 2, layers: 1, requests: 400_000 }),
  chain({ id: 'RT-AMP-1', failure: 1, retries: 2, layers: 3, requests: 20_000 }),
  chain({ id: 'RT-AMP-2', failure: 1, retries: 2, layers: 5, requests: 2000 }),
  chain({ id: 'RT-AMP-4', failure: 0.5, retries: 2, layers: 3, requests: 200_000 }),
]
