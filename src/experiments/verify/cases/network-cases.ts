import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, type ScenarioDocument, scenarioText } from '../scenario-text.ts'
import { feedback } from '../theory/feedback.ts'
import { type Jackson, type JacksonStation, jackson } from '../theory/jackson.ts'
import { mm1 } from '../theory/mm1.ts'
import { tandem } from '../theory/tandem.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const m = measures()
const { of, relative } = figure

/** Stations with one slot each, and a router that holds nothing while it sends a request from one to the next. */
export interface RoutedNetwork {
  readonly name: string
  readonly run: DocumentValue
  /** Mean service of each station, seconds, by name. */
  readonly stations: Readonly<Record<string, { readonly service: number; readonly servers: number }>>
  /** Operations of the router. */
  readonly routes: { readonly [operation: string]: DocumentValue }
  readonly clients: { readonly [key: string]: DocumentValue }
}

/** The scenario of a network of stations. */
export function routedNetwork({ name, run, stations, routes, clients }: RoutedNetwork): ScenarioDocument {
  const entries = Object.entries(stations)
  return {
    name,
    run,
    app: {
      router: { operations: routes },
      ...Object.fromEntries(
        entries.map(([station, { service }]) => [
          station,
          { operations: { work: [{ io: literal.exponential(service) }] } },
        ]),
      ),
    },
    deploy: {
      router: { modules: ['router'], runtime: 'event-loop', queue: 'unbounded' },
      ...Object.fromEntries(
        entries.map(([station, { servers }]) => [
          station,
          { modules: [station], runtime: `threads(${servers})`, queue: 'unbounded' },
        ]),
      ),
    },
    network: BARE_NETWORK,
    workload: { clients },
  }
}

function seriesOfStations(id: string, arrivalRate: number, serviceRates: readonly number[]): VerifyCase {
  const q = tandem(arrivalRate, serviceRates)
  const names = serviceRates.map((_, i) => `s${i + 1}`)
  const rho = arrivalRate / Math.min(...serviceRates)
  return {
    id,
    family: 'tandem',
    title: `Tandem of ${serviceRates.length} M/M/1, ${arrivalRate}/s, service ${serviceRates.join(', ')}/s`,
    source: 'Jackson 1957/1963; Reich 1957; Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      routedNetwork({
        name: 'tandem',
        run: runLength.ofQueue({ rate: arrivalRate, rho, accuracy: 0.022, most: 1e6 }),
        stations: Object.fromEntries(
          names.map((name, i) => [name, { service: 1 / (serviceRates[i] ?? 1), servers: 1 }]),
        ),
        routes: { pass: names.map((name) => ({ call: `${name}.work` })) },
        clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'router.pass' },
      }),
    ),
    quick: true,
    figures: () => [
      of('W', q.meanSojourn, relative(0.03), m.latencyMean('router.pass')),
      of('p50', q.sojournQuantile(0.5), relative(0.03), m.latencyQuantile('router.pass', 0.5)),
      of('p95', q.sojournQuantile(0.95), relative(0.04), m.latencyQuantile('router.pass', 0.95)),
      of('p99', q.sojournQuantile(0.99), relative(0.05), m.latencyQuantile('router.pass', 0.99)),
      of('sum_of_p99', q.sumOfQuantiles(0.99), relative(0.05), (runs) =>
        names.reduce((sum, name) => sum + m.latencyQuantile(`${name}.work`, 0.99)(runs), 0),
      ),
    ],
  }
}

function bernoulliFeedback(id: string, arrivalRate: number, serviceRate: number, again: number): VerifyCase {
  const q = feedback(arrivalRate, serviceRate, again)
  return {
    id,
    family: 'feedback',
    title: `M/M/1 with feedback ${again}, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Jackson 1957/1963; Takács 1963',
    scenario: scenarioText(
      routedNetwork({
        name: 'feedback',
        run: runLength.ofQueue({ rate: arrivalRate, rho: q.utilisation, accuracy: 0.025, most: 1e6 }),
        stations: { station: { service: 1 / serviceRate, servers: 1 } },
        routes: { pass: [{ call: 'station.work' }, { choose: [{ share: again, do: [{ call: 'pass' }] }] }] },
        clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'router.pass' },
      }),
    ),
    quick: true,
    figures: () => [
      of('lam_eff', q.effectiveRate, relative(0.01), m.visitRate('station')),
      of('rho', q.utilisation, relative(0.02), m.busySlots('station')),
      of('L', q.number, relative(0.03), m.presentMean('station')),
      of('W', q.meanSojourn, relative(0.03), m.latencyMeanFrom('clients')),
      of('W_per_pass', q.meanSojournOfPass, relative(0.03), m.latencyMean('station.work')),
      of('mean_passes', q.meanPasses, relative(0.01), figure.ratio(m.visitRate('station'), m.goodRateFrom('clients'))),
    ],
  }
}

/** Sent, not called: the sender does not wait, the station queues all the same. */
function sent(id: string, arrivalRate: number, serviceRate: number): VerifyCase {
  const q = mm1(arrivalRate, serviceRate)
  return {
    id,
    family: 'send',
    title: `Messages sent to an M/M/1 without waiting, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      routedNetwork({
        name: 'sent',
        run: runLength.ofQueue({ rate: arrivalRate, rho: q.utilisation, accuracy: 0.02, most: 1e6 }),
        stations: { station: { service: 1 / serviceRate, servers: 1 } },
        routes: { pass: [{ send: 'station.work' }] },
        clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'router.pass' },
      }),
    ),
    quick: true,
    figures: () => [
      of('W', q.meanSojourn, relative(0.03), m.visitMean('station')),
      of('L', q.number, relative(0.03), m.presentMean('station')),
      of('sender_W', 0, figure.absolute(1e-9), m.latencyMean('router.pass')),
    ],
  }
}

interface OpenNetwork {
  readonly id: string
  /** Station names and what each is, in the order of the routing. */
  readonly stations: Readonly<Record<string, JacksonStation>>
}

/** Requests enter where `external` says, one workload a station, and go on as `routing` says. */
function openNetwork({ id, stations }: OpenNetwork): VerifyCase {
  const names = Object.keys(stations)
  const list = Object.values(stations)
  const q = jackson(list)
  const entering = list.reduce((sum, station) => sum + station.external, 0)
  const rho = Math.max(...q.utilisations)
  const routes = Object.fromEntries(
    names.map((name, i) => [`at-${name}`, [{ call: `${name}.work` }, ...onwards(names, list[i]?.routing ?? [])]]),
  )
  const document = routedNetwork({
    name: 'open-network',
    run: runLength.ofQueue({ rate: entering, rho, accuracy: 0.012, most: 1e6 }),
    stations: Object.fromEntries(
      names.map((name, i) => [name, { service: 1 / (list[i]?.serviceRate ?? 1), servers: list[i]?.servers ?? 1 }]),
    ),
    routes,
    clients: {},
  })
  const workload = Object.fromEntries(
    names.flatMap((name, i) => {
      const rate = list[i]?.external ?? 0
      return rate === 0
        ? []
        : [[`into-${name}`, { arrivals: `poisson(${literal.perSecond(rate)})`, call: `router.at-${name}` }]]
    }),
  )
  return {
    id,
    family: 'Jackson network',
    title: `Open Jackson network, stations ${names.join(', ')}, ${entering}/s from outside`,
    source: 'Jackson 1957/1963; Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText({ ...document, workload }),
    quick: true,
    figures: () => jacksonFigures(names, q, entering),
  }
}

function onwards(names: readonly string[], routing: readonly number[]): DocumentValue[] {
  const ways = routing.flatMap((share, i) => (share === 0 ? [] : [{ share, do: [{ call: `at-${names[i]}` }] }]))
  return ways.length === 0 ? [] : [{ choose: ways }]
}

function jacksonFigures(names: readonly string[], q: Jackson, entering: number) {
  return [
    ...names.flatMap((name, i) => [
      of(`lam${name}`, q.arrivalRates[i] ?? 0, relative(0.02), m.visitRate(name)),
      of(`W_${name}`, q.meanSojourns[i] ?? 0, relative(0.04), m.latencyMean(`${name}.work`)),
    ]),
    of('L_total', q.number, relative(0.04), m.presentMean('router')),
    of('W_end_to_end', q.meanEndToEnd, relative(0.04), figure.times(1 / entering, m.presentMean('router'))),
  ]
}

/** Open networks of queues. */
export const networkCases: readonly VerifyCase[] = [
  seriesOfStations('Q-TAN-1', 8, [10, 12]),
  seriesOfStations('Q-TAN-3', 50, [100, 100, 100, 100, 100]),
  bernoulliFeedback('Q-FB-1', 6, 10, 0.25),
  sent('Q-SEND-1', 70, 100),
  openNetwork({
    id: 'Q-JACK-1',
    stations: {
      A: { external: 10, serviceRate: 20, servers: 1, routing: [0, 0.6, 0.3] },
      B: { external: 0, serviceRate: 15, servers: 1, routing: [0.2, 0, 0.3] },
      C: { external: 0, serviceRate: 12, servers: 1, routing: [0, 0, 0] },
    },
  }),
  openNetwork({
    id: 'Q-JACK-2',
    stations: {
      A: { external: 20, serviceRate: 18, servers: 2, routing: [0, 0.5, 0, 0.2] },
      B: { external: 5, serviceRate: 25, servers: 1, routing: [0, 0, 0.6, 0] },
      C: { external: 0, serviceRate: 6, servers: 3, routing: [0.1, 0, 0, 0] },
      D: { external: 4, serviceRate: 14, servers: 1, routing: [0, 0, 0, 0] },
    },
  }),
]
