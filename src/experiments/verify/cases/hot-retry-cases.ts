import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { goodFrom } from './good-from.ts'
import { stationDocument } from './station.ts'

const { of, relative, absolute } = figure
const OPERATION = 'station.work'
const EDGE = 'clients -> station'
const FAMILY = 'metastable: retries after a jam'
const SOURCE = 'Bronson et al., HotOS 2021, section 2.1 (idealised numbers); fluid condition'

/**
 * One server, constant service, clients who give up after a while and try once more. For ten seconds nothing passes;
 * then all that was sent arrives at once.
 */
interface Jam {
  readonly id: string
  readonly title: string
  /** Requests and services per second. */
  readonly rate: number
  readonly capacity: number
  readonly seconds: number
  readonly arrivals?: 'constant' | 'poisson'
  readonly retry?: DocumentValue
  readonly timeout?: { readonly [field: string]: DocumentValue }
  readonly queue?: DocumentValue
  readonly figures: readonly CaseFigure[]
  readonly quick: boolean
}

const JAM = { from: 60, to: 70 }
/** Seconds; the client's patience with one attempt. */
const TIMEOUT = 1
const WINDOWS_PER_SECOND = 10
const ONCE_MORE = { attempts: 2, backoff: 'none' }

function jammed(jam: Jam): VerifyCase {
  const { id, title, rate, capacity, seconds, arrivals = 'constant', retry = ONCE_MORE, timeout, queue, quick } = jam
  return {
    id,
    family: FAMILY,
    title,
    source: SOURCE,
    scenario: scenarioText(
      stationDocument({
        name: 'retries-after-a-jam',
        run: {
          duration: `${seconds}s`,
          warmup: `${seconds - LAST}s`,
          replications: arrivals === 'constant' ? 2 : 20,
          drain: 'none',
        },
        arrivals: `${arrivals}(${literal.perSecond(rate)})`,
        service: literal.constant(1 / capacity),
        ...(queue === undefined ? {} : { unit: { queue } }),
        policies: [{ on: EDGE, timeout: `${TIMEOUT}s`, retry, ...timeout }],
        faults: [{ jam: EDGE, at: `${JAM.from}s`, until: `${JAM.to}s` }],
      }),
    ),
    windows: seconds * WINDOWS_PER_SECOND,
    quick,
    figures: () => jam.figures,
  }
}

/** The last seconds of a run, in which it is judged. */
const LAST = 100
const m = measures()
const over = courseMeasures()

/** Nobody gets an answer any more, and the server works for nothing, with the retries of all. */
function stuck(rate: number): CaseFigure[] {
  return [
    of('goodput_share_at_the_end', 0, absolute(0.01), (runs) => m.goodRate(OPERATION)(runs) / rate),
    of('server_arrivals_per_s', 2 * rate, relative(0.01), m.visitRate('station')),
    of('verdict_stuck', 1, absolute(0.01), over.recoveryShare('stuck')),
  ]
}

/** Goodput is back at a second, and stays. */
function back(rate: number, second: number, tolerance: number): CaseFigure[] {
  return [
    of(
      'recovered_at_s',
      second,
      absolute(tolerance),
      over.each((run) => goodFrom(run, { operation: OPERATION, rate, from: JAM.to })),
    ),
    ...settled(rate),
  ]
}

function settled(rate: number): CaseFigure[] {
  return [
    of('goodput_share_at_the_end', 1, absolute(0.02), (runs) => m.goodRate(OPERATION)(runs) / rate),
    of('verdict_recovered', 1, absolute(0.01), over.recoveryShare('recovered')),
  ]
}

/** Held during the jam: each request and, but for the last ones, its retry. */
function backlog(rate: number): CaseFigure {
  const held = rate * (2 * (JAM.to - JAM.from) - TIMEOUT)
  const justAfter = [JAM.to, JAM.to + 1 / WINDOWS_PER_SECOND] as const
  return of('backlog_at_70_s', held, relative(0.01), over.level('concurrency', 'station', justAfter))
}

/** Fluid: when the backlog is what the server does within the timeout, at the given arrivals per second until then. */
function fluid(backlogAtEnd: number, capacity: number, arrivals: number): number {
  return JAM.to + (backlogAtEnd - capacity * TIMEOUT) / (capacity - arrivals)
}

function budget(id: string, rate: number, capacity: number, perSecond: number, seconds: number): VerifyCase {
  const recovers = rate + perSecond < capacity
  const held = rate * (JAM.to - JAM.from) + perSecond * (JAM.to - JAM.from)
  return jammed({
    id,
    title: `A budget of ${perSecond} retries per second at ${rate}/s of ${capacity}/s`,
    rate,
    capacity,
    seconds,
    retry: { ...ONCE_MORE, budget: `token-bucket(${perSecond}/s, burst=${perSecond})` },
    figures: recovers
      ? back(rate, fluid(held, capacity, rate + perSecond), 10)
      : [
          of('goodput_share_at_the_end', 0, absolute(0.01), (runs) => m.goodRate(OPERATION)(runs) / rate),
          of('verdict_stuck', 1, absolute(0.01), over.recoveryShare('stuck')),
        ],
    quick: true,
  })
}

const MITIGATED = { rate: 280, capacity: 300, seconds: 300, quick: true }

/** Retries that keep a server busy with what nobody waits for any more, and what helps. */
export const hotRetryCases: readonly VerifyCase[] = [
  jammed({
    id: 'M-HOT-1',
    title: 'Retries after a jam, 280/s at 300/s: it does not recover',
    rate: 280,
    capacity: 300,
    seconds: 400,
    figures: [backlog(280), ...stuck(280)],
    quick: true,
  }),
  jammed({
    id: 'M-HOT-2',
    title: 'Retries after a jam, 140/s at 300/s, below the hidden capacity of 150/s: it recovers',
    rate: 140,
    capacity: 300,
    seconds: 400,
    figures: [backlog(140), ...back(140, fluid(140 * 19, 300, 280), 3)],
    quick: true,
  }),
  jammed({
    id: 'M-HOT-2-POISSON',
    title: 'The same with Poisson arrivals',
    rate: 140,
    capacity: 300,
    seconds: 400,
    arrivals: 'poisson',
    figures: [
      of(
        'recovered_at_s',
        185,
        { within: [165, 205] },
        over.each((run) => goodFrom(run, { operation: OPERATION, rate: 140, from: JAM.to })),
      ),
      ...settled(140),
    ],
    quick: false,
  }),
  budget('M-HOT-5-10', 280, 300, 10, 450),
  budget('M-HOT-5-30', 280, 300, 30, 450),
  jammed({
    ...MITIGATED,
    id: 'M-HOT-6-CAP',
    title: 'A queue of 250, waited through within the timeout',
    queue: 250,
    // Goodput is back within two seconds; the times are usual again when the full queue has been worked off.
    figures: [
      of('usual_times_from_s', 88, absolute(5), (runs) => JAM.to + over.recoverySeconds()(runs)),
      ...settled(280),
    ],
  }),
  jammed({
    ...MITIGATED,
    id: 'M-HOT-6-LIFO',
    title: 'The last first',
    queue: { limit: 'unbounded', discipline: 'lifo' },
    // The old ones stay behind for minutes, and a new one waits for the one in service: no full recovery yet.
    figures: back(280, 71, 5).slice(0, 2),
  }),
  jammed({
    ...MITIGATED,
    id: 'M-HOT-6-DROP',
    title: 'What cannot be done in time is dropped',
    queue: { limit: 'unbounded', drop: 'hopeless' },
    timeout: { propagate: true },
    figures: back(280, 71, 5),
  }),
  jammed({
    ...MITIGATED,
    id: 'M-HOT-6-NONE',
    title: 'No retries',
    retry: 'none',
    figures: back(280, fluid(2800, 300, 280), 5),
  }),
]
