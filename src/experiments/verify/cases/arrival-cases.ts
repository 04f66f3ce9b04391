import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { type RunText, runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { batchMg1 } from '../theory/batch-mg1.ts'
import { gapTransforms } from '../theory/gap-transforms.ts'
import { gim1 } from '../theory/gim1.ts'
import { type MmppState, mmpp1 } from '../theory/mmpp1.ts'
import type { VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const m = measures()
const { of, relative } = figure

function text(run: RunText, arrivals: string, serviceRate: number): string {
  return scenarioText(
    stationDocument({ name: 'other-arrivals', run, arrivals, service: literal.exponential(1 / serviceRate) }),
  )
}

interface Renewal {
  readonly id: string
  readonly name: string
  readonly arrivals: string
  readonly gaps: (s: number) => number
  /** Squared coefficient of variation of the gaps. */
  readonly scv: number
  readonly arrivalRate: number
  readonly serviceRate: number
}

function renewal({ id, name, arrivals, gaps, scv, arrivalRate, serviceRate }: Renewal): VerifyCase {
  const rho = arrivalRate / serviceRate
  const run = runLength.ofQueue({ rate: arrivalRate, rho, scv: (scv + 1) / 2, accuracy: 0.02 })
  return {
    id,
    family: 'GI/M/1',
    title: `${name}/M/1 FCFS, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'GI/M/1 root; Kleinrock, Queueing Systems vol. 1',
    scenario: text(run, arrivals, serviceRate),
    quick: true,
    figures: () => {
      const q = gim1(gaps, arrivalRate, serviceRate)
      return [
        of('P_wait', q.waitProbability, relative(0.02), m.waitedShare('station')),
        of('Wq', q.meanWait, relative(0.05), m.waitMean('station')),
        of('W', q.meanSojourn, relative(0.03), m.latencyMean('station.work')),
        of('p50', q.sojournQuantile(0.5), relative(0.03), m.latencyQuantile('station.work', 0.5)),
        of('p95', q.sojournQuantile(0.95), relative(0.04), m.latencyQuantile('station.work', 0.95)),
        of('p99', q.sojournQuantile(0.99), relative(0.06), m.latencyQuantile('station.work', 0.99)),
      ]
    },
  }
}

function batches(id: string, batchRate: number, batch: number, serviceRate: number): VerifyCase {
  const q = batchMg1(batchRate, batch, 1 / serviceRate, 1)
  const rate = batchRate * batch
  const run = runLength.ofQueue({ rate, rho: q.utilisation, scv: (batch + 1) / 2, accuracy: 0.022 })
  return {
    id,
    family: 'M^[b]/M/1',
    title: `Batches of ${batch} at ${batchRate}/s, service ${serviceRate}/s`,
    source: 'Kleinrock, Queueing Systems vol. 1',
    scenario: text(run, `batches(${literal.perSecond(batchRate)}, size=${batch})`, serviceRate),
    quick: true,
    figures: () => [
      of('rho', q.utilisation, relative(0.02), m.busySlots('station')),
      of('L', q.number, relative(0.04), m.presentMean('station')),
      of('Wq', q.meanWait, relative(0.04), m.waitMean('station')),
      of('W', q.meanSojourn, relative(0.04), m.latencyMean('station.work')),
    ],
  }
}

interface Modulated {
  readonly id: string
  readonly title: string
  readonly arrivals: string
  readonly states: readonly MmppState[]
  readonly serviceRate: number
  readonly requests: number
  /** States of the chain. */
  readonly levels: number
}

function modulated({ id, title, arrivals, states, serviceRate, requests, levels }: Modulated): VerifyCase {
  const cycle = states.reduce((sum, state) => sum + state.stay, 0)
  const rate = states.reduce((sum, state) => sum + state.rate * state.stay, 0) / cycle
  return {
    id,
    family: 'MMPP/M/1',
    title,
    source: 'Neuts, Matrix-Geometric Solutions in Stochastic Models, 6.2',
    scenario: text(runLength.ofRequests(requests, rate, 40 * cycle), arrivals, serviceRate),
    quick: true,
    figures: () => {
      const q = mmpp1(states, serviceRate, levels)
      return [
        of('rate', q.arrivalRate, relative(0.03), m.goodRate('station.work')),
        of('P_wait', q.waitProbability, relative(0.03), m.waitedShare('station')),
        of('P_N0', q.idleProbability, relative(0.03), figure.complement(m.presentAtLeast('station', 1))),
        of('L', q.number, relative(0.06), m.presentMean('station')),
        of('W', q.meanSojourn, relative(0.06), m.latencyMean('station.work')),
        of('p50', q.sojournQuantile(0.5), relative(0.06), m.latencyQuantile('station.work', 0.5)),
        of('p95', q.sojournQuantile(0.95), relative(0.08), m.latencyQuantile('station.work', 0.95)),
      ]
    },
  }
}

/** One exponential server, arrivals that are not Poisson. */
export const arrivalCases: readonly VerifyCase[] = [
  renewal({
    id: 'Q-DM1-1',
    name: 'D',
    arrivals: 'constant(8/s)',
    gaps: gapTransforms.constant(8),
    scv: 0,
    arrivalRate: 8,
    serviceRate: 10,
  }),
  renewal({
    id: 'Q-UM1-1',
    name: 'U',
    arrivals: 'uniform(70/s)',
    gaps: gapTransforms.uniform(70),
    scv: 1 / 3,
    arrivalRate: 70,
    serviceRate: 100,
  }),
  renewal({
    id: 'Q-H2M1-1',
    name: 'H2',
    arrivals: 'hyperexp(60/s, cv=2)',
    gaps: gapTransforms.hyperexponential(60, 2),
    scv: 4,
    arrivalRate: 60,
    serviceRate: 100,
  }),
  batches('Q-BATCH-1', 2, 4, 10),
  batches('Q-BATCH-2', 30, 2, 100),
  modulated({
    id: 'Q-MMPP-1',
    title: 'MMPP(2)/M/1: 40/s for 2 s, 120/s for 0.5 s, service 100/s',
    arrivals: 'mmpp(40/s for exp(2s), 120/s for exp(500ms))',
    states: [
      { rate: 40, stay: 2 },
      { rate: 120, stay: 0.5 },
    ],
    serviceRate: 100,
    requests: 3e6,
    levels: 700,
  }),
  modulated({
    id: 'Q-ONOFF-1',
    title: 'On-off/M/1: 100/s for 0.2 s on, 0.3 s off, service 80/s',
    arrivals: 'on-off(100/s, on=exp(200ms), off=exp(300ms))',
    states: [
      { rate: 100, stay: 0.2 },
      { rate: 0, stay: 0.3 },
    ],
    serviceRate: 80,
    requests: 1.5e6,
    levels: 400,
  }),
]
