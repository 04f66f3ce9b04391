import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { closedLoop } from '../theory/closed-loop.ts'
import { type MvaStation, mva } from '../theory/mva.ts'
import type { VerifyCase } from '../verify-case.ts'
import { routedNetwork } from './network-cases.ts'
import { stationDocument } from './station.ts'

const m = measures()
const { of, relative } = figure
const REQUESTS = 600_000

interface Loop {
  readonly id: string
  readonly users: number
  /** Seconds. */
  readonly think: number
  readonly service: number
  readonly servers: number
  /** How thinking is spread; the law must not matter, except for quantiles seen on the way. */
  readonly thinkLaw?: string
  readonly quick: boolean
}

function loop({ id, users, think, service, servers, thinkLaw, quick }: Loop): VerifyCase {
  const q = closedLoop(users, think, service, servers)
  const law = thinkLaw ?? literal.exponential(think)
  const tight = relative(0.02)
  return {
    id,
    family: 'closed loop',
    title: `${users} users who think ${law}, ${servers} servers of ${service} s`,
    source: 'Scherr 1967; Lazowska et al., Quantitative System Performance',
    scenario: scenarioText(
      stationDocument({
        name: 'closed-loop',
        run: runLength.ofRequests(REQUESTS, q.throughput, 30 * (think + q.meanResponse)),
        workload: { users, think: law },
        service: literal.exponential(service),
        servers,
      }),
    ),
    quick,
    figures: () => [
      of('X', q.throughput, tight, m.goodRate('station.work')),
      of('R', q.meanResponse, tight, m.latencyMean('station.work')),
      of('util', q.utilisation, tight, figure.times(1 / servers, m.busySlots('station'))),
      of('L', q.number, tight, m.presentMean('station')),
      of('p50', q.responseQuantile(0.5), relative(0.03), m.latencyQuantile('station.work', 0.5)),
      of('p95', q.responseQuantile(0.95), relative(0.03), m.latencyQuantile('station.work', 0.95)),
      of('p99', q.responseQuantile(0.99), relative(0.04), m.latencyQuantile('station.work', 0.99)),
    ],
  }
}

function centralModel(id: string, users: number, think: number, stations: readonly MvaStation[]): VerifyCase {
  const q = mva(users, think, stations)
  const names = stations.map((_, i) => `s${i + 1}`)
  const busiest = q.utilisations.indexOf(Math.max(...q.utilisations))
  return {
    id,
    family: 'MVA',
    title: `${users} users, think ${think} s, at ${stations.map((s) => `${s.servers} x ${s.demand} s`).join(', ')}`,
    source: 'Reiser & Lavenberg 1980',
    scenario: scenarioText(
      routedNetwork({
        name: 'closed-network',
        run: runLength.ofRequests(REQUESTS / 2, q.throughput, 30 * (think + q.meanResponse)),
        stations: Object.fromEntries(
          names.map((name, i) => [name, { service: stations[i]?.demand ?? 0, servers: stations[i]?.servers ?? 1 }]),
        ),
        routes: { turn: names.map((name) => ({ call: `${name}.work` })) },
        clients: { users, think: literal.exponential(think), call: 'router.turn' },
      }),
    ),
    quick: true,
    figures: () => [
      of('X', q.throughput, relative(0.02), m.goodRate('router.turn')),
      of('R_total', q.meanResponse, relative(0.02), m.latencyMean('router.turn')),
      of(
        'util_max',
        q.utilisations[busiest] ?? 0,
        relative(0.02),
        figure.times(1 / (stations[busiest]?.servers ?? 1), m.busySlots(names[busiest] ?? '')),
      ),
      ...names.map((name, i) =>
        of(`R${i + 1}`, q.stationResponses[i] ?? 0, relative(0.03), m.latencyMean(`${name}.work`)),
      ),
    ],
  }
}

/** Closed loops of users. */
export const closedCases: readonly VerifyCase[] = [
  loop({ id: 'Q-CLOSED-1', users: 20, think: 1, service: 0.05, servers: 1, quick: true }),
  loop({ id: 'Q-CLOSED-2', users: 10, think: 1, service: 0.05, servers: 1, quick: false }),
  loop({ id: 'Q-CLOSEDC-1', users: 100, think: 1, service: 0.1, servers: 8, quick: true }),
  loop({
    id: 'Q-CLOSED-LN',
    users: 20,
    think: 1,
    service: 0.05,
    servers: 1,
    thinkLaw: literal.lognormal(1, 1),
    quick: false,
  }),
  centralModel(
    'Q-MVA-1',
    30,
    2,
    [0.05, 0.08, 0.03].map((demand) => ({ demand, servers: 1 })),
  ),
  centralModel('Q-MVA-C', 40, 1, [
    { demand: 0.1, servers: 3 },
    { demand: 0.02, servers: 1 },
  ]),
]
