import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const { of, absolute } = figure
const OPERATION = 'station.work'
const EDGE = 'clients -> station'
const CAPACITY = 100

/** A server is given less of its cpu for a while. */
interface Trigger {
  readonly name: string
  /** What is left of the cpu, for how many seconds, at how many requests per second. */
  readonly left: number
  readonly seconds: number
  readonly rate: number
  readonly recovers: boolean
}

/**
 * A smaller trigger, a shorter one or less load leave a system alone that a larger one breaks for good: clients who
 * wait 3 s and send up to four times more. The published thresholds belong to one machine; here the fluid condition
 * says where they lie: after the trigger the wait must be above or below the clients' patience.
 */
function triggers(id: string, all: readonly Trigger[]): VerifyCase {
  const variant = ({ left, seconds, rate }: Trigger): DocumentValue => ({
    workload: { clients: { arrivals: `constant(${literal.perSecond(rate)})` } },
    faults: [{ slow: 'station', factor: 1 / left, at: '30s', for: `${seconds}s` }],
  })
  return {
    id,
    family: 'metastable: size of the trigger',
    title: 'A slow server for a while: more, longer, or under more load',
    source: 'Huang et al., OSDI 2022 artifact: the order of its settings',
    scenario: scenarioText(
      stationDocument({
        name: 'size-of-the-trigger',
        run: { duration: '200s', warmup: '150s', replications: 2, drain: 'none' },
        arrivals: 'constant(50/s)',
        service: literal.constant(1 / CAPACITY),
        policies: [{ on: EDGE, timeout: '3s', retry: { attempts: 5, backoff: 'none' } }],
        variants: Object.fromEntries(all.map((one) => [one.name, variant(one)])),
      }),
    ),
    quick: true,
    figures: () =>
      all.flatMap(({ name, rate, recovers }): CaseFigure[] => [
        of(
          `${name}.goodput_share_at_the_end`,
          recovers ? 1 : 0,
          absolute(0.05),
          (runs) => measures(name).goodRate(OPERATION)(runs) / rate,
        ),
        of(
          `${name}.verdict_${recovers ? 'recovered' : 'stuck'}`,
          1,
          absolute(0.01),
          courseMeasures(name).recoveryShare(recovers ? 'recovered' : 'stuck'),
        ),
      ]),
  }
}

/**
 * The thresholds of the retries of HotOS 2021: a server of so many per second, with one retry each, recovers from a jam
 * below half of that, or with fewer retries per second than it has to spare; and a cache that hits nine times of ten
 * hides a database of a tenth.
 */
function thresholds(id: string, capacity: number, hit: number): VerifyCase {
  const run = { duration: '700s', warmup: '600s', replications: 2, drain: 'none', limits: { events: 1_000_000_000 } }
  const once = { attempts: 2, backoff: 'none' }
  const load = 280
  const spare = capacity - load
  const jam = [{ jam: EDGE, at: '60s', for: '10s' }]
  const retried = (rate: number): DocumentValue => ({
    faults: jam,
    workload: { clients: { arrivals: `constant(${rate}/s)` } },
    policies: [{ on: EDGE, timeout: '1s', retry: once }],
  })
  const limited = (perSecond: number): DocumentValue => ({
    faults: jam,
    workload: { clients: { arrivals: `constant(${load}/s)` } },
    policies: [
      { on: EDGE, timeout: '1s', retry: { ...once, budget: `token-bucket(${perSecond}/s, burst=${perSecond})` } },
    ],
  })
  const cached = (rate: number): DocumentValue => ({
    workload: { clients: { arrivals: `constant(${rate}/s)` } },
    app: {
      station: {
        operations: {
          work: [{ choose: [{ share: `${100 * (1 - hit)}%`, do: [{ io: literal.constant(1 / capacity) }] }] }],
        },
      },
    },
  })
  const half = capacity / 2
  const advertised = capacity / (1 - hit)
  const m = (variant: string, rate: number) => (runs: Parameters<CaseFigure['measure']>[0]) =>
    measures(variant).goodRate(OPERATION)(runs) / rate
  const well = (variant: string, rate: number): CaseFigure => of(variant, 1, absolute(0.01), m(variant, rate))
  const broken = (variant: string, rate: number): CaseFigure => of(variant, 0, absolute(0.01), m(variant, rate))
  return {
    id,
    family: 'metastable: thresholds',
    title: `Hidden and advertised capacity of ${capacity}/s; goodput over load at the end`,
    source: 'Bronson et al., HotOS 2021',
    scenario: scenarioText(
      stationDocument({
        name: 'thresholds',
        run,
        arrivals: `constant(${load}/s)`,
        service: literal.constant(1 / capacity),
        variants: {
          'below-half': retried(half - 5),
          'above-half': retried(half + 5),
          'few-retries': limited(0.75 * spare),
          'many-retries': limited(1.25 * spare),
          'below-advertised': cached(0.98 * advertised),
          'above-advertised': cached(1.02 * advertised),
        },
      }),
    ),
    quick: false,
    figures: () => [
      well('below-half', half - 5),
      broken('above-half', half + 5),
      well('few-retries', load),
      broken('many-retries', load),
      well('below-advertised', 0.98 * advertised),
      of('above-advertised', 1 / 1.02, absolute(0.01), m('above-advertised', 1.02 * advertised)),
    ],
  }
}

/** What is too much, and what is not. */
export const triggerCases: readonly VerifyCase[] = [
  triggers('M-PUB-1', [
    { name: 'smaller', left: 0.45, seconds: 10, rate: 63.5, recovers: true },
    { name: 'full', left: 0.4, seconds: 10, rate: 63.5, recovers: false },
    { name: 'shorter', left: 0.4, seconds: 9, rate: 63.5, recovers: true },
    { name: 'less-load', left: 0.4, seconds: 10, rate: (63.5 * 75) / 100, recovers: true },
  ]),
  thresholds('M-PUB-2', 300, 0.9),
]
