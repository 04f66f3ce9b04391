import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { queueTimeout } from '../theory/queue-timeout.ts'
import { sojournDeadline } from '../theory/sojourn-deadline.ts'
import type { VerifyCase } from '../verify-case.ts'
import { routedNetwork } from './network-cases.ts'
import { stationDocument } from './station.ts'

const { of, relative, absolute } = figure
const REQUESTS = 800_000
const OPERATION = 'station.work'
const POLICY = 'clients -> station'

/**
 * A request that has not started within the patience is withdrawn. The station answers as soon as it starts and goes on
 * working, so the caller's timeout bounds the wait alone, and its cancellation takes the request out of the queue.
 */
function patience(
  id: string,
  arrivalRate: number,
  serviceRate: number,
  servers: number,
  limit: number,
  quick: boolean,
): VerifyCase {
  const q = queueTimeout(arrivalRate, serviceRate, servers, limit)
  const m = measures()
  return {
    id,
    family: 'queue timeout',
    title: `M/M/${servers}, leaves the queue after ${limit} s, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Barrer 1957 / level crossing',
    scenario: scenarioText(
      stationDocument({
        name: 'impatient',
        run: runLength.ofRequests(REQUESTS, arrivalRate, 100 / serviceRate + 10 * limit),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        steps: ['respond', { io: literal.exponential(1 / serviceRate) }],
        servers,
        policies: [{ on: POLICY, timeout: literal.seconds(limit), cancel: true }],
      }),
    ),
    quick,
    figures: () => [
      of('P0', q.idleProbability, absolute(0.004), figure.complement(m.presentAtLeast('station', 1))),
      of('P_timeout', q.timeoutProbability, absolute(0.004), m.outcomeShare(OPERATION, 'timeout')),
      of('thr', q.throughput, relative(0.01), m.goodRate(OPERATION)),
      of('util', q.utilisation, relative(0.01), figure.times(1 / servers, m.busySlots('station'))),
    ],
  }
}

/** The server stops at the deadline, told by the deadline itself or by the caller's cancellation. */
function cancelled(id: string, arrivalRate: number, serviceRate: number, deadline: number, quick: boolean): VerifyCase {
  const q = sojournDeadline.cancelled(arrivalRate, serviceRate, deadline)
  const after = literal.seconds(deadline)
  const outcomes = { propagated: 'deadline', cancelled: 'timeout' }
  return {
    id,
    family: 'deadline with cancellation',
    title: `M/M/1, the server stops at ${deadline} s, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Barrer 1957 / level crossing',
    scenario: scenarioText(
      stationDocument({
        name: 'stops-at-the-deadline',
        run: runLength.ofRequests(REQUESTS, arrivalRate, 100 / serviceRate + 10 * deadline),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.exponential(1 / serviceRate),
        variants: {
          propagated: { workload: { clients: { deadline: { after, propagate: true } } } },
          cancelled: { policies: [{ on: POLICY, timeout: after, cancel: true }] },
        },
      }),
    ),
    quick,
    figures: () =>
      Object.entries(outcomes).flatMap(([name, outcome]) => {
        const m = measures(name)
        return [
          of(`${name}.P0`, q.idleProbability, absolute(0.004), figure.complement(m.presentAtLeast('station', 1))),
          of(`${name}.P_timeout`, q.timeoutProbability, absolute(0.004), m.outcomeShare(OPERATION, outcome)),
          of(`${name}.thr`, q.throughput, relative(0.01), m.goodRate(OPERATION)),
          of(`${name}.util`, q.utilisation, relative(0.01), m.busySlots('station')),
          of(`${name}.W_good`, q.meanLatency, relative(0.01), m.latencyMean(OPERATION)),
        ]
      }),
  }
}

/** The same deadline, one hop further: it travels with the request, or each caller cancels what it has called. */
function behindRouter(id: string, arrivalRate: number, serviceRate: number, deadline: number): VerifyCase {
  const q = sojournDeadline.cancelled(arrivalRate, serviceRate, deadline)
  const after = literal.seconds(deadline)
  const outcomes = { propagated: 'deadline', cascade: 'timeout' }
  const document = routedNetwork({
    name: 'deadline-over-two-hops',
    run: runLength.ofRequests(REQUESTS / 2, arrivalRate, 100 / serviceRate + 10 * deadline),
    stations: { station: { service: 1 / serviceRate, servers: 1 } },
    routes: { go: [{ call: OPERATION }] },
    clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'router.go' },
  })
  return {
    id,
    family: 'deadline with cancellation',
    title: `The deadline of ${deadline} s reaches an M/M/1 one hop on, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Barrer 1957 / level crossing',
    scenario: scenarioText({
      ...document,
      variants: {
        propagated: { workload: { clients: { deadline: { after, propagate: true } } } },
        cascade: {
          policies: [
            { on: 'clients -> router', timeout: after, cancel: true },
            { on: 'router -> station', cancel: true },
          ],
        },
      },
    }),
    quick: true,
    figures: () =>
      Object.entries(outcomes).flatMap(([name, outcome]) => [
        of(
          `${name}.P_timeout`,
          q.timeoutProbability,
          absolute(0.004),
          measures(name).outcomeShare('router.go', outcome),
        ),
        of(`${name}.util`, q.utilisation, relative(0.01), measures(name).busySlots('station')),
      ]),
  }
}

/** The client gives up, the server does not know. */
function abandoned(id: string, arrivalRate: number, serviceRate: number, deadline: number): VerifyCase {
  const q = sojournDeadline.abandoned(arrivalRate, serviceRate, deadline)
  const after = literal.seconds(deadline)
  const outcomes = { deadline: 'deadline', timeout: 'timeout' }
  const rho = arrivalRate / serviceRate
  return {
    id,
    family: 'timeout without cancellation',
    title: `M/M/1, the client gives up after ${deadline} s, the server finishes; ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'M/M/1 sojourn law',
    scenario: scenarioText(
      stationDocument({
        name: 'abandoned-work-goes-on',
        run: runLength.ofQueue({ rate: arrivalRate, rho, accuracy: 0.013 }),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.exponential(1 / serviceRate),
        variants: {
          deadline: { workload: { clients: { deadline: after } } },
          timeout: { policies: [{ on: POLICY, timeout: after }] },
        },
      }),
    ),
    quick: false,
    figures: () =>
      Object.entries(outcomes).flatMap(([name, outcome]) => {
        const m = measures(name)
        return [
          of(`${name}.P_timeout`, q.timeoutProbability, absolute(0.006), m.outcomeShare(OPERATION, outcome)),
          of(`${name}.goodput`, q.throughput, relative(0.02), m.goodRate(OPERATION)),
          of(`${name}.util`, q.utilisation, relative(0.01), m.busySlots('station')),
          of(`${name}.W_server`, 1 / (serviceRate - arrivalRate), relative(0.03), m.visitMean('station')),
          of(`${name}.mean_client_latency_of_successes`, q.meanLatency, relative(0.02), m.latencyMean(OPERATION)),
        ]
      }),
  }
}

/** Timeouts and deadlines, with and without cancellation. */
export const deadlineCases: readonly VerifyCase[] = [
  patience('Q-TOQ-1', 8, 10, 1, 0.5, true),
  patience('Q-TOQ-C3', 33, 10, 3, 0.2, false),
  cancelled('Q-TOS-1', 8, 10, 0.5, true),
  cancelled('Q-TOS-OVER', 15, 10, 0.4, false),
  behindRouter('Q-TOS-HOP', 8, 10, 0.5),
  abandoned('Q-TONC-1', 8, 10, 1),
]
