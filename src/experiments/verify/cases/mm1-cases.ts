import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { mm1 } from '../theory/mm1.ts'
import { mm1Lifo } from '../theory/mm1-lifo.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const SOURCE = 'Kleinrock, Queueing Systems vol. 1'
const m = measures()
const { of, relative } = figure

interface Parameters {
  readonly id: string
  /** Per second. */
  readonly arrivalRate: number
  readonly serviceRate: number
  readonly quick: boolean
  /** `io` holds the worker slot; `cpu` computes on the one core of a unit with as many threads as it likes. */
  readonly service: 'io' | 'cpu'
}

function documentText({ arrivalRate, serviceRate, service }: Parameters, accuracy: number, lifo = false): string {
  const run = runLength.ofQueue({ rate: arrivalRate, rho: arrivalRate / serviceRate, accuracy, most: 1.5e7 })
  const law = literal.exponential(1 / serviceRate)
  return scenarioText(
    stationDocument({
      name: 'one-server',
      run,
      arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
      steps: [service === 'io' ? { io: law } : { cpu: law }],
      ...(service === 'cpu' ? { servers: 100_000, unit: { cores: 1, scheduling: 'fcfs' } } : {}),
      ...(lifo ? { unit: { queue: { limit: 'unbounded', discipline: 'lifo' } } } : {}),
    }),
  )
}

function sojourns(parameters: Parameters): VerifyCase {
  const { id, arrivalRate, serviceRate, service, quick } = parameters
  const heavy = arrivalRate / serviceRate >= 0.95
  const mean = heavy ? 0.05 : 0.02
  const tail = heavy ? 0.08 : 0.04
  const q = mm1(arrivalRate, serviceRate)
  const figures: CaseFigure[] = [
    of('L', q.number, relative(mean), m.presentMean('station')),
    of('W', q.meanSojourn, relative(mean), m.latencyMean('station.work')),
    ...[0.5, 0.9, 0.95, 0.99].map((p) =>
      of(quantileName(p), q.sojournQuantile(p), relative(tail), m.latencyQuantile('station.work', p)),
    ),
    of('p999', q.sojournQuantile(0.999), relative(2 * tail), m.latencyQuantile('station.work', 0.999)),
  ]
  const slots: CaseFigure[] = [
    of('rho', q.utilisation, relative(mean), m.busySlots('station')),
    of('Lq', q.waiting, relative(1.5 * mean), m.waitingMean('station')),
    of('Wq', q.meanWait, relative(1.5 * mean), m.waitMean('station')),
  ]
  const cores: CaseFigure[] = [of('rho', q.utilisation, relative(mean), m.cpuUtilisation('station'))]
  return {
    id,
    family: 'M/M/1',
    title: `M/M/1 FCFS, ${arrivalRate}/s at ${serviceRate}/s, service as ${service}`,
    source: SOURCE,
    scenario: documentText(parameters, heavy ? 0.02 : 0.5 * mean),
    quick,
    figures: () => [...(service === 'io' ? slots : cores), ...figures],
  }
}

function marginals(parameters: Parameters): VerifyCase {
  const { id, arrivalRate, serviceRate, quick } = parameters
  const q = mm1(arrivalRate, serviceRate)
  const tight = relative(0.02)
  return {
    id,
    family: 'M/M/1',
    title: `M/M/1 other marginals, ${arrivalRate}/s at ${serviceRate}/s`,
    source: SOURCE,
    scenario: documentText(parameters, 0.015),
    quick,
    figures: () => [
      of('P_N0', 1 - q.atLeast(1), tight, figure.complement(m.presentAtLeast('station', 1))),
      of('P_Nge5', q.atLeast(5), relative(0.04), m.presentAtLeast('station', 5)),
      of('P_Nge10', q.atLeast(10), relative(0.08), m.presentAtLeast('station', 10)),
      of('P_wait0', 1 - q.utilisation, tight, figure.complement(m.waitedShare('station'))),
      of('wait_p90', q.waitQuantile(0.9), relative(0.04), m.waitQuantile('station', 0.9)),
      of('wait_p95', q.waitQuantile(0.95), relative(0.04), m.waitQuantile('station', 0.95)),
      of('wait_p99', q.waitQuantile(0.99), relative(0.06), m.waitQuantile('station', 0.99)),
      of('busy_period_mean', q.busyPeriodMean, tight, m.busyMean('station')),
      of('busy_period_var', q.busyPeriodVariance, relative(0.15), m.busyVariance('station')),
      of('var_N', q.numberVariance, relative(0.1), m.presentVariance('station')),
    ],
  }
}

function lifo(parameters: Parameters): VerifyCase {
  const { id, arrivalRate, serviceRate, quick } = parameters
  const q = mm1Lifo(arrivalRate, serviceRate)
  return {
    id,
    family: 'M/M/1 LIFO',
    title: `M/M/1, last come first served, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Cooper, Introduction to Queueing Theory, 5.15',
    scenario: documentText(parameters, 0.012, true),
    quick,
    figures: () => [
      of('W', q.meanSojourn, relative(0.02), m.latencyMean('station.work')),
      of('P_wait0', 1 - q.waitProbability, relative(0.02), figure.complement(m.waitedShare('station'))),
      of('wait_var', q.waitVariance, relative(0.1), m.waitVariance('station')),
      ...[0.5, 0.9, 0.95, 0.99].map((p) =>
        of(`wait_${quantileName(p)}`, q.waitQuantile(p), relative(0.04), m.waitQuantile('station', p)),
      ),
    ],
  }
}

function quantileName(p: number): string {
  return `p${String(p).slice(2).padEnd(2, '0')}`
}

/** M/M/1: first come first served by slot and by core, the other marginals, and the stack. */
export const mm1Cases: readonly VerifyCase[] = [
  sojourns({ id: 'Q-MM1-1', arrivalRate: 8, serviceRate: 10, quick: true, service: 'io' }),
  sojourns({ id: 'Q-MM1-2', arrivalRate: 50, serviceRate: 100, quick: true, service: 'io' }),
  sojourns({ id: 'Q-MM1-3', arrivalRate: 90, serviceRate: 100, quick: false, service: 'io' }),
  sojourns({ id: 'Q-MM1-R95', arrivalRate: 95, serviceRate: 100, quick: false, service: 'io' }),
  sojourns({ id: 'Q-MM1-CPU', arrivalRate: 700, serviceRate: 1000, quick: true, service: 'cpu' }),
  marginals({ id: 'Q-MM1-7', arrivalRate: 8, serviceRate: 10, quick: true, service: 'io' }),
  lifo({ id: 'Q-LIFO-1', arrivalRate: 7, serviceRate: 10, quick: true, service: 'io' }),
]
