import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { mm1 } from '../theory/mm1.ts'
import { mmc } from '../theory/mmc.ts'
import type { VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const m = measures()
const { of, relative } = figure

interface Parameters {
  readonly id: string
  /** Per second; of one server for the service rate. */
  readonly arrivalRate: number
  readonly serviceRate: number
  readonly servers: number
  readonly quick: boolean
}

function slots({ id, arrivalRate, serviceRate, servers, quick }: Parameters): VerifyCase {
  const rho = arrivalRate / (servers * serviceRate)
  const loose = rho >= 0.95 ? 2 : 1
  const q = mmc(arrivalRate, serviceRate, servers)
  const run = runLength.ofQueue({ rate: arrivalRate, rho, servers, accuracy: 0.016 * loose, most: 5e6 })
  const mean = relative(0.03 * loose)
  const tail = relative(0.04 * loose)
  return {
    id,
    family: 'M/M/c',
    title: `M/M/c FCFS (Erlang C), ${arrivalRate}/s at ${servers} servers of ${serviceRate}/s`,
    source: 'Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      stationDocument({
        name: 'some-servers',
        run,
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.exponential(1 / serviceRate),
        servers,
      }),
    ),
    quick,
    figures: () => [
      of('rho', q.utilisation, mean, figure.times(1 / servers, m.busySlots('station'))),
      of('C', q.waitProbability, relative(0.02 * loose), m.waitedShare('station')),
      of('Lq', q.waiting, relative(0.05 * loose), m.waitingMean('station')),
      of('Wq', q.meanWait, relative(0.05 * loose), m.waitMean('station')),
      of('W', q.meanSojourn, mean, m.latencyMean('station.work')),
      of('wait_p95', q.waitQuantile(0.95), tail, m.waitQuantile('station', 0.95)),
      of('wait_p99', q.waitQuantile(0.99), relative(0.06 * loose), m.waitQuantile('station', 0.99)),
      of('p50', q.sojournQuantile(0.5), tail, m.latencyQuantile('station.work', 0.5)),
      of('p95', q.sojournQuantile(0.95), tail, m.latencyQuantile('station.work', 0.95)),
      of('p99', q.sojournQuantile(0.99), relative(0.06 * loose), m.latencyQuantile('station.work', 0.99)),
    ],
  }
}

/** The cores of a cpu, first come first served and shared: the same number present, so the same mean. */
function cores({ id, arrivalRate, serviceRate, servers, quick }: Parameters): VerifyCase {
  const rho = arrivalRate / (servers * serviceRate)
  const q = mmc(arrivalRate, serviceRate, servers)
  const [fcfs, ps] = [measures('fcfs'), measures('ps')]
  return {
    id,
    family: 'M/M/c',
    title: `M/M/c on cores, FCFS and shared, ${arrivalRate}/s at ${servers} cores of ${serviceRate}/s`,
    source: 'Kleinrock, Queueing Systems vol. 1; vol. 2, 4.4 (shared cores have the same birth–death chain)',
    scenario: scenarioText(
      stationDocument({
        name: 'some-cores',
        run: runLength.ofQueue({ rate: arrivalRate, rho, servers, accuracy: 0.022 }),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        steps: [{ cpu: literal.exponential(1 / serviceRate) }],
        servers: 100_000,
        unit: { cores: servers, machine: { vcpu: servers, memory: '8GiB', price: '$0.1/h' } },
        variants: {
          fcfs: { deploy: { station: { scheduling: 'fcfs' } } },
          ps: { deploy: { station: { scheduling: 'ps' } } },
        },
      }),
    ),
    quick,
    figures: () => [
      of('fcfs.W', q.meanSojourn, relative(0.03), fcfs.latencyMean('station.work')),
      of('fcfs.p95', q.sojournQuantile(0.95), relative(0.04), fcfs.latencyQuantile('station.work', 0.95)),
      of('fcfs.rho', q.utilisation, relative(0.02), fcfs.cpuUtilisation('station')),
      of('ps.W', q.meanSojourn, relative(0.03), ps.latencyMean('station.work')),
      of('ps.L', q.number, relative(0.03), ps.presentMean('station')),
      of('ps.rho', q.utilisation, relative(0.02), ps.cpuUtilisation('station')),
    ],
  }
}

/** One queue before all servers, against one queue for each and a coin. */
function pooling({ id, arrivalRate, serviceRate, servers, quick }: Parameters): VerifyCase {
  const [pool, split] = [measures('pool'), measures('split')]
  const pooled = mmc(arrivalRate, serviceRate, servers).meanSojourn
  const alone = mm1(arrivalRate / servers, serviceRate).meanSojourn
  const rho = arrivalRate / (servers * serviceRate)
  return {
    id,
    family: 'resource pooling',
    title: `One pool of ${servers} against ${servers} single servers, ${arrivalRate}/s at ${serviceRate}/s each`,
    source: 'Harchol-Balter, Performance Modeling and Design of Computer Systems',
    scenario: scenarioText(
      stationDocument({
        name: 'pool-or-split',
        run: runLength.ofQueue({ rate: arrivalRate, rho, accuracy: 0.03, most: 3e6 }),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.exponential(1 / serviceRate),
        variants: {
          pool: { deploy: { station: { runtime: `threads(${servers})` } } },
          split: { deploy: { station: { runtime: 'threads(1)', instances: servers, balance: 'random' } } },
        },
      }),
    ),
    quick,
    figures: () => [
      of('W_pool', pooled, relative(0.04), pool.latencyMean('station.work')),
      of('W_split', alone, relative(0.04), split.latencyMean('station.work')),
      of(
        'ratio',
        alone / pooled,
        relative(0.04),
        figure.ratio(split.latencyMean('station.work'), pool.latencyMean('station.work')),
      ),
    ],
  }
}

/** M/M/c by worker slots and by cores, and what pooling them gains. */
export const mmcCases: readonly VerifyCase[] = [
  slots({ id: 'Q-MMC-1', arrivalRate: 16, serviceRate: 10, servers: 2, quick: true }),
  slots({ id: 'Q-MMC-2', arrivalRate: 40, serviceRate: 10, servers: 5, quick: true }),
  slots({ id: 'Q-MMC-3', arrivalRate: 90, serviceRate: 10, servers: 10, quick: false }),
  slots({ id: 'Q-MMC-8', arrivalRate: 28.5, serviceRate: 10, servers: 3, quick: false }),
  cores({ id: 'Q-MMC-CPU', arrivalRate: 300, serviceRate: 100, servers: 4, quick: true }),
  pooling({ id: 'Q-MMC-POOL', arrivalRate: 90, serviceRate: 10, servers: 10, quick: false }),
]
