import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { forkJoinQueue } from '../theory/fork-join-queue.ts'
import { laws } from '../theory/laws.ts'
import { mm1 } from '../theory/mm1.ts'
import { orderStatistics } from '../theory/order-statistics.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { routedNetwork } from './network-cases.ts'
import { BARE_NETWORK } from './station.ts'

const m = measures()
const { of, relative } = figure
const OPERATION = 'router.fork'

/** Fork without queues: `among` exponential branches, done when `need` of them are. */
function fork(id: string, mean: number, need: number, among: number, quick: boolean): VerifyCase {
  const times = { parallel: { times: among, do: [{ io: literal.exponential(mean) }] }, need }
  return {
    id,
    family: need === among ? 'fork-join' : 'k of n',
    title: `${need} of ${among} exponential branches, mean ${mean * 1000} ms each, no queueing`,
    source: 'order statistics (Rényi)',
    scenario: scenarioText({
      name: 'fork',
      run: runLength.ofRequests(400_000, 100, 1),
      app: { router: { operations: { fork: [times] } } },
      deploy: { router: { modules: ['router'], runtime: 'event-loop', queue: 'unbounded' } },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: 'poisson(100/s)', call: OPERATION } },
    }),
    quick,
    figures: () => {
      const kth = orderStatistics.kthOf(laws.exponential(mean * 1000), need, among)
      const quantile = (p: number): CaseFigure['measure'] => figure.inMs(m.latencyQuantile(OPERATION, p))
      return [
        of(
          'mean_ms',
          orderStatistics.exponentialMean(mean * 1000, need, among),
          relative(0.01),
          figure.inMs(m.latencyMean(OPERATION)),
        ),
        of('p50_ms', kth.quantile(0.5), relative(0.02), quantile(0.5)),
        of('p95_ms', kth.quantile(0.95), relative(0.02), quantile(0.95)),
        of('p99_ms', kth.quantile(0.99), relative(0.02), quantile(0.99)),
        of('p999_ms', kth.quantile(0.999), relative(0.05), quantile(0.999)),
      ]
    },
  }
}

interface ForkQueue {
  readonly id: string
  readonly branches: number
  readonly arrivalRate: number
  readonly serviceRate: number
  readonly expected: number
  readonly tolerance: number
  readonly source: string
  readonly quick: boolean
}

/** Fork-join queues: every job sends one task to each of the stations and is done with its last. */
function forkQueue(parameters: ForkQueue): VerifyCase {
  const { id, branches, arrivalRate, serviceRate, expected, tolerance, source, quick } = parameters
  const names = Array.from({ length: branches }, (_, i) => `s${i + 1}`)
  return {
    id,
    family: 'fork-join queue',
    title: `Fork-join of ${branches} M/M/1, ${arrivalRate}/s at ${serviceRate}/s`,
    source,
    scenario: scenarioText(
      routedNetwork({
        name: 'fork-join-queue',
        run: runLength.ofQueue({
          rate: arrivalRate,
          rho: arrivalRate / serviceRate,
          accuracy: 0.7 * tolerance,
          most: 8e5,
        }),
        stations: Object.fromEntries(names.map((name) => [name, { service: 1 / serviceRate, servers: 1 }])),
        routes: { fork: [{ parallel: names.map((name) => ({ call: `${name}.work` })) }] },
        clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: OPERATION },
      }),
    ),
    quick,
    figures: () => [
      of('T', expected, relative(tolerance), m.latencyMean(OPERATION)),
      of('T_single', mm1(arrivalRate, serviceRate).meanSojourn, relative(tolerance), m.latencyMean('s1.work')),
    ],
  }
}

const EXACT = 'Flatto & Hahn 1984'
const APPROXIMATE = 'Nelson & Tantawi 1988 (approximation, within 5 %)'

/** Forks with and without queues. */
export const forkJoinCases: readonly VerifyCase[] = [
  fork('Q-FJ-2', 0.01, 2, 2, true),
  fork('Q-FJ-10', 0.01, 10, 10, true),
  fork('Q-KOFN-2-3', 0.01, 2, 3, true),
  fork('Q-KOFN-3-5', 0.01, 3, 5, true),
  fork('Q-KOFN-1-4', 0.02, 1, 4, false),
  forkQueue({
    id: 'Q-FJQ-1',
    branches: 2,
    arrivalRate: 5,
    serviceRate: 10,
    expected: forkJoinQueue.two(5, 10),
    tolerance: 0.04,
    source: EXACT,
    quick: true,
  }),
  forkQueue({
    id: 'Q-FJQ-4',
    branches: 5,
    arrivalRate: 5,
    serviceRate: 10,
    // Independent simulation of 2e7 jobs, 95 % interval +- 0.0003; the approximation says 0.41034.
    expected: 0.41617,
    tolerance: 0.03,
    source: 'independent simulation, 2e7 jobs; Nelson & Tantawi 1988 say 0.410',
    quick: true,
  }),
  forkQueue({
    id: 'Q-FJQ-R80',
    branches: 2,
    arrivalRate: 8,
    serviceRate: 10,
    expected: forkJoinQueue.two(8, 10),
    tolerance: 0.04,
    source: EXACT,
    quick: false,
  }),
  forkQueue({
    id: 'Q-FJQ-N10',
    branches: 10,
    arrivalRate: 6,
    serviceRate: 10,
    expected: forkJoinQueue.nelsonTantawi(10, 6, 10),
    tolerance: 0.05,
    source: APPROXIMATE,
    quick: false,
  }),
]
