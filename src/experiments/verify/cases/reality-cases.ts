import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

/**
 * Real Node 20 processes talking HTTP/1.1 over loopback, measured in several runs. Each interval says where the mean
 * over many runs of the same length must lie: the mean of the measured runs, plus or minus 2.6 standard errors, the
 * set-up's own error and a floor of 1 % (or 1 ms). Copied from the measurements' record (R1, R2 and R5 of "Measured
 * running systems"). Milliseconds, except for counts and rates.
 */
interface Accepted {
  readonly mean: readonly [number, number]
  readonly p50: readonly [number, number]
  readonly p90: readonly [number, number]
  readonly p95: readonly [number, number]
  readonly p99: readonly [number, number]
}

const SOURCE = 'measured running systems: Node 20, HTTP/1.1 over loopback'
/** Half of the mean cost of one call over loopback, 0.7 ms, each way. */
const HALF_A_HOP = '350us'
/** The references ask for 30 or more. */
const SEEDS = 60

interface Run {
  /** Seconds. */
  readonly duration: number
  readonly warmup: number
}

function runText({ duration, warmup }: Run): DocumentValue {
  return { duration: `${duration}s`, warmup: `${warmup}s`, seed: 1, replications: SEEDS, drain: '600s' }
}

/** The mean over the runs of what each run says: also of percentiles, which must not be pooled here. */
function overRuns(measure: Measure): Measure {
  return (runs) => {
    const each = [...runs].flatMap(([variant, list]) => list.map((run) => measure(new Map([[variant, [run]]]))))
    return each.reduce((sum, value) => sum + value, 0) / each.length
  }
}

function latencyFigures(operation: string, accepted: Accepted): CaseFigure[] {
  const m = measures()
  const within = (metric: string, interval: readonly [number, number], measure: Measure): CaseFigure =>
    figure.of(metric, (interval[0] + interval[1]) / 2, { within: interval }, overRuns(figure.inMs(measure)))
  return [
    within('lat.mean', accepted.mean, m.latencyMean(operation)),
    within('lat.p50', accepted.p50, m.latencyQuantile(operation, 0.5)),
    within('lat.p90', accepted.p90, m.latencyQuantile(operation, 0.9)),
    within('lat.p95', accepted.p95, m.latencyQuantile(operation, 0.95)),
    within('lat.p99', accepted.p99, m.latencyQuantile(operation, 0.99)),
  ]
}

function countFigure(metric: string, interval: readonly [number, number], measure: Measure): CaseFigure {
  return figure.of(metric, (interval[0] + interval[1]) / 2, { within: interval }, overRuns(measure))
}

const NETWORK = { ...BARE_NETWORK, 'same-zone': HALF_A_HOP, client: HALF_A_HOP }

interface Tier {
  readonly name: string
  readonly slots: number
  /** Mean of the exponential work, seconds. */
  readonly work: number
}

/** Each tier does its own work, then calls the next and keeps its slot meanwhile. */
function tiersText(name: string, run: Run, rate: number, tiers: readonly Tier[]): string {
  const steps = tiers.map(({ work }, i) => {
    const next = tiers[i + 1]
    return [{ io: literal.exponential(work) }, ...(next === undefined ? [] : [{ call: `${next.name}.serve` }])]
  })
  return scenarioText({
    name,
    run: runText(run),
    app: Object.fromEntries(tiers.map((tier, i) => [tier.name, { operations: { serve: steps[i] ?? [] } }])),
    deploy: Object.fromEntries(
      tiers.map((tier) => [tier.name, { modules: [tier.name], runtime: `threads(${tier.slots})`, queue: 'unbounded' }]),
    ),
    network: NETWORK,
    workload: {
      clients: { arrivals: `poisson(${literal.perSecond(rate)})`, call: `${tiers[0]?.name ?? ''}.serve` },
    },
  })
}

const HELD_TIERS: readonly Tier[] = [
  { name: 'first', slots: 8, work: 0.02 },
  { name: 'second', slots: 6, work: 0.03 },
  { name: 'third', slots: 4, work: 0.04 },
]

function heldChain(
  id: string,
  rate: number,
  run: Run,
  offered: readonly [number, number],
  accepted: Accepted,
): VerifyCase {
  return {
    id,
    family: 'measured systems',
    title: `Three tiers that hold their slots downstream, ${rate}/s, ${run.duration} s from empty`,
    source: SOURCE,
    scenario: tiersText('held-slots', run, rate, HELD_TIERS),
    quick: true,
    figures: () => [
      countFigure('offered', offered, measures().offered('first.serve')),
      ...latencyFigures('first.serve', accepted),
    ],
  }
}

/** R1: one service with one slot. */
const oneService: VerifyCase = {
  id: 'R1',
  family: 'measured systems',
  title: 'One service with one slot, exponential 20 ms, 40/s, 120 s from empty',
  source: SOURCE,
  scenario: tiersText('one-service', { duration: 120, warmup: 10 }, 40, [{ name: 'service', slots: 1, work: 0.02 }]),
  quick: true,
  figures: () => [
    countFigure('offered', [4266, 4502], measures().offered('service.serve')),
    ...latencyFigures('service.serve', {
      mean: [84.68, 117.1],
      p50: [60.78, 80.97],
      p90: [186.9, 276.9],
      p95: [229.5, 369.5],
      p99: [348.1, 585.7],
    }),
  ],
}

/** R5: a closed loop. */
const closedLoopOfUsers: VerifyCase = {
  id: 'R5',
  family: 'measured systems',
  title: '30 users who think exp(500 ms), one service with 4 slots, exponential 50 ms, 120 s',
  source: SOURCE,
  scenario: scenarioText({
    name: 'closed-loop-of-users',
    run: runText({ duration: 120, warmup: 10 }),
    app: { service: { operations: { serve: [{ io: 'exp(50ms)' }] } } },
    deploy: { service: { modules: ['service'], runtime: 'threads(4)', queue: 'unbounded' } },
    network: NETWORK,
    workload: { clients: { users: 30, think: 'exp(500ms)', call: 'service.serve' } },
  }),
  quick: true,
  figures: () => [
    countFigure('throughputPerS', [52.07, 54.66], measures().goodRate('service.serve')),
    ...latencyFigures('service.serve', {
      mean: [57.41, 62.37],
      p50: [42.41, 47.36],
      p90: [126, 136.9],
      p95: [159.6, 174.9],
      p99: [238.1, 261.3],
    }),
  ],
}

/** Real services, not formulas. */
export const realityCases: readonly VerifyCase[] = [
  oneService,
  heldChain('R2-held_65', 65, { duration: 120, warmup: 10 }, [6995, 7337], {
    mean: [124.2, 142.9],
    p50: [110.8, 125.6],
    p90: [220.3, 259.3],
    p95: [257.9, 312.1],
    p99: [321, 427.2],
  }),
  heldChain('R2-held_88', 88, { duration: 60, warmup: 10 }, [4263, 4567], {
    mean: [3880, 6420],
    p50: [3542, 6384],
    p90: [5963, 9507],
    p95: [6235, 9920],
    p99: [6473, 10270],
  }),
  closedLoopOfUsers,
]
