import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { gapTransforms } from '../theory/gap-transforms.ts'
import { gim1 } from '../theory/gim1.ts'
import { mm1 } from '../theory/mm1.ts'
import { mmc } from '../theory/mmc.ts'
import { powerOfChoices } from '../theory/power-of-choices.ts'
import { shortestQueue } from '../theory/shortest-queue.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const { of, relative, absolute } = figure
const OPERATION = 'station.work'
const m = measures()

interface Balanced {
  readonly servers: number
  /** Load of each server; services have mean 1 s. */
  readonly rho: number
  readonly balance: DocumentValue
  readonly requests: number
  /** Seconds thrown away. */
  readonly warmup: number
  readonly variants?: DocumentValue
}

function text({ servers, rho, balance, requests, warmup, variants }: Balanced): string {
  const rate = servers * rho
  return scenarioText(
    stationDocument({
      name: 'balanced',
      run: runLength.ofRequests(requests, rate, warmup, servers > 100 ? 10 : 20),
      arrivals: `poisson(${literal.perSecond(rate)})`,
      service: literal.exponential(1),
      unit: { instances: servers, balance },
      ...(variants === undefined ? {} : { variants }),
    }),
  )
}

/** Seconds until an M/M/1 of load rho has forgotten its empty start. */
function forgetting(rho: number): number {
  const slowness = 1 - Math.sqrt(rho)
  return 8 / (slowness * slowness)
}

/** Requests until the mean queue of n independent M/M/1 is known to 2 %. */
function enough(rho: number, accuracy: number): number {
  return ((2 * (1 + rho)) / ((1 - rho) * (1 - rho))) * ((1.96 / accuracy) * (1.96 / accuracy))
}

/** Servers in rotation each see Erlang gaps; beside it, a coin and one common queue. */
function rotation(id: string, servers: number, rho: number, quick: boolean): VerifyCase {
  const tolerance = rho >= 0.95 ? 0.06 : 0.03
  const requests = Math.min(6e6, Math.max(2e5, enough(rho, 0.6 * tolerance)))
  const [turn, coin, common] = [measures('turn'), measures('coin'), measures('common')]
  return {
    id,
    family: 'round robin',
    title: `Round robin over ${servers} servers, load ${rho}; random and one queue beside it`,
    source: 'GI/M/1 root; Kleinrock, Queueing Systems vol. 1',
    scenario: text({
      servers,
      rho,
      balance: 'round-robin',
      requests,
      warmup: forgetting(rho),
      variants: {
        turn: { deploy: { station: { balance: 'round-robin' } } },
        coin: { deploy: { station: { balance: 'random' } } },
        common: { deploy: { station: { instances: 1, runtime: `threads(${servers})` } } },
      },
    }),
    quick,
    figures: () => {
      const q = gim1(gapTransforms.erlang(rho, servers), rho, 1)
      return [
        of('W', q.meanSojourn, relative(tolerance), turn.latencyMean(OPERATION)),
        of('p50', q.sojournQuantile(0.5), relative(tolerance), turn.latencyQuantile(OPERATION, 0.5)),
        of('p95', q.sojournQuantile(0.95), relative(1.5 * tolerance), turn.latencyQuantile(OPERATION, 0.95)),
        of('p99', q.sojournQuantile(0.99), relative(2 * tolerance), turn.latencyQuantile(OPERATION, 0.99)),
        of('W_random', mm1(rho, 1).meanSojourn, relative(1.5 * tolerance), coin.latencyMean(OPERATION)),
        of(
          'W_central_queue',
          mmc(servers * rho, 1, servers).meanSojourn,
          relative(tolerance),
          common.latencyMean(OPERATION),
        ),
      ]
    },
  }
}

/** Where the chain of sorted queues is cut: what is left out weighs about 1e-10. */
function longest(servers: number, rho: number): number {
  return Math.ceil(Math.log(1e-10) / (servers * Math.log(rho)))
}

function shortest(
  id: string,
  servers: number,
  choices: number,
  rho: number,
  quick: boolean,
  replacement = false,
): VerifyCase {
  const words = replacement ? `power-of(${choices}, replacement)` : `power-of(${choices})`
  const balance = choices === servers && !replacement ? 'least-outstanding' : words
  return {
    id,
    family: choices === servers && !replacement ? 'JSQ' : 'JSQ(d)',
    title: `${balance} over ${servers} servers, load ${rho}`,
    source: 'Markov chain of the sorted queue lengths',
    scenario: text({
      servers,
      rho,
      balance,
      requests: Math.min(1.5e6, Math.max(2e5, enough(rho, 0.022))),
      warmup: forgetting(rho),
    }),
    quick,
    figures: () => {
      const q = shortestQueue({ servers, choices, rho, replacement }, longest(servers, rho))
      const W = of('W', q.meanSojourn, relative(0.03), m.latencyMean(OPERATION))
      return servers === 2 && !replacement ? [W] : [W, idleFigure(q.meanSojourn, servers, rho)]
    },
  }
}

/** Little's law across the instances: mean number present over arrival rate is the mean sojourn once more. */
function idleFigure(meanSojourn: number, servers: number, rho: number): CaseFigure {
  return of('L', meanSojourn * servers * rho, relative(0.03), m.presentMean('station'))
}

interface MeanField {
  readonly id: string
  readonly rho: number
  readonly servers: number
  readonly requests: number
  /** Seconds thrown away. */
  readonly warmup: number
  readonly choices: readonly number[]
  readonly quick: boolean
}

/** Many servers: the limit of infinitely many is close. */
function meanField({ id, rho, servers, requests, warmup, choices, quick }: MeanField): VerifyCase {
  const variants = Object.fromEntries(
    choices.map((d) => [`d${d}`, { deploy: { station: { balance: d === 1 ? 'random' : `power-of(${d})` } } }]),
  )
  return {
    id,
    family: 'power of d choices',
    title: `Power of ${choices.join(', ')} choices over ${servers} servers, load ${rho}`,
    source: 'Mitzenmacher 2001; Vvedenskaya, Dobrushin & Karpelevich 1996 (limit of many servers)',
    scenario: text({ servers, rho, balance: 'random', requests, warmup, variants }),
    quick,
    figures: () =>
      choices.map((d) =>
        of(`d${d}`, powerOfChoices(rho, d), relative(d === 1 ? 0.03 : 0.02), measures(`d${d}`).latencyMean(OPERATION)),
      ),
  }
}

/** A finite number of servers, against an independent simulation. */
function finite(id: string, rho: number, mean: number, p99: number, interval: number, quick: boolean): VerifyCase {
  const tolerance = relative(0.02 + interval / mean)
  const p: Measure = m.latencyQuantile(OPERATION, 0.99)
  return {
    id,
    family: 'power of d choices',
    title: `Power of 2 choices over 100 servers, load ${rho}`,
    source: `independent simulation of JSQ(2), distinct choices: W ${mean} +- ${interval}; Mitzenmacher 2001, n = 100`,
    scenario: text({ servers: 100, rho, balance: 'power-of(2)', requests: 1e6, warmup: 200 }),
    quick,
    figures: () => [of('W', mean, tolerance, m.latencyMean(OPERATION)), of('p99', p99, relative(0.03), p)],
  }
}

/** Two servers of different weight, each an M/M/1 with its share. */
function weighted(id: string, rate: number, serviceRate: number): VerifyCase {
  const [more, less] = [mm1(rate * 0.75, serviceRate), mm1(rate * 0.25, serviceRate)]
  return {
    id,
    family: 'weighted balancing',
    title: `Weights 3 and 1 over two servers, ${rate}/s at ${serviceRate}/s each`,
    source: 'splitting of Poisson arrivals; M/M/1',
    scenario: scenarioText(
      stationDocument({
        name: 'weighted',
        run: runLength.ofQueue({ rate, rho: more.utilisation, accuracy: 0.02, most: 1.5e6 }),
        arrivals: `poisson(${literal.perSecond(rate)})`,
        service: literal.exponential(1 / serviceRate),
        unit: { instances: 2, balance: 'weighted(3, 1)' },
      }),
    ),
    quick: true,
    figures: () => [
      of('W', 0.75 * more.meanSojourn + 0.25 * less.meanSojourn, relative(0.03), m.latencyMean(OPERATION)),
      of('busy', more.utilisation + less.utilisation, absolute(0.02), m.busySlots('station')),
    ],
  }
}

/** How a caller picks one of several servers. */
export const balancingCases: readonly VerifyCase[] = [
  rotation('LB-RR-2-50', 2, 0.5, true),
  rotation('LB-RR-2-80', 2, 0.8, false),
  rotation('LB-RR-2-95', 2, 0.95, false),
  rotation('LB-RR-10-50', 10, 0.5, false),
  rotation('LB-RR-10-80', 10, 0.8, false),
  rotation('LB-RR-10-95', 10, 0.95, false),
  shortest('LB-JSQ-2-50', 2, 2, 0.5, true),
  shortest('LB-JSQ-2-70', 2, 2, 0.7, false),
  shortest('LB-JSQ-2-80', 2, 2, 0.8, true),
  shortest('LB-JSQD-3-3-80', 3, 3, 0.8, false),
  shortest('LB-JSQD-3-2-80', 3, 2, 0.8, true),
  shortest('LB-JSQD-3-2R-80', 3, 2, 0.8, false, true),
  meanField({ id: 'LB-MF-50', rho: 0.5, servers: 500, requests: 2e5, warmup: 60, choices: [1, 2, 3, 5], quick: true }),
  meanField({
    id: 'LB-MF-70',
    rho: 0.7,
    servers: 500,
    requests: 6e5,
    warmup: 60,
    choices: [1, 2, 3, 5],
    quick: false,
  }),
  meanField({
    id: 'LB-MF-80',
    rho: 0.8,
    servers: 500,
    requests: 1e6,
    warmup: 80,
    choices: [1, 2, 3, 5],
    quick: false,
  }),
  meanField({ id: 'LB-MF-90', rho: 0.9, servers: 500, requests: 3e6, warmup: 150, choices: [2, 3, 5], quick: false }),
  meanField({ id: 'LB-MF-95', rho: 0.95, servers: 500, requests: 3e6, warmup: 250, choices: [2, 3, 5], quick: false }),
  meanField({
    id: 'LB-MF-99',
    rho: 0.99,
    servers: 1000,
    requests: 45e6,
    warmup: 700,
    choices: [2, 3, 5],
    quick: false,
  }),
  finite('LB-SIM-100-d2-50', 0.5, 1.267646, 5.59, 0.00019, true),
  finite('LB-SIM-100-d2-80', 0.8, 1.958145, 7.43, 0.001048, false),
  finite('LB-SIM-100-d2-90', 0.9, 2.645315, 8.92, 0.001628, false),
  weighted('LB-WEIGHT-1', 9, 10),
]
