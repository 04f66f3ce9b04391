import { businessMeasures } from '../business-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { orderStatistics } from '../theory/order-statistics.ts'
import { type SagaLeg, sagas } from '../theory/sagas.ts'
import { tandem } from '../theory/tandem.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute, ratio, times } = figure
const NAME = 'order'

interface BusinessText {
  readonly name: string
  readonly run: DocumentValue
  readonly rate: number
  /** Steps of the operation of each leg, and of its undo where it has one. */
  readonly legs: readonly { readonly does: DocumentValue; readonly undoes?: DocumentValue }[]
  readonly realised: DocumentValue
  /** Time to commit at a store; default none. */
  readonly commit?: string
  readonly faults?: DocumentValue
  readonly variants?: DocumentValue
}

/** Somebody who orders, each leg in a service of its own; nothing takes time but the legs. */
function businessText(text: BusinessText): string {
  const { name, run, rate, legs, realised, commit = '0s', faults, variants } = text
  const services = legs.map(({ does, undoes }, i) => [
    `leg${i + 1}`,
    { owns: { [`rows${i + 1}`]: {} }, operations: { do: does, ...(undoes === undefined ? {} : { undo: undoes }) } },
  ])
  const steps = legs.map(({ undoes }, i) => ({
    call: `leg${i + 1}.do`,
    ...(undoes === undefined ? {} : { undo: `leg${i + 1}.undo` }),
  }))
  const plenty = { connections: 100_000, concurrency: 100_000 }
  return scenarioText({
    name,
    run,
    app: {
      shop: { operations: { buy: [{ transaction: NAME, steps }] } },
      ...(Object.fromEntries(services) as { readonly [module: string]: DocumentValue }),
    },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    stores: { 'each-unit': { ...plenty, read: '0s', write: '0s', commit } },
    network: BARE_NETWORK,
    workload: { clients: { arrivals: `poisson(${rate}/s)`, call: 'shop.buy' } },
    transactions: { [NAME]: realised },
    ...(faults === undefined ? {} : { faults }),
    ...(variants === undefined ? {} : { variants }),
  })
}

const PARTICIPANTS = 3
const ROUND = 0.01

/** Of so many rounds one after the other, which is a tandem that nobody waits in. */
function erlangQuantile(rounds: number, p: number): number {
  return tandem(
    0,
    Array.from({ length: rounds }, () => 1 / ROUND),
  ).sojournQuantile(p)
}

/** Both rounds are what the stores take to write. The saga commits its local transactions one after the other. */
const latency: VerifyCase = {
  id: 'R-2PC-1',
  family: 'two-phase commit',
  title: 'Two rounds to three participants, each Exp(10 ms), against a saga of three local transactions',
  source: 'order statistics of exponentials: H_3 m a round; Erlang law of the saga',
  scenario: businessText({
    name: 'two-phase-latency',
    run: runLength.ofRequests(100_000, 100, 1),
    rate: 100,
    legs: Array.from({ length: PARTICIPANTS }, (_, i) => ({
      does: [{ begin: [{ insert: `rows${i + 1}` }] }],
      undoes: [{ delete: `rows${i + 1}` }],
    })),
    commit: literal.exponential(ROUND),
    realised: 'two-phase-commit',
    variants: { 'two-phase': {}, saga: { transactions: { [NAME]: 'saga' } } },
  }),
  quick: true,
  figures: () => {
    const [both, saga] = [businessMeasures('two-phase'), businessMeasures('saga')]
    const round = orderStatistics.exponentialMean(ROUND, PARTICIPANTS, PARTICIPANTS)
    const fastest = orderStatistics.exponentialMean(ROUND, 1, PARTICIPANTS)
    return [
      of('two_pc_mean_s', 2 * round, relative(0.02), both.timeMean(NAME, 'settleTime')),
      of('locks_held_mean_s', 2 * round, relative(0.02), both.timeMean(NAME, 'locked')),
      // One participant's: until the slowest has voted, and then its own commit.
      of('locks_held_by_one_mean_s', round + ROUND, relative(0.02), both.timeMean(NAME, 'locksHeld')),
      of('in_doubt_mean_s', round, relative(0.02), both.timeMean(NAME, 'inDoubtTime')),
      // From the first to commit until all have.
      of('dirty_window_mean_s', round - fastest, relative(0.02), both.timeMean(NAME, 'visibleTime')),
      of('saga_mean_s', PARTICIPANTS * ROUND, relative(0.02), saga.timeMean(NAME, 'settleTime')),
      of('saga_p99_s', erlangQuantile(PARTICIPANTS, 0.99), relative(0.02), saga.timeQuantile(NAME, 'settleTime', 0.99)),
    ]
  },
}

const WINDOW = 0.02
const CRASH_EVERY = 2
/** The failure rate of the reference, once in thirty days; crashes of the run come so much more often. */
const FAILURES = 1 / (30 * 24 * 3600)
const LOAD = 1000

/**
 * A vote is on its way for the window, so long nobody knows how it is decided; when its coordinator has crashed, the
 * participant stays in doubt until the coordinator reads its log again, a second later.
 */
const blocking: VerifyCase = {
  id: 'R-2PC-3',
  family: 'two-phase commit',
  title: 'A coordinator of 1,000 transactions/s crashes; each is prepared for 20 ms before it is decided',
  source: "Poisson law of failures; Little's law for those that are prepared",
  scenario: businessText({
    name: 'two-phase-blocking',
    run: { duration: '40s', warmup: '0s', seed: 1, replications: 10, drain: 'auto', limits: { events: 1_000_000_000 } },
    rate: LOAD,
    legs: [{ does: [{ insert: 'rows1' }] }],
    realised: { 'two-phase-commit': { resume: '1s' } },
    faults: [
      { id: 'votes', latency: 'shop -> leg1', direction: 'back', add: literal.seconds(WINDOW) },
      {
        id: 'dead',
        crash: 'shop',
        host: 'up',
        restart: '1ms',
        at: '1s',
        every: `${CRASH_EVERY}s`,
        for: '1ms',
        until: '38s',
      },
    ],
  }),
  quick: false,
  figures: () => {
    const m = businessMeasures()
    const crashes = 19
    // Others are in doubt for the window.
    const blocked = times(1 / crashes, m.timesAbove(NAME, 'inDoubtTime', 0.5))
    return [
      of('tx_in_doubt_per_coordinator_crash', LOAD * WINDOW, relative(0.1), blocked),
      of('P_block_per_tx', -Math.expm1(-FAILURES * WINDOW), relative(0.1), times(FAILURES / LOAD, blocked)),
    ]
  },
}

/** A saga of legs in a row, whose undos take as long as they say. */
function sagaText(name: string, requests: number, legs: readonly SagaLeg[], commit: string): string {
  const work = (seconds: number): DocumentValue[] => (seconds === 0 ? [] : [{ io: literal.exponential(seconds) }])
  return businessText({
    name,
    run: runLength.ofRequests(requests, 100, 2),
    rate: 100,
    legs: legs.map((leg, i) => ({
      does: [
        ...work(leg.work),
        ...(leg.failure === 0 ? [] : [{ fail: `${100 * leg.failure}%`, as: 'declined' }]),
        { insert: `rows${i + 1}` },
      ],
      undoes: [...work(leg.undo), { delete: `rows${i + 1}` }],
    })),
    commit,
    realised: 'saga',
  })
}

const FAILING: readonly SagaLeg[] = [0.01, 0.02, 0.05].map((failure) => ({ failure, work: 0, undo: 0 }))

const compensation: VerifyCase = {
  id: 'R-SAGA-1',
  family: 'saga',
  title: 'Three legs that fail with 1 %, 2 % and 5 %; what was done is undone',
  source: 'sums over the leg that fails',
  scenario: sagaText('saga-compensation', 300_000, FAILING, '0s'),
  quick: true,
  figures: () => {
    const m = businessMeasures()
    const { commits, steps, compensations } = sagas(FAILING)
    const begun = m.count(NAME, 'begun')
    return [
      of('P_commit', commits, relative(0.02), ratio(m.count(NAME, 'committed'), begun)),
      of('mean_steps', steps, relative(0.02), m.perTransaction(NAME, 'legs')),
      of('mean_compensations', compensations, relative(0.02), ratio(m.count(NAME, 'compensations'), begun)),
      of('stuck', 0, absolute(1e-9), m.count(NAME, 'stuck')),
    ]
  },
}

const SLOW: readonly SagaLeg[] = [
  { failure: 0.01, work: 0.01, undo: 0.02 },
  { failure: 0.1, work: 0.02, undo: 0.03 },
  { failure: 0.2, work: 0.03, undo: 0.04 },
]
const SURE: readonly SagaLeg[] = Array.from({ length: 3 }, () => ({ failure: 0, work: ROUND, undo: 0 }))

const dirty: VerifyCase = {
  id: 'DIRTY-SAGA-1',
  family: 'dirty window',
  title: 'Three legs of Exp(10 ms): others see what is half done from the first to the last',
  source: 'Erlang law of the legs behind the first',
  scenario: sagaText('dirty-window', 100_000, SURE, '0s'),
  quick: false,
  figures: () => {
    const m = businessMeasures()
    return [
      of('dirty_window_mean_s', sagas(SURE).dirty, relative(0.02), m.timeMean(NAME, 'visibleTime')),
      of('dirty_window_p99_s', erlangQuantile(2, 0.99), relative(0.02), m.timeQuantile(NAME, 'visibleTime', 0.99)),
      of('settle_mean_s', sagas(SURE).settle, relative(0.02), m.timeMean(NAME, 'settleTime')),
    ]
  },
}

const undone: VerifyCase = {
  id: 'DIRTY-SAGA-2',
  family: 'dirty window',
  title: 'Three legs that fail with 1 %, 10 % and 20 %, and undos that take their time',
  source: 'sums over the leg that fails',
  scenario: sagaText('dirty-window-undone', 150_000, SLOW, '0s'),
  quick: true,
  figures: () => {
    const m = businessMeasures()
    const { settle, dirty: window, compensations } = sagas(SLOW)
    return [
      of('dirty_window_mean_s', window, relative(0.02), m.timeMean(NAME, 'visibleTime')),
      of('settle_mean_s', settle, relative(0.02), m.timeMean(NAME, 'settleTime')),
      of(
        'mean_compensations',
        compensations,
        relative(0.02),
        ratio(m.count(NAME, 'compensations'), m.count(NAME, 'begun')),
      ),
    ]
  },
}

/** Business transactions against closed forms. */
export const transactionCases: readonly VerifyCase[] = [latency, blocking, compensation, dirty, undone]
