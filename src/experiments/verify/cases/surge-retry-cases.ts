import type { CaseRun } from '../case-run.ts'
import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { scenarioText } from '../scenario-text.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { goodFrom } from './good-from.ts'
import { stationDocument } from './station.ts'

const { of, relative, absolute } = figure
const OPERATION = 'station.work'
const m = measures()
const over = courseMeasures()
const SURGE_AT = 60
/** Judged at the end. */
const LAST = 50
const SEEDS = 20

/** Ten workers of 50 ms, clients who give up after half a second and try twice more; for a while they are more. */
interface Surge {
  readonly id: string
  readonly title: string
  readonly rate: number
  readonly factor?: number
  readonly lasts?: number
  readonly retries?: number
  readonly seconds: number
  readonly figures: readonly CaseFigure[]
  readonly quick: boolean
}

function surged({ id, title, rate, factor = 1, lasts = 0, retries = 2, seconds, figures, quick }: Surge): VerifyCase {
  const retry = retries === 0 ? 'none' : { attempts: retries + 1, backoff: 'none' }
  const surge = { surge: 'clients', factor, at: `${SURGE_AT}s`, for: `${lasts}s` }
  return {
    id,
    family: 'metastable: retries after a surge',
    title,
    source: 'Bronson et al., HotOS 2021; retries times load against capacity',
    scenario: scenarioText(
      stationDocument({
        name: 'retries-after-a-surge',
        run: { duration: `${seconds}s`, warmup: `${seconds - LAST}s`, replications: SEEDS, drain: 'none' },
        arrivals: `poisson(${literal.perSecond(rate)})`,
        service: 'exp(50ms)',
        servers: 10,
        policies: [{ on: 'clients -> station', timeout: '500ms', retry }],
        ...(lasts === 0 ? {} : { faults: [surge] }),
      }),
    ),
    windows: seconds * 2,
    quick,
    figures: () => figures,
  }
}

/** Whether goodput was the load again and stayed so to the end. */
function healthy(rate: number): CaseFigure {
  const end = over.each((run) => (shareAtEnd(run, rate) > 0.9 ? 1 : 0))
  return of('share_of_seeds_healthy', 1, { within: [0.9, 1] }, end)
}

function shareAtEnd(run: CaseRun, rate: number): number {
  const good = run.series.find(({ name }) => name === 'call')?.goodEnds ?? Number.NaN
  return good / run.seconds / rate
}

function recovers(rate: number, second: Pick<CaseFigure, 'expected' | 'tolerance'>, from: number): CaseFigure[] {
  const { expected, tolerance } = second
  return [
    healthy(rate),
    of(
      'recovered_at_s_median',
      expected,
      tolerance,
      over.median((run) => goodFrom(run, { operation: OPERATION, rate, from })),
    ),
    of('share_of_verdicts_recovered', 1, { within: [0.9, 1] }, over.recoveryShare('recovered')),
  ]
}

/** Retries that outlive a surge, or not. */
export const surgeRetryCases: readonly VerifyCase[] = [
  surged({
    id: 'M-MMC-1',
    title: '120/s at 200/s with two retries, three times the load for 10 s: it does not recover',
    rate: 120,
    factor: 3,
    lasts: 10,
    seconds: 250,
    figures: [
      of('share_of_seeds_healthy', 0, { within: [0, 0.1] }, healthy(120).measure),
      of('arrivals_per_s', 360, relative(0.01), m.visitRate('station')),
      of('goodput_share_at_the_end', 0, absolute(0.01), (runs) => m.goodRate(OPERATION)(runs) / 120),
      of('share_of_verdicts_stuck', 1, { within: [0.9, 1] }, over.recoveryShare('stuck')),
    ],
    quick: true,
  }),
  surged({
    id: 'M-MMC-3',
    title: '120/s at 200/s with two retries, half as much again for 2 s: it recovers',
    rate: 120,
    factor: 1.5,
    lasts: 2,
    seconds: 150,
    figures: recovers(120, { expected: 69, tolerance: { within: [60, 77] } }, SURGE_AT),
    quick: true,
  }),
  surged({
    id: 'M-MMC-4',
    title: '50/s at 200/s with two retries, six times the load for 10 s: it recovers',
    rate: 50,
    factor: 6,
    lasts: 10,
    seconds: 300,
    figures: recovers(50, { expected: 197, tolerance: relative(0.2) }, SURGE_AT + 10),
    quick: true,
  }),
  surged({
    id: 'M-MMC-9',
    title: '120/s at 200/s with two retries, nothing happens: it stays healthy',
    rate: 120,
    seconds: 250,
    figures: [healthy(120), of('goodput', 119.8, relative(0.01), m.goodRate(OPERATION))],
    quick: true,
  }),
  surged({
    id: 'M-MMC-10',
    title: '120/s at 200/s without retries, three times the load for 10 s: it recovers',
    rate: 120,
    factor: 3,
    lasts: 10,
    retries: 0,
    seconds: 200,
    figures: recovers(120, { expected: 90, tolerance: relative(0.2) }, SURGE_AT + 10),
    quick: true,
  }),
]
