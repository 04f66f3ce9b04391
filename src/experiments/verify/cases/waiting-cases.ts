import { EMPTY_LEVEL, levelMean } from '../../../metrics/level-data.ts'
import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { breakdowns } from '../theory/breakdowns.ts'
import { erlangA } from '../theory/erlang-a.ts'
import { priorities } from '../theory/priorities.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK, stationDocument } from './station.ts'

const m = measures()
const { of, relative, absolute, times } = figure
const OPERATION = 'station.work'

/** Those who wait leave after an exponential time. */
function impatient(
  id: string,
  arrivalRate: number,
  serviceRate: number,
  servers: number,
  impatience: number,
): VerifyCase {
  const q = erlangA(arrivalRate, serviceRate, servers, impatience)
  return {
    id,
    family: 'Erlang A',
    title: `M/M/${servers}+M, ${arrivalRate}/s at ${serviceRate}/s, patience exp(${literal.seconds(1 / impatience)})`,
    source: 'Palm; Garnett, Mandelbaum, Reiman 2002; birth-death',
    scenario: scenarioText(
      stationDocument({
        name: 'erlang-a',
        run: runLength.ofRequests(800_000, arrivalRate, 100 / serviceRate + 10 / impatience),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.exponential(1 / serviceRate),
        servers,
        unit: { queue: { limit: 'unbounded', patience: literal.exponential(1 / impatience) } },
      }),
    ),
    quick: true,
    figures: () => [
      of('P_abandon', q.abandonProbability, absolute(0.004), m.outcomeShare(OPERATION, 'shed')),
      of('P_wait', q.waitProbability, absolute(0.004), m.presentAtLeast('station', servers)),
      of('Lq', q.waiting, relative(0.03), m.waitingMean('station')),
      of('L', q.present, relative(0.03), m.presentMean('station')),
      of('thr', q.throughput, relative(0.01), m.goodRate(OPERATION)),
      of('util', q.utilisation, relative(0.01), times(1 / servers, m.busySlots('station'))),
    ],
  }
}

/** Classes of requests, the first the most important; nobody is interrupted. */
function classes(id: string, arrivalRates: readonly number[], serviceRate: number): VerifyCase {
  const each = priorities(arrivalRates, serviceRate)
  const total = arrivalRates.reduce((sum, rate) => sum + rate, 0)
  const names = arrivalRates.map((_, i) => `class-${i + 1}`)
  const steps: DocumentValue = [{ io: literal.exponential(1 / serviceRate) }]
  return {
    id,
    family: 'priorities',
    title: `M/M/1, classes of ${arrivalRates.join(', ')}/s at ${serviceRate}/s, the first first`,
    source: 'Cobham 1954',
    scenario: scenarioText({
      name: 'priorities',
      run: runLength.ofQueue({ rate: total, rho: total / serviceRate, accuracy: 0.025 }),
      app: { station: { operations: Object.fromEntries(names.map((name) => [name, steps])) } },
      deploy: {
        station: {
          modules: ['station'],
          runtime: 'threads(1)',
          queue: { limit: 'unbounded', discipline: 'priority' },
        },
      },
      network: BARE_NETWORK,
      workload: Object.fromEntries(
        names.map((name, i) => [
          name,
          {
            arrivals: `poisson(${literal.perSecond(arrivalRates[i] ?? 0)})`,
            call: `station.${name}`,
            priorities: { [`station.${name}`]: i },
          },
        ]),
      ),
    }),
    quick: true,
    figures: () => [
      ...each.map(({ meanSojourn }, i) =>
        of(`W${i + 1}`, meanSojourn, relative(0.04), m.latencyMean(`station.${names[i] ?? ''}`)),
      ),
      of(
        'conservation_sum_rho_Wq',
        each.reduce((sum, { meanWait }, i) => sum + ((arrivalRates[i] ?? 0) / serviceRate) * meanWait, 0),
        relative(0.04),
        times(total / serviceRate, m.waitMean('station')),
      ),
    ],
  }
}

/** A server that stands still now and then, and goes on. */
function broken(
  id: string,
  arrivalRate: number,
  serviceRate: number,
  failureRate: number,
  repairRate: number,
): VerifyCase {
  const q = breakdowns(arrivalRate, serviceRate, failureRate, repairRate)
  const flap = {
    on: { min: '0s', mean: literal.seconds(1 / repairRate) },
    off: { min: '0s', mean: literal.seconds(1 / failureRate) },
  }
  return {
    id,
    family: 'breakdowns',
    title: `M/M/1, ${arrivalRate}/s at ${serviceRate}/s, breaks at ${failureRate}/s, repaired at ${repairRate}/s`,
    source: 'White & Christie 1958',
    scenario: scenarioText(
      stationDocument({
        name: 'breakdowns',
        run: runLength.ofRequests(1_500_000, arrivalRate, 30 / failureRate),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        // Computing, which stands still with the server; what it waits for outside would not.
        steps: [{ cpu: literal.exponential(1 / serviceRate) }],
        unit: { cores: 1 },
        faults: [{ pause: 'station', flap }],
      }),
    ),
    quick: false,
    figures: () => [
      of('availability', q.availability, relative(0.02), availability),
      of('W', q.meanSojourn, relative(0.06), m.latencyMean(OPERATION)),
    ],
  }
}

/** Share of the time in which the fault was off. */
const availability: Measure = courseMeasures().each(({ levels }) => {
  const fault = levels.find(({ name }) => name === 'fault')
  return 1 - (levelMean(fault?.data ?? EMPTY_LEVEL) ?? Number.NaN)
})

/** Queues in which requests give up, overtake or stand still. */
export const waitingCases: readonly VerifyCase[] = [
  impatient('Q-ERLA-1', 1.2, 1, 1, 0.5),
  impatient('Q-ERLA-2', 12, 1, 10, 1 / 3),
  classes('Q-PRIO-1', [3, 4], 10),
  classes('Q-PRIO-3', [2, 3, 3], 10),
  broken('Q-BRK-1', 5, 10, 0.1, 0.5),
]
