import type { CaseRun } from '../case-run.ts'
import { courseMeasures, firstWindow } from '../course-measures.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { NETWORK, runText, SOURCE, within } from './measured-system.ts'

type Interval = readonly [low: number, high: number]

/** Part of a measured run, by when requests were sent, seconds. */
interface Phase {
  readonly name: string
  readonly from: number
  readonly to: number
}

/**
 * A run that ends with a phase gives its figures exactly: nobody overtakes, so what would have been sent later changes
 * nothing, and what has been sent is watched to its end.
 */
function phaseRun({ from, to }: Phase): { readonly [key: string]: DocumentValue } {
  return runText({ duration: to, warmup: from })
}

interface SlowTier extends Phase {
  readonly offered: Interval
  readonly okShare: Interval
  readonly p50?: Interval
  readonly p99?: Interval
  /** Work begun at the last tier in the phase. */
  readonly reach: Interval
}

const ENTRY = 'first.serve'

/** R3: client -> A -> B -> C, and C is five times slower for 20 s; a timeout, which no server hears of. */
function slowTier({ offered, okShare, p50, p99, reach, ...phase }: SlowTier): VerifyCase {
  const m = measures()
  const ms = (p: number): Measure => figure.inMs(m.latencyQuantile(ENTRY, p))
  return {
    id: `R3-${phase.name}`,
    family: 'measured systems',
    title: `The last tier is five times slower for 20 s; sent from ${phase.from} to ${phase.to} s`,
    source: SOURCE,
    scenario: slowTierText(phaseRun(phase), phase.to),
    quick: true,
    figures: () => [
      within('offered', offered, m.offered(ENTRY)),
      within('okShare', okShare, m.outcomeShare(ENTRY, 'ok')),
      ...(p50 === undefined ? [] : [within('lat.p50', p50, ms(0.5))]),
      ...(p99 === undefined ? [] : [within('lat.p99', p99, ms(0.99))]),
      within('reach', reach, courseMeasures().each(finishedAtLast)),
    ],
  }
}

/** All four slots work before, during and after, so as much is begun in a phase as is finished, give or take two. */
function finishedAtLast(run: CaseRun): number {
  return run.series.find(({ name, labels }) => name === 'visit' && labels['unit'] === 'third')?.goodEnds ?? Number.NaN
}

/** Slots are free while a tier waits for the next one, so only those of the last matter. */
function slowTierText(run: DocumentValue, until: number): string {
  const events = { runtime: 'event-loop', queue: 'unbounded' }
  return scenarioText({
    name: 'slow-tier',
    run,
    app: {
      first: { operations: { serve: [{ io: 'exp(20ms)' }, { call: 'second.serve' }] } },
      second: { operations: { serve: [{ io: 'exp(20ms)' }, { call: 'third.serve' }] } },
      third: { operations: { serve: [{ io: 'exp(40ms)' }] } },
    },
    deploy: {
      first: { modules: ['first'], ...events },
      second: { modules: ['second'], ...events },
      third: { modules: ['third'], runtime: 'threads(4)', queue: 'unbounded' },
    },
    network: NETWORK,
    workload: { clients: { arrivals: 'poisson(60/s)', call: ENTRY } },
    policies: [{ on: 'clients -> first', timeout: '500ms' }],
    ...(until > 30 ? { faults: [{ slow: 'third', factor: 5, resource: 'io', at: '30s', for: '20s' }] } : {}),
  })
}

const SLOW_UNTIL = 50

/** First of three seconds in a row in which 95 % succeed and the median is at most twice that of before. */
const slowTierRecovery: VerifyCase = {
  id: 'R3-recovery',
  family: 'measured systems',
  title: 'The last tier is five times slower for 20 s; seconds until all is well again',
  source: SOURCE,
  scenario: slowTierText(runText({ duration: 90, warmup: 5 }), 90),
  windows: 90,
  quick: true,
  figures: () => [within('recoveredAtS', [17.64, 22.76], courseMeasures().each(recoveredAt))],
}

function recoveredAt({ course }: CaseRun): number {
  const calls = course?.calls.find(({ labels }) => labels['operation'] === ENTRY)
  if (calls === undefined) return Number.NaN
  const before = calls.latencyMedian.slice(5, 30).toSorted((a, b) => a - b)[12] ?? Number.NaN
  const well = (k: number): boolean => {
    const [good, failed] = [calls.good[k] ?? 0, calls.failed[k] ?? 0]
    return good >= 0.95 * (good + failed) && (calls.latencyMedian[k] ?? Number.NaN) <= 2 * before
  }
  return firstWindow(course, SLOW_UNTIL, 3, (k) => well(k) && well(k + 1) && well(k + 2)) - SLOW_UNTIL
}

interface Tripped extends Phase {
  readonly reach?: Interval
  readonly errors?: Interval
  readonly open?: Interval
  /** Changes of the breaker's state, and when it first opened, seconds. */
  readonly changes?: Interval
  readonly firstOpen?: Interval
}

const DEPENDENCY = 'dependency.answer'
const FAILING: DocumentValue = { errors: DEPENDENCY, share: '100%', moment: 'after', at: '20s', for: '15s' }
/** Phases of the calls within their 50 ms, of which the measured runs had one each. */
const OFFSETS = [2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 32.5, 37.5, 42.5, 47.5]
const PERIOD = 50

/** R7: opossum in front of a dependency that fails for 15 s; calls come exactly every 50 ms, or at random. */
function tripped(
  load: 'periodic' | 'poisson',
  { reach, errors, open, changes, firstOpen, ...phase }: Tripped,
): VerifyCase {
  const variants = load === 'periodic' ? OFFSETS.map((_, i) => `offset-${i + 1}`) : ['default']
  const over = (read: (variant: string) => Measure): Measure => {
    const each = variants.map(read)
    return (runs) => each.reduce((sum, measure) => sum + measure(runs), 0) / each.length
  }
  const ended = (outcome: string): Measure =>
    over((variant) => {
      const m = measures(variant)
      return (runs) => m.outcomeShare(DEPENDENCY, outcome)(runs) * m.offered(DEPENDENCY)(runs)
    })
  return {
    id: `R7-${load}-${phase.name}`,
    family: 'measured systems',
    title: `opossum, a dependency fails from 20 to 35 s, ${load} calls; sent from ${phase.from} to ${phase.to} s`,
    source: SOURCE,
    scenario: load === 'poisson' ? trippedText(phase, 'poisson(20/s)') : periodicText(phase, variants),
    files: new Map(OFFSETS.map((offset, i) => [`offset-${i + 1}.csv`, periodic(offset, phase.to)])),
    ...(firstOpen === undefined ? {} : { windows: (phase.to * 1000) / PERIOD }),
    quick: true,
    figures: () => [
      ...(reach === undefined
        ? []
        : [
            accepted(
              'reach',
              reach,
              over((variant) => visits(variant, phase)),
            ),
          ]),
      ...(errors === undefined ? [] : [accepted('errors', errors, ended('error'))]),
      ...(open === undefined ? [] : [accepted('open', open, ended('breaker-open'))]),
      ...(changes === undefined
        ? []
        : [
            accepted(
              'changes',
              changes,
              over((one) => eachOf(one, changesOf)),
            ),
          ]),
      ...(firstOpen === undefined
        ? []
        : [
            accepted(
              'firstOpenS',
              firstOpen,
              over((one) => eachOf(one, firstOpenOf)),
            ),
          ]),
    ],
  }
}

/** One scenario for all phases of the calls. */
function periodicText(phase: Phase, variants: readonly string[]): string {
  const replay = (variant: string): DocumentValue => ({ replay: `${variant}.csv`, unit: 'ms' })
  const each = variants.map((variant) => [variant, { workload: { clients: { arrivals: replay(variant) } } }] as const)
  return trippedText(phase, replay(variants[0] ?? ''), { replications: 6 }, Object.fromEntries(each))
}

function trippedText(
  phase: Phase,
  arrivals: DocumentValue,
  run: { readonly [key: string]: DocumentValue } = {},
  variants?: DocumentValue,
): string {
  const breaker = {
    preset: 'opossum',
    errors: '50%',
    reset: '5s',
    window: '10s',
    buckets: 10,
    minimum: 10,
    age: '450ms',
  }
  return scenarioText({
    name: 'opossum-trips',
    run: { ...phaseRun(phase), ...run },
    app: { dependency: { operations: { answer: [{ io: 'exp(20ms)' }] } } },
    deploy: { dependency: { modules: ['dependency'], runtime: 'threads(64)', queue: 'unbounded' } },
    network: NETWORK,
    workload: { clients: { arrivals, call: DEPENDENCY } },
    policies: [{ on: 'clients -> dependency', breaker }],
    ...(phase.to > 20 ? { faults: [FAILING] } : {}),
    ...(variants === undefined ? {} : { variants }),
  })
}

function eachOf(variant: string, read: (run: CaseRun) => number): Measure {
  return courseMeasures(variant).each(read)
}

function changesOf({ breakerChanges }: CaseRun): number {
  return breakerChanges
}

function firstOpenOf({ course }: CaseRun): number {
  const breaker = course?.levels.find(({ name }) => name === 'breaker')?.means ?? []
  return breaker.findIndex((mean) => mean > 0) * (course?.width ?? Number.NaN)
}

function periodic(offset: number, seconds: number): string {
  const times = Array.from({ length: (seconds * 1000) / PERIOD }, (_, i) => i * PERIOD + offset)
  return `time\n${times.join('\n')}\n`
}

function visits(variant: string, { from, to }: Phase): Measure {
  const rate = measures(variant).visitRate('dependency')
  return (runs) => rate(runs) * (to - from)
}

/** A figure of all runs together, each phase of the calls counting the same. */
function accepted(metric: string, interval: Interval, measure: Measure): CaseFigure {
  return figure.of(metric, (interval[0] + interval[1]) / 2, { within: interval }, measure)
}

/** Phases of R3 and R7, with what the measurements accept. */
export const measuredFaultCases: readonly VerifyCase[] = [
  slowTier({
    name: 'before',
    from: 5,
    to: 30,
    offered: [1445, 1570],
    okShare: [0.9938, 1],
    p50: [76.27, 84.65],
    p99: [240.5, 288.2],
    reach: [1448, 1574],
  }),
  slowTier({ name: 'during', from: 30, to: 50, offered: [1132, 1233], okShare: [0, 0.01688], reach: [365.7, 419.5] }),
  slowTier({ name: 'after', from: 50, to: 70, offered: [1155, 1253], okShare: [0, 0.121], reach: [1886, 2016] }),
  slowTier({
    name: 'late',
    from: 70,
    to: 90,
    offered: [1145, 1261],
    okShare: [0.9227, 1],
    p50: [74.23, 85.66],
    p99: [207.7, 417.7],
    reach: [1157, 1334],
  }),
  slowTierRecovery,
  tripped('periodic', { name: 'before', from: 0, to: 20, reach: [395.9, 404.1] }),
  tripped('periodic', {
    name: 'failing',
    from: 20,
    to: 35,
    reach: [92.23, 96.17],
    errors: [92.22, 96.18],
    open: [202.7, 208.9],
  }),
  tripped('periodic', { name: 'after', from: 35, to: 60, reach: [400.2, 411], open: [92.07, 96.73] }),
  // Three openings in each of the measured runs, give or take one probe; the first within a call of theirs.
  tripped('periodic', { name: 'breaker', from: 0, to: 60, changes: [5, 9], firstOpen: [24.5, 24.76] }),
  tripped('poisson', { name: 'before', from: 0, to: 20, reach: [390.3, 447.7] }),
  tripped('poisson', {
    name: 'failing',
    from: 20,
    to: 35,
    reach: [90.24, 109.8],
    errors: [90.24, 109.8],
    open: [169, 211],
  }),
  tripped('poisson', { name: 'after', from: 35, to: 60, reach: [418.1, 533.9], open: [0, 91.98] }),
  tripped('poisson', { name: 'breaker', from: 0, to: 60, changes: [3.8, 7.8] }),
]
