import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { erlangB } from '../theory/erlang-b.ts'
import { md1k } from '../theory/md1k.ts'
import { mmck } from '../theory/mmck.ts'
import type { VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const m = measures()
const { of, relative, absolute } = figure

/**
 * Erlang's loss formula must hold whatever the service law: by worker slots without a queue, and by an event loop that
 * lets in so many requests at once.
 */
function lossSystem(id: string, offered: number, servers: number, quick: boolean): VerifyCase {
  const q = erlangB(offered, servers)
  const laws = {
    exponential: literal.exponential(1),
    constant: literal.constant(1),
    hyperexponential: literal.hyperexponential(1, 4),
  }
  return {
    id,
    family: 'Erlang B',
    title: `M/G/c/c, ${offered} erlang at ${servers} servers, three service laws and an event loop`,
    source: 'Erlang 1917; Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      stationDocument({
        name: 'no-waiting-room',
        run: runLength.ofRequests(1_200_000, offered, 50),
        arrivals: `poisson(${literal.perSecond(offered)})`,
        service: literal.exponential(1),
        servers,
        unit: { queue: 0 },
        variants: {
          ...Object.fromEntries(
            Object.entries(laws).map(([name, io]) => [name, { app: { station: { operations: { work: [{ io }] } } } }]),
          ),
          'event-loop': { deploy: { station: { runtime: 'event-loop', queue: servers } } },
        },
      }),
    ),
    quick,
    figures: () =>
      [...Object.keys(laws), 'event-loop'].flatMap((name) => [
        of(`${name}.B`, q.blocking, absolute(0.003), measures(name).outcomeShare('station.work', 'queue-full')),
        of(`${name}.carried`, q.carried, relative(0.01), measures(name).presentMean('station')),
      ]),
  }
}

/** A request that is let through takes a place for a whole window: what a sliding-window limiter lets through. */
function slidingWindow(id: string, arrivalRate: number, limit: number): VerifyCase {
  const q = erlangB(arrivalRate, limit)
  return {
    id,
    family: 'Erlang B',
    title: `${limit} places held for 1 s, ${arrivalRate}/s: what a sliding window of ${limit} a second lets through`,
    source: 'Erlang B insensitivity; equal to the reference C-SWL-1',
    scenario: scenarioText(
      stationDocument({
        name: 'sliding-window',
        run: runLength.ofRequests(400_000, arrivalRate, 20),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.constant(1),
        servers: limit,
        unit: { queue: 0 },
      }),
    ),
    quick: false,
    figures: () => [
      of('P_accept', 1 - q.blocking, absolute(0.003), m.outcomeShare('station.work', 'ok')),
      of('thr', q.carried, relative(0.01), m.goodRate('station.work')),
    ],
  }
}

function finiteQueue(
  id: string,
  arrivalRate: number,
  serviceRate: number,
  servers: number,
  capacity: number,
  quick: boolean,
): VerifyCase {
  const q = mmck(arrivalRate, serviceRate, servers, capacity)
  const mean = relative(0.03)
  return {
    id,
    family: 'M/M/c/K',
    title: `M/M/${servers}/${capacity}, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      stationDocument({
        name: 'finite-queue',
        run: runLength.ofRequests(900_000, arrivalRate, (40 * capacity) / serviceRate),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.exponential(1 / serviceRate),
        servers,
        unit: { queue: capacity - servers },
      }),
    ),
    quick,
    figures: () => [
      of('block', q.blocking, absolute(0.004), m.outcomeShare('station.work', 'queue-full')),
      of('thr', q.throughput, mean, m.goodRate('station.work')),
      of('L', q.number, mean, m.presentMean('station')),
      of('Lq', q.waiting, mean, m.waitingMean('station')),
      of('W', q.meanSojourn, mean, m.latencyMean('station.work')),
      of('Wq', q.meanWait, mean, m.waitMean('station')),
      of('util', q.utilisation, mean, figure.times(1 / servers, m.busySlots('station'))),
      of('P0', q.probabilities[0] ?? 0, absolute(0.004), figure.complement(m.presentAtLeast('station', 1))),
    ],
  }
}

/** The token bucket seen as a queue: a token's refill is a service, the burst is the room. */
function constantServiceWithRoom(id: string, arrivalRate: number, rate: number, capacity: number): VerifyCase {
  const q = md1k(arrivalRate, 1 / rate, capacity)
  return {
    id,
    family: 'M/D/1/K',
    title: `M/D/1/${capacity}, ${arrivalRate}/s at ${rate}/s: what a token bucket of ${capacity} lets through`,
    source: 'Gross & Harris, finite M/G/1; equal to the references C-TB-1 and C-TB-2',
    scenario: scenarioText(
      stationDocument({
        name: 'constant-service-with-room',
        run: runLength.ofRequests(500_000, arrivalRate, (40 * capacity) / rate),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.constant(1 / rate),
        unit: { queue: capacity - 1 },
      }),
    ),
    quick: true,
    figures: () => [
      of('P_drop', q.blocking, absolute(0.004), m.outcomeShare('station.work', 'queue-full')),
      of('thr', q.throughput, relative(0.01), m.goodRate('station.work')),
    ],
  }
}

/** Queues that refuse: without a waiting room, and with a finite one. */
export const lossCases: readonly VerifyCase[] = [
  lossSystem('Q-ERLB-1', 8, 10, true),
  lossSystem('Q-ERLB-2', 10, 10, false),
  lossSystem('Q-ERLB-5', 3, 2, false),
  slidingWindow('Q-ERLB-SWL', 100, 100),
  finiteQueue('Q-MMCK-1', 9, 10, 1, 10, true),
  finiteQueue('Q-MMCK-2', 12, 10, 1, 20, false),
  finiteQueue('Q-MMCK-6', 20, 10, 1, 5, false),
  finiteQueue('Q-MMCK-C4', 45, 10, 4, 9, true),
  constantServiceWithRoom('Q-MD1K-1', 100, 80, 20),
  constantServiceWithRoom('Q-MD1K-2', 80, 100, 10),
]
