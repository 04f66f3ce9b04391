import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import type { Law } from '../theory/law.ts'
import { laws } from '../theory/laws.ts'
import { mdc } from '../theory/mdc.ts'
import { mg1 } from '../theory/mg1.ts'
import { mh2c } from '../theory/mh2c.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const m = measures()
const { of, relative } = figure

function text(rate: number, rho: number, scv: number, servers: number, service: string, accuracy: number): string {
  return scenarioText(
    stationDocument({
      name: 'general-service',
      run: runLength.ofQueue({ rate, rho, scv: (1 + scv) / 2, servers, accuracy, most: 4e6 }),
      arrivals: `poisson(${literal.perSecond(rate)})`,
      service,
      servers,
    }),
  )
}

function constantService(
  id: string,
  arrivalRate: number,
  service: number,
  servers: number,
  quick: boolean,
): VerifyCase {
  const rho = (arrivalRate * service) / servers
  const single = (): CaseFigure[] => {
    const q = mdc(arrivalRate, service, servers)
    const waits = [0.5, 0.9, 0.95, 0.99].filter((p) => q.waitQuantile(p) > 0)
    return [
      of('rho', q.utilisation, relative(0.02), figure.times(1 / servers, m.busySlots('station'))),
      of('Wq', q.meanWait, relative(0.03), m.waitMean('station')),
      of('W', q.meanSojourn, relative(0.02), m.latencyMean('station.work')),
      of('Lq', q.waiting, relative(0.03), m.waitingMean('station')),
      of('P_wait', q.waitProbability, relative(0.02), m.waitedShare('station')),
      ...waits.map((p) => of(`wait_p${p * 100}`, q.waitQuantile(p), relative(0.04), m.waitQuantile('station', p))),
    ]
  }
  return {
    id,
    family: servers === 1 ? 'M/D/1' : 'M/D/c',
    title: `M/D/${servers} FCFS, ${arrivalRate}/s, ${service} s each`,
    source: 'Erlang 1909; Crommelin 1932; Franx 2001 (wait law)',
    scenario: text(arrivalRate, rho, 0, servers, literal.constant(service), 0.012),
    quick,
    figures: single,
  }
}

interface GeneralService {
  readonly id: string
  readonly arrivalRate: number
  /** Seconds. */
  readonly mean: number
  readonly tolerance: number
  readonly quick: boolean
}

function hyperexponentialService(parameters: GeneralService & { readonly scv: number }): VerifyCase {
  const { id, arrivalRate, mean, scv, tolerance, quick } = parameters
  return {
    id,
    family: 'M/G/1',
    title: `M/H2/1 FCFS, ${arrivalRate}/s, mean ${mean} s, scv ${scv} (balanced means)`,
    source: 'Pollaczek–Khinchine; Panjer recursion for the law',
    scenario: text(arrivalRate, arrivalRate * mean, scv, 1, literal.hyperexponential(mean, scv), 0.4 * tolerance),
    quick,
    figures: () => sojournFigures(mg1(arrivalRate, laws.hyperexponential(mean, scv)), tolerance),
  }
}

function lognormalService(parameters: GeneralService & { readonly sigma: number }): VerifyCase {
  const { id, arrivalRate, mean, sigma, tolerance, quick } = parameters
  const scv = Math.expm1(sigma * sigma)
  return {
    id,
    family: 'M/G/1',
    title: `M/G/1 FCFS, ${arrivalRate}/s, lognormal mean ${mean} s, sigma ${sigma}`,
    source: 'Pollaczek–Khinchine; Panjer recursion for the law',
    scenario: text(arrivalRate, arrivalRate * mean, scv, 1, literal.lognormal(mean, sigma), 0.4 * tolerance),
    quick,
    figures: () => sojournFigures(mg1(arrivalRate, laws.lognormal(mean, sigma)), tolerance),
  }
}

function sojournFigures(q: ReturnType<typeof mg1>, tolerance: number): CaseFigure[] {
  return [
    of('rho', q.utilisation, relative(tolerance), m.busySlots('station')),
    of('Wq', q.meanWait, relative(1.5 * tolerance), m.waitMean('station')),
    of('W', q.meanSojourn, relative(tolerance), m.latencyMean('station.work')),
    of('L', q.number, relative(tolerance), m.presentMean('station')),
    of('p50', q.sojournQuantile(0.5), relative(tolerance), m.latencyQuantile('station.work', 0.5)),
    of('p95', q.sojournQuantile(0.95), relative(1.5 * tolerance), m.latencyQuantile('station.work', 0.95)),
    of('p99', q.sojournQuantile(0.99), relative(1.5 * tolerance), m.latencyQuantile('station.work', 0.99)),
  ]
}

function hyperexponentialServers(
  id: string,
  arrivalRate: number,
  mean: number,
  scv: number,
  servers: number,
): VerifyCase {
  const q = mh2c(arrivalRate, laws.hyperexponential(mean, scv), servers)
  const scenario = text(arrivalRate, q.utilisation, scv, servers, literal.hyperexponential(mean, scv), 0.02)
  return {
    id,
    family: 'M/H2/c',
    title: `M/H2/${servers} FCFS, ${arrivalRate}/s, mean ${mean} s, scv ${scv}`,
    source: 'Markov chain (block elimination)',
    scenario,
    quick: true,
    figures: () => [
      of('rho', q.utilisation, relative(0.02), figure.times(1 / servers, m.busySlots('station'))),
      of('P_wait', q.waitProbability, relative(0.03), m.waitedShare('station')),
      of('Lq', q.waiting, relative(0.05), m.waitingMean('station')),
      of('Wq', q.meanWait, relative(0.05), m.waitMean('station')),
      of('W', q.meanSojourn, relative(0.05), m.latencyMean('station.work')),
    ],
  }
}

interface NamedLaw {
  /** In the scenario language. */
  readonly text: string
  /** Seconds. */
  readonly mean: number
  readonly scv: number
}

/** The mean wait depends on mean and variance alone: one variant for each law of the language that has both. */
function allLaws(id: string, rho: number, named: Readonly<Record<string, NamedLaw>>): VerifyCase {
  const rate = 100
  const slowest = Math.max(...Object.values(named).map((law) => law.scv))
  const work = (io: string) => ({ app: { station: { operations: { work: [{ io }] } } } })
  return {
    id,
    family: 'M/G/1',
    title: `M/G/1 FCFS, ${rate}/s, load ${rho}: every kind of service law`,
    source: 'Pollaczek–Khinchine; Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      stationDocument({
        name: 'every-law',
        run: runLength.ofQueue({ rate, rho, scv: (1 + slowest) / 2, accuracy: 0.02, most: 1e6 }),
        arrivals: `poisson(${literal.perSecond(rate)})`,
        service: literal.exponential(rho / rate),
        variants: Object.fromEntries(Object.entries(named).map(([name, law]) => [name, work(law.text)])),
      }),
    ),
    quick: false,
    figures: () =>
      Object.entries(named).flatMap(([name, { mean, scv }]) => {
        const load = rate * mean
        const wait = (load * mean * (1 + scv)) / (2 * (1 - load))
        return [
          of(`${name}.rho`, load, relative(0.02), measures(name).busySlots('station')),
          of(`${name}.W`, wait + mean, relative(0.03), measures(name).latencyMean('station.work')),
        ]
      }),
  }
}

/** Mean and squared coefficient of variation of a law of our own, in seconds from milliseconds. */
function fromMs(text: string, { mean, scv }: Law): NamedLaw {
  return { text, mean: mean / 1000, scv }
}

const SIX_MS: Readonly<Record<string, NamedLaw>> = {
  erlang: { text: 'erlang(4, 6ms)', mean: 0.006, scv: 1 / 4 },
  gamma: { text: 'gamma(mean=6ms, cv=1.5)', mean: 0.006, scv: 2.25 },
  // Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 - 1 at shape 2 is 4 / pi - 1.
  weibull: { text: 'weibull(shape=2, mean=6ms)', mean: 0.006, scv: 4 / Math.PI - 1 },
  // Five standard deviations from 0: the cut there weighs nothing.
  normal: { text: 'normal(mean=6ms, sd=1.2ms)', mean: 0.006, scv: 0.04 },
  uniform: fromMs('uniform(2ms, 10ms)', laws.uniform(2, 10)),
  pareto: fromMs('pareto(min=3ms, shape=2.5, max=100ms)', laws.boundedPareto(3, 100, 2.5)),
  empirical: { text: 'empirical(2ms*3, 10ms*1, 16ms*1)', mean: 0.0064, scv: 73.6 / 40.96 - 1 },
  mixture: fromMs(
    'mixture(80%: exp(3ms), 20%: uniform(10ms, 26ms))',
    laws.mixture([
      { share: 80, law: laws.exponential(3) },
      { share: 20, law: laws.uniform(10, 26) },
    ]),
  ),
  lognormal: fromMs('lognormal(mean=6ms, cv=1)', laws.lognormal(6, Math.sqrt(Math.log(2)))),
}

/** Poisson arrivals, first come first served, services that are not exponential. */
export const generalServiceCases: readonly VerifyCase[] = [
  constantService('Q-MD1-1', 0.8, 1, 1, true),
  constantService('Q-MD1-2', 0.5, 1, 1, true),
  constantService('Q-MDC-1', 1.6, 1, 2, true),
  constantService('Q-MDC-C8', 7.2, 1, 8, false),
  hyperexponentialService({ id: 'Q-MG1H2-1', arrivalRate: 70, mean: 0.01, scv: 4, tolerance: 0.04, quick: true }),
  lognormalService({ id: 'Q-MG1LN-1', arrivalRate: 70, mean: 0.01, sigma: 1, tolerance: 0.04, quick: true }),
  lognormalService({ id: 'Q-MG1LN-5', arrivalRate: 35, mean: 0.02, sigma: 0.5, tolerance: 0.03, quick: true }),
  allLaws('Q-MG1-LAWS', 0.6, SIX_MS),
  hyperexponentialServers('Q-MH2C-1', 160, 0.01, 4, 2),
]
