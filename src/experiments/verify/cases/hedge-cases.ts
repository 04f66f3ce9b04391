import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { hedged } from '../theory/hedged.ts'
import type { CaseFigure, Tolerance, VerifyCase } from '../verify-case.ts'
import { BIGTABLE_LEAF, type LeafLaw, TWO_SPEED_LEAF } from './leaf-laws.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute, inMs, ratio } = figure
const RATE = 100
const OPERATION = 'root.search'

interface Hedge {
  readonly id: string
  readonly leaf: LeafLaw
  readonly afterMs: number
  readonly leaves: number
  readonly requests: number
  readonly quantiles: readonly (readonly [p: number, tolerance: Tolerance])[]
  readonly extra: Tolerance
  readonly quick: boolean
}

/** Calls that are sent once more when they take long, to leaves that never queue; a request waits for all of them. */
function hedge({ id, leaf, afterMs, leaves, requests, quantiles, extra, quick }: Hedge): VerifyCase {
  const both = hedged(leaf.law, afterMs)
  const calls: DocumentValue =
    leaves === 1 ? [{ call: 'leaf.work' }] : [{ parallel: { times: leaves, do: [{ call: 'leaf.work' }] } }]
  return {
    id,
    family: 'hedged calls',
    title: `${leaves} calls at once, each sent again after ${afterMs} ms`,
    source: 'P(T > t) = P(X > t) P(X > t - d); order statistics',
    scenario: scenarioText({
      name: 'hedged-calls',
      run: runLength.ofRequests(requests, RATE, 1),
      app: { root: { operations: { search: calls } }, leaf: { operations: { work: [{ io: leaf.text }] } } },
      deploy: {
        root: { modules: ['root'], runtime: 'event-loop', queue: 'unbounded' },
        leaf: { modules: ['leaf'], instances: 2, runtime: 'event-loop', queue: 'unbounded' },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${RATE}/s)`, call: OPERATION } },
      policies: [{ on: 'root -> leaf', hedge: `${afterMs}ms` }],
    }),
    quick,
    figures: () => [
      ...quantiles.map(
        ([p, tolerance]): CaseFigure =>
          of(
            `p${String(100 * p).replace('.', '')}_ms`,
            both.quantile(Math.pow(p, 1 / leaves)),
            tolerance,
            inMs(measures().latencyQuantile(OPERATION, p)),
          ),
      ),
      of('extra_requests', both.extra, extra, ratio(edge('hedges'), measures().offered('leaf.work'))),
    ],
  }
}

function edge(counter: string): Measure {
  return courseMeasures().counter(counter, { edge: 'root -> leaf' })
}

/** What a second try saves. */
export const hedgeCases: readonly VerifyCase[] = [
  hedge({
    id: 'T-HX-2',
    leaf: TWO_SPEED_LEAF,
    afterMs: 20,
    leaves: 1,
    requests: 400_000,
    quantiles: [
      [0.5, relative(0.03)],
      [0.99, relative(0.03)],
    ],
    extra: relative(0.03),
    quick: true,
  }),
  hedge({
    id: 'T-HX-2-TAIL',
    leaf: TWO_SPEED_LEAF,
    afterMs: 20,
    leaves: 1,
    requests: 3_000_000,
    quantiles: [
      [0.5, relative(0.03)],
      [0.99, relative(0.03)],
      [0.999, relative(0.03)],
    ],
    extra: relative(0.03),
    quick: false,
  }),
  hedge({
    id: 'T-HX-2-N10',
    leaf: TWO_SPEED_LEAF,
    afterMs: 10,
    leaves: 10,
    requests: 300_000,
    quantiles: [
      [0.5, relative(0.03)],
      [0.99, relative(0.05)],
    ],
    extra: relative(0.03),
    quick: false,
  }),
  hedge({
    id: 'T-HEDGE-1',
    leaf: BIGTABLE_LEAF,
    afterMs: 10,
    leaves: 1000,
    // The 99.9th percentile, to 8 %, would take twenty times as many.
    requests: 10_000,
    quantiles: [
      [0.5, relative(0.03)],
      [0.9, relative(0.03)],
      [0.99, relative(0.08)],
    ],
    extra: absolute(0.0005),
    quick: false,
  }),
]
