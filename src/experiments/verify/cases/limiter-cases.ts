import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { erlangB } from '../theory/erlang-b.ts'
import { fixedWindow } from '../theory/fixed-window.ts'
import { md1k } from '../theory/md1k.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const m = measures()
const { of, relative, absolute } = figure
const OPERATION = 'station.work'
const REQUESTS = 500_000

interface Limiter {
  readonly id: string
  readonly title: string
  readonly source: string
  readonly rate: number
  readonly limit: string
  readonly accepted: number
  readonly tolerance: number
}

/** Poisson arrivals at a limiter, at the client and at the server. */
function limited({ id, title, source, rate, limit, accepted, tolerance }: Limiter): VerifyCase {
  const places = { client: {}, server: { on: '* -> station', at: 'server' } }
  return {
    id,
    family: 'rate limiters',
    title,
    source,
    scenario: scenarioText(
      stationDocument({
        name: 'rate-limiter',
        run: runLength.ofRequests(REQUESTS, rate, 20),
        arrivals: `poisson(${literal.perSecond(rate)})`,
        service: '0s',
        unit: { runtime: 'event-loop' },
        variants: Object.fromEntries(
          Object.entries(places).map(([name, place]) => [
            name,
            { policies: [{ on: 'clients -> station', 'rate-limit': limit, ...place }] },
          ]),
        ),
      }),
    ),
    quick: true,
    figures: () =>
      Object.keys(places).flatMap((name): CaseFigure[] => [
        of(`${name}.P_accept`, accepted, absolute(tolerance), measures(name).outcomeShare(OPERATION, 'ok')),
        of(`${name}.P_drop`, 1 - accepted, absolute(tolerance), measures(name).outcomeShare(OPERATION, 'rate-limited')),
        of(`${name}.thr`, rate * accepted, relative(0.01), measures(name).goodRate(OPERATION)),
      ]),
  }
}

function bucket(id: string, rate: number, refill: number, burst: number): VerifyCase {
  return limited({
    id,
    title: `Token bucket of ${burst}, refilled with ${refill}/s, Poisson ${rate}/s`,
    source: 'M/D/1 with bounded workload',
    rate,
    limit: `token-bucket(${refill}/s, burst=${burst})`,
    accepted: 1 - md1k(rate, 1 / refill, burst).blocking,
    tolerance: 0.004,
  })
}

function fixed(id: string, rate: number, window: number, limit: number): VerifyCase {
  return limited({
    id,
    title: `${limit} in each window of ${window} s, Poisson ${rate}/s`,
    source: 'Poisson expectation',
    rate,
    limit: `fixed-window(${limit}, per=${window}s)`,
    accepted: fixedWindow(rate, window, limit).acceptProbability,
    tolerance: 0.003,
  })
}

/** An accepted request takes a place for the length of the window: Erlang's loss system. */
function sliding(id: string, rate: number, window: number, limit: number): VerifyCase {
  return limited({
    id,
    title: `${limit} in any ${window} s, Poisson ${rate}/s`,
    source: 'Erlang B insensitivity',
    rate,
    limit: `sliding-window(${limit}, per=${window}s)`,
    accepted: 1 - erlangB(rate * window, limit).blocking,
    tolerance: 0.003,
  })
}

/** Requests at given times, ms, in this order: who is let in (A) and who is not (D). */
function trace(id: string, refill: number, burst: number, times: readonly number[], decisions: string): VerifyCase {
  const names = times.map((_, i) => `call-${String(i + 1).padStart(2, '0')}`)
  const document = stationDocument({
    name: 'token-bucket-trace',
    run: { duration: `${Math.max(...times) + 1000}ms`, warmup: '0s', replications: 2, drain: 'auto' },
    steps: [],
    policies: [{ on: '* -> station', 'rate-limit': `token-bucket(${refill}/s, burst=${burst})`, at: 'server' }],
  })
  const arrivals = (name: string) => ({ arrivals: { replay: `${name}.csv`, unit: 'ms' }, call: OPERATION })
  return {
    id,
    family: 'rate limiters',
    title: `${times.length} requests at a bucket of ${burst}, refilled with ${refill}/s`,
    source: 'definition',
    scenario: scenarioText({ ...document, workload: Object.fromEntries(names.map((name) => [name, arrivals(name)])) }),
    files: new Map(names.map((name, i) => [`${name}.csv`, `time\n${times[i]}\n`])),
    quick: true,
    figures: () =>
      names.map((name, i) =>
        of(
          `${times[i]}ms-${i + 1}`,
          decisions[i] === 'A' ? 1 : 0,
          absolute(0.001),
          courseMeasures().each((run) => {
            const one = run.series.find(({ labels }) => labels['caller'] === name)
            return one?.ended.get('ok')?.count ?? Number.NaN
          }),
        ),
      ),
  }
}

/** The most that a limiter of fixed windows lets through in the length of one window: twice its limit. */
function worstBurst(id: string, limit: number): VerifyCase {
  const times = Array.from({ length: 4 * limit }, (_, i) => 1000 - limit + i / 2)
  return {
    id,
    family: 'rate limiters',
    title: `A burst around the border of two windows of ${limit} per second`,
    source: 'definition',
    scenario: scenarioText(
      stationDocument({
        name: 'window-border',
        run: { duration: '2s', warmup: '0s', replications: 2, drain: 'auto' },
        steps: [],
        workload: { arrivals: { replay: 'burst.csv', unit: 'ms' } },
        policies: [{ on: 'clients -> station', 'rate-limit': `fixed-window(${limit}, per=1s)` }],
      }),
    ),
    files: new Map([['burst.csv', `time\n${times.join('\n')}\n`]]),
    quick: true,
    figures: () => [of('accepted', 2 * limit, absolute(0.001), (runs) => m.goodRate(OPERATION)(runs) * 2)],
  }
}

const TRACE_TIMES = [
  0, 0, 0, 0, 100, 150, 220, 500, 500, 500, 500, 1000, 1100, 1200, 1300, 1430, 5000, 5000, 5000, 5000,
]

/** What lets so many through in a time. */
export const limiterCases: readonly VerifyCase[] = [
  bucket('C-TB-1', 100, 80, 20),
  bucket('C-TB-2', 80, 100, 10),
  trace('C-TBTRACE', 5, 3, TRACE_TIMES, 'AAADDDAADDDAAAAAAAAD'),
  fixed('C-FW-1', 100, 1, 100),
  worstBurst('C-FW-BURST', 100),
  sliding('C-SWL-1', 100, 1, 100),
]
