import { availability } from '../../src/experiments/verify/theory/availability.ts'
import { batchMg1 } from '../../src/experiments/verify/theory/batch-mg1.ts'
import { closedLoop } from '../../src/experiments/verify/theory/closed-loop.ts'
import { erlangB } from '../../src/experiments/verify/theory/erlang-b.ts'
import { feedback } from '../../src/experiments/verify/theory/feedback.ts'
import { forkJoinQueue } from '../../src/experiments/verify/theory/fork-join-queue.ts'
import { gapTransforms } from '../../src/experiments/verify/theory/gap-transforms.ts'
import { gim1 } from '../../src/experiments/verify/theory/gim1.ts'
import { jackson } from '../../src/experiments/verify/theory/jackson.ts'
import { laws } from '../../src/experiments/verify/theory/laws.ts'
import { md1k } from '../../src/experiments/verify/theory/md1k.ts'
import { mdc } from '../../src/experiments/verify/theory/mdc.ts'
import { mg1 } from '../../src/experiments/verify/theory/mg1.ts'
import { mginf } from '../../src/experiments/verify/theory/mginf.ts'
import { mh2c } from '../../src/experiments/verify/theory/mh2c.ts'
import { mm1 } from '../../src/experiments/verify/theory/mm1.ts'
import { mmc } from '../../src/experiments/verify/theory/mmc.ts'
import { mmck } from '../../src/experiments/verify/theory/mmck.ts'
import { mva } from '../../src/experiments/verify/theory/mva.ts'
import { networkArithmetic } from '../../src/experiments/verify/theory/network-arithmetic.ts'
import { orderStatistics } from '../../src/experiments/verify/theory/order-statistics.ts'
import { powerOfChoices } from '../../src/experiments/verify/theory/power-of-choices.ts'
import { ps } from '../../src/experiments/verify/theory/ps.ts'
import { queueTimeout } from '../../src/experiments/verify/theory/queue-timeout.ts'
import { shortestQueue } from '../../src/experiments/verify/theory/shortest-queue.ts'
import { sojournDeadline } from '../../src/experiments/verify/theory/sojourn-deadline.ts'
import { tandem } from '../../src/experiments/verify/theory/tandem.ts'

type Figures = Readonly<Record<string, number>>

function mm1Figures(arrivalRate: number, serviceRate: number): Figures {
  const q = mm1(arrivalRate, serviceRate)
  return {
    rho: q.utilisation,
    L: q.number,
    Lq: q.waiting,
    W: q.meanSojourn,
    Wq: q.meanWait,
    p50: q.sojournQuantile(0.5),
    p90: q.sojournQuantile(0.9),
    p95: q.sojournQuantile(0.95),
    p99: q.sojournQuantile(0.99),
    p999: q.sojournQuantile(0.999),
  }
}

function mm1Marginals(arrivalRate: number, serviceRate: number): Figures {
  const q = mm1(arrivalRate, serviceRate)
  return {
    P_N0: 1 - q.atLeast(1),
    P_Nge5: q.atLeast(5),
    P_Nge10: q.atLeast(10),
    P_wait0: 1 - q.utilisation,
    wait_p90: q.waitQuantile(0.9),
    wait_p95: q.waitQuantile(0.95),
    wait_p99: q.waitQuantile(0.99),
    busy_period_mean: q.busyPeriodMean,
    busy_period_var: q.busyPeriodVariance,
    var_N: q.numberVariance,
  }
}

function mmcFigures(arrivalRate: number, serviceRate: number, servers: number): Figures {
  const q = mmc(arrivalRate, serviceRate, servers)
  return {
    rho: q.utilisation,
    C: q.waitProbability,
    Lq: q.waiting,
    Wq: q.meanWait,
    W: q.meanSojourn,
    wait_p95: q.waitQuantile(0.95),
    wait_p99: q.waitQuantile(0.99),
    p50: q.sojournQuantile(0.5),
    p95: q.sojournQuantile(0.95),
    p99: q.sojournQuantile(0.99),
  }
}

function lossFigures(offered: number, servers: number): Figures {
  const { blocking, carried } = erlangB(offered, servers)
  return { B: blocking, carried }
}

function mmckFigures(arrivalRate: number, serviceRate: number, servers: number, capacity: number): Figures {
  const q = mmck(arrivalRate, serviceRate, servers, capacity)
  return {
    block: q.blocking,
    thr: q.throughput,
    L: q.number,
    Lq: q.waiting,
    W: q.meanSojourn,
    Wq: q.meanWait,
    util: q.utilisation,
    P0: q.probabilities[0] ?? Number.NaN,
  }
}

function md1Figures(arrivalRate: number): Figures {
  const q = mdc(arrivalRate, 1, 1)
  return {
    rho: q.utilisation,
    Wq: q.meanWait,
    W: q.meanSojourn,
    Lq: q.waiting,
    P_wait0: q.waitCdf(0),
    wait_p50: q.waitQuantile(0.5),
    wait_p90: q.waitQuantile(0.9),
    wait_p95: q.waitQuantile(0.95),
    wait_p99: q.waitQuantile(0.99),
  }
}

function mg1Figures(arrivalRate: number, law: Parameters<typeof mg1>[1]): Figures {
  const q = mg1(arrivalRate, law)
  return {
    rho: q.utilisation,
    scv: law.scv,
    Wq: q.meanWait,
    W: q.meanSojourn,
    L: q.number,
    p50: q.sojournQuantile(0.5),
    p95: q.sojournQuantile(0.95),
    p99: q.sojournQuantile(0.99),
  }
}

function closedFigures(users: number, think: number, service: number, servers = 1): Figures {
  const q = closedLoop(users, think, service, servers)
  return {
    X: q.throughput,
    R: q.meanResponse,
    util: q.utilisation,
    N_star: q.saturation,
    asymptote_X: q.throughputBound,
    asymptote_R: q.responseBound,
    L: q.number,
  }
}

function forkFigures(mean: number, need: number, among: number): Figures {
  const kth = orderStatistics.kthOf(laws.exponential(mean), need, among)
  return {
    mean_ms: orderStatistics.exponentialMean(mean, need, among),
    p50_ms: kth.quantile(0.5),
    p95_ms: kth.quantile(0.95),
    p99_ms: kth.quantile(0.99),
    p999_ms: kth.quantile(0.999),
  }
}

function rotationFigures(servers: number, rho: number): Figures {
  const q = gim1(gapTransforms.erlang(rho, servers), rho, 1)
  return {
    W: q.meanSojourn,
    p50: q.sojournQuantile(0.5),
    p95: q.sojournQuantile(0.95),
    p99: q.sojournQuantile(0.99),
    W_random: mm1(rho, 1).meanSojourn,
    W_central_queue: mmc(servers * rho, 1, servers).meanSojourn,
  }
}

function pairFigures(rho: number): Figures {
  const { meanSojourn } = shortestQueue({ servers: 2, choices: 2, rho, replacement: false }, 80)
  return {
    W: meanSojourn,
    W_RR: gim1(gapTransforms.erlang(rho, 2), rho, 1).meanSojourn,
    W_random: mm1(rho, 1).meanSojourn,
    W_MM2: mmc(2 * rho, 1, 2).meanSojourn,
  }
}

function choicesFigures(servers: number, choices: number, rho: number): Figures {
  const q = shortestQueue({ servers, choices, rho, replacement: false }, 32)
  return {
    W: q.meanSojourn,
    W_random: mm1(rho, 1).meanSojourn,
    W_central_queue: mmc(servers * rho, 1, servers).meanSojourn,
    P_some_server_idle: q.someIdleProbability,
  }
}

function meanFieldFigures(rho: number): Figures {
  return Object.fromEntries([1, 2, 3, 5].map((d) => [`d${d}`, powerOfChoices(rho, d)]))
}

function maximumFigures(law: Parameters<typeof mg1>[1], among: number, ps: readonly number[]): Figures {
  const maximum = orderStatistics.kthOf(law, among, among)
  return Object.fromEntries(ps.map((p) => [`p${String(p).slice(2).padEnd(2, '0')}`, maximum.quantile(p)]))
}

const h2 = laws.hyperexponential(0.01, 4)
const leaf = laws.mixture([
  { share: 99, law: laws.uniform(5, 15) },
  { share: 1, law: laws.uniform(1000, 1500) },
])
const twoSpeeds = laws.mixture([
  { share: 95, law: laws.exponential(5) },
  { share: 5, law: laws.exponential(100) },
])
const lognormalLeaf = laws.lognormal(10 * Math.exp(0.5), 1)

function networkFigures(): Record<string, () => Figures> {
  return {
    'Q-TAN-1': () => tandemFigures(8, [10, 12]),
    'Q-TAN-3': () => tandemFigures(50, [100, 100, 100, 100, 100]),
    'Q-FB-1': () => {
      const q = feedback(6, 10, 0.25)
      return {
        lam_eff: q.effectiveRate,
        rho: q.utilisation,
        L: q.number,
        W: q.meanSojourn,
        W_per_pass: q.meanSojournOfPass,
        mean_passes: q.meanPasses,
      }
    },
    'Q-JACK-1': () => {
      const q = jackson([
        { external: 10, serviceRate: 20, servers: 1, routing: [0, 0.6, 0.3] },
        { external: 0, serviceRate: 15, servers: 1, routing: [0.2, 0, 0.3] },
        { external: 0, serviceRate: 12, servers: 1, routing: [0, 0, 0] },
      ])
      const [lamA = 0, lamB = 0, lamC = 0] = q.arrivalRates
      const [W_A = 0, W_B = 0, W_C = 0] = q.meanSojourns
      return { lamA, lamB, lamC, W_A, W_B, W_C, L_total: q.number, W_end_to_end: q.meanEndToEnd }
    },
    'Q-CLOSED-1': () => closedFigures(20, 1, 0.05),
    'Q-CLOSED-2': () => closedFigures(10, 1, 0.05),
    'Q-CLOSEDC-1': () => closedFigures(100, 1, 0.1, 8),
    'Q-MVA-1': () => {
      const stations = [0.05, 0.08, 0.03].map((demand) => ({ demand, servers: 1 }))
      const q = mva(30, 2, stations)
      const [R1 = 0, R2 = 0, R3 = 0] = q.stationResponses
      return { X: q.throughput, R_total: q.meanResponse, util_max: Math.max(...q.utilisations), R1, R2, R3 }
    },
    'Q-FJ-2': () => forkFigures(10, 2, 2),
    'Q-FJ-10': () => forkFigures(10, 10, 10),
    'Q-KOFN-2-3': () => forkFigures(10, 2, 3),
    'Q-KOFN-3-5': () => forkFigures(10, 3, 5),
    'Q-FJQ-1': () => ({ T: forkJoinQueue.two(5, 10), T_single: mm1(5, 10).meanSojourn }),
    'Q-FJQ-4': () => ({ nelson_tantawi_approx: forkJoinQueue.nelsonTantawi(5, 5, 10) }),
  }
}

function tandemFigures(arrivalRate: number, serviceRates: readonly number[]): Figures {
  const q = tandem(arrivalRate, serviceRates)
  return {
    W: q.meanSojourn,
    p50: q.sojournQuantile(0.5),
    p95: q.sojournQuantile(0.95),
    p99: q.sojournQuantile(0.99),
    sum_of_p99: q.sumOfQuantiles(0.99),
  }
}

function balancingFigures(): Record<string, () => Figures> {
  return {
    'LB-RR-2-50': () => rotationFigures(2, 0.5),
    'LB-RR-2-80': () => rotationFigures(2, 0.8),
    'LB-RR-2-95': () => rotationFigures(2, 0.95),
    'LB-RR-10-50': () => rotationFigures(10, 0.5),
    'LB-RR-10-80': () => rotationFigures(10, 0.8),
    'LB-RR-10-95': () => rotationFigures(10, 0.95),
    'LB-JSQ-2-50': () => pairFigures(0.5),
    'LB-JSQ-2-70': () => pairFigures(0.7),
    'LB-JSQ-2-80': () => pairFigures(0.8),
    'LB-JSQD-3-3-80': () => choicesFigures(3, 3, 0.8),
    'LB-JSQD-3-2-80': () => choicesFigures(3, 2, 0.8),
    'LB-MF-50': () => meanFieldFigures(0.5),
    'LB-MF-70': () => meanFieldFigures(0.7),
    'LB-MF-80': () => meanFieldFigures(0.8),
    'LB-MF-90': () => meanFieldFigures(0.9),
    'LB-MF-95': () => meanFieldFigures(0.95),
    'LB-MF-99': () => meanFieldFigures(0.99),
    'LB-SIM-100-d2-50': () => ({ mean_field_d2: powerOfChoices(0.5, 2) }),
    'LB-SIM-100-d2-80': () => ({ mean_field_d2: powerOfChoices(0.8, 2) }),
    'LB-SIM-100-d2-90': () => ({ mean_field_d2: powerOfChoices(0.9, 2) }),
  }
}

function tailFigures(): Record<string, () => Figures> {
  return {
    'T-FAN-1': () => ({ P_slow: orderStatistics.anySlow(0.01, 1) }),
    'T-FAN-2': () => ({ P_slow: orderStatistics.anySlow(0.01, 10) }),
    'T-FAN-3': () => ({ P_slow: orderStatistics.anySlow(0.01, 100) }),
    'T-FAN-5': () => ({ P_slow: orderStatistics.anySlow(0.0001, 2000) }),
    'T-LEAF-1': () => maximumFigures(leaf, 1, [0.5, 0.9, 0.99, 0.999]),
    'T-LEAF-10': () => maximumFigures(leaf, 10, [0.5, 0.9, 0.99, 0.999]),
    'T-LEAF-100': () => maximumFigures(leaf, 100, [0.5, 0.9, 0.99, 0.999]),
    'T-LN-1': () => maximumFigures(lognormalLeaf, 1, [0.5, 0.95, 0.99, 0.999]),
    'T-LN-50': () => maximumFigures(lognormalLeaf, 50, [0.5, 0.95, 0.99, 0.999]),
    'T-HX-1': () => maximumFigures(twoSpeeds, 1, [0.5, 0.99, 0.999]),
    'T-AVAIL-1': () => Object.fromEntries([5, 10, 30, 100].map((n) => [`n${n}`, availability.series(0.999, n)])),
    'T-AVAIL-2': () => Object.fromEntries([1, 2, 3].map((k) => [`k${k}`, availability.parallel(0.99, k)])),
    'N-GEO-1': () => {
      const roundTrips = [14.7, 64.27, 69.6, 149.38]
      return {
        commit_ms: orderStatistics.kthOfConstants(roundTrips, 2),
        all_ack_ms: orderStatistics.kthOfConstants(roundTrips, 4),
      }
    },
    'N-GEO-3': () => ({
      sequential_ms: networkArithmetic.sequence(8, 69.64, 5),
      batched_ms: networkArithmetic.batched(8, 69.64, 5),
    }),
    'N-TCP-1': () => ({
      cold_ms: networkArithmetic.coldCall(70, true),
      warm_ms: networkArithmetic.meanCall(70, true, 1),
      mean_r_0_9: networkArithmetic.meanCall(70, true, 0.9),
    }),
  }
}

function singleQueueFigures(): Record<string, () => Figures> {
  return {
    'Q-MM1-1': () => mm1Figures(8, 10),
    'Q-MM1-2': () => mm1Figures(50, 100),
    'Q-MM1-3': () => mm1Figures(90, 100),
    'Q-MM1-7': () => mm1Marginals(8, 10),
    'Q-MMC-1': () => mmcFigures(16, 10, 2),
    'Q-MMC-2': () => mmcFigures(40, 10, 5),
    'Q-MMC-3': () => mmcFigures(90, 10, 10),
    'Q-MMC-8': () => mmcFigures(28.5, 10, 3),
    'Q-MMC-POOL': () => {
      const [pool, split] = [mmc(90, 10, 10).meanSojourn, mm1(9, 10).meanSojourn]
      return { W_pool: pool, W_split: split, ratio: split / pool }
    },
    'Q-ERLB-1': () => lossFigures(8, 10),
    'Q-ERLB-2': () => lossFigures(10, 10),
    'Q-ERLB-5': () => lossFigures(3, 2),
    'C-SWL-1': () => {
      const { blocking } = erlangB(100, 100)
      return { P_accept: 1 - blocking, thr: 100 * (1 - blocking) }
    },
    'C-TB-1': () => bucketFigures(100, 80, 20),
    'C-TB-2': () => bucketFigures(80, 100, 10),
    'Q-MMCK-1': () => mmckFigures(9, 10, 1, 10),
    'Q-MMCK-2': () => mmckFigures(12, 10, 1, 20),
    'Q-MMCK-6': () => mmckFigures(20, 10, 1, 5),
    'Q-MD1-1': () => md1Figures(0.8),
    'Q-MD1-2': () => md1Figures(0.5),
    'D-MQ-1': () => {
      const q = mdc(4 / 60, 12, 1)
      return { rho: q.utilisation, wait_min: q.meanWait, land_time_min: q.meanSojourn }
    },
    'Q-MDC-1': () => {
      const q = mdc(1.6, 1, 2)
      return { rho: q.utilisation, Lq: q.waiting, Wq: q.meanWait, W: q.meanSojourn, P_all_busy: q.waitProbability }
    },
    'Q-MG1H2-1': () => mg1Figures(70, h2),
    'Q-MG1LN-1': () => mg1Figures(70, laws.lognormal(0.01, 1)),
    'Q-MG1LN-5': () => mg1Figures(35, laws.lognormal(0.02, 0.5)),
    'Q-MH2C-1': () => {
      const q = mh2c(160, h2, 2)
      return { rho: q.utilisation, P_wait: q.waitProbability, Lq: q.waiting, Wq: q.meanWait, W: q.meanSojourn }
    },
    ...singleQueueOthers(),
  }
}

function bucketFigures(arrivalRate: number, refill: number, burst: number): Figures {
  const { blocking, throughput } = md1k(arrivalRate, 1 / refill, burst)
  return { P_accept: 1 - blocking, P_drop: blocking, thr: throughput }
}

function singleQueueOthers(): Record<string, () => Figures> {
  return {
    'Q-DM1-1': () => {
      const q = gim1(gapTransforms.constant(8), 8, 10)
      const [p50, p95, p99] = [q.sojournQuantile(0.5), q.sojournQuantile(0.95), q.sojournQuantile(0.99)]
      return {
        sigma: q.waitProbability,
        P_wait: q.waitProbability,
        Wq: q.meanWait,
        W: q.meanSojourn,
        p50,
        p95,
        p99,
      }
    },
    'Q-PS-1': () => {
      const q = ps(80, 0.01)
      return {
        W: q.meanSojourn,
        slowdown: q.slowdown,
        P_N0: 1 - q.atLeast(1),
        P_Nge5: q.atLeast(5),
        FCFS_W_H2scv10: mg1(80, laws.hyperexponential(0.01, 10)).meanSojourn,
        FCFS_W_det: mg1(80, laws.constant(0.01)).meanSojourn,
      }
    },
    'Q-TOQ-1': () => {
      const q = queueTimeout(8, 10, 1, 0.5)
      return { P0: q.idleProbability, P_timeout: q.timeoutProbability, thr: q.throughput }
    },
    'Q-TOS-1': () => {
      const q = sojournDeadline.cancelled(8, 10, 0.5)
      return { P0: q.idleProbability, P_timeout: q.timeoutProbability, thr: q.throughput, util: q.utilisation }
    },
    'Q-TONC-1': () => {
      const q = sojournDeadline.abandoned(8, 10, 1)
      return {
        P_timeout: q.timeoutProbability,
        goodput: q.throughput,
        util: q.utilisation,
        W_server: mm1(8, 10).meanSojourn,
        mean_client_latency_of_successes: q.meanLatency,
      }
    },
    'Q-BATCH-1': () => {
      const q = batchMg1(2, 4, 0.1, 1)
      return { rho: q.utilisation, L: q.number, W: q.meanSojourn }
    },
    'Q-MMINF-1': () => {
      const q = mginf(100, 0.35)
      const [p50, p95, p99, p9999] = [q.quantile(0.5), q.quantile(0.95), q.quantile(0.99), q.quantile(0.9999)]
      return { mean: q.mean, var: q.variance, p50, p95, p99, p9999 }
    },
  }
}

/** What our formulas say for the parameters of each reference case, by id. */
export const formulas: Readonly<Record<string, () => Figures>> = {
  ...singleQueueFigures(),
  ...networkFigures(),
  ...balancingFigures(),
  ...tailFigures(),
}
