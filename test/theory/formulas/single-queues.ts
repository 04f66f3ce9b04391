import { batchMg1 } from '../../../src/experiments/verify/theory/batch-mg1.ts'
import { bulkService } from '../../../src/experiments/verify/theory/bulk-service.ts'
import { erlangB } from '../../../src/experiments/verify/theory/erlang-b.ts'
import { gapTransforms } from '../../../src/experiments/verify/theory/gap-transforms.ts'
import { gim1 } from '../../../src/experiments/verify/theory/gim1.ts'
import { laws } from '../../../src/experiments/verify/theory/laws.ts'
import { md1k } from '../../../src/experiments/verify/theory/md1k.ts'
import { mdc } from '../../../src/experiments/verify/theory/mdc.ts'
import { mg1 } from '../../../src/experiments/verify/theory/mg1.ts'
import { mginf } from '../../../src/experiments/verify/theory/mginf.ts'
import { mh2c } from '../../../src/experiments/verify/theory/mh2c.ts'
import { mm1 } from '../../../src/experiments/verify/theory/mm1.ts'
import { mmc } from '../../../src/experiments/verify/theory/mmc.ts'
import { mmck } from '../../../src/experiments/verify/theory/mmck.ts'
import { ps } from '../../../src/experiments/verify/theory/ps.ts'
import { queueTimeout } from '../../../src/experiments/verify/theory/queue-timeout.ts'
import { sojournDeadline } from '../../../src/experiments/verify/theory/sojourn-deadline.ts'
import { vacationWait } from '../../../src/experiments/verify/theory/vacations.ts'
import type { Figures } from './figures.ts'

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

const h2 = laws.hyperexponential(0.01, 4)

/** Queues with one station, by the ids of the references. */
export function singleQueueFigures(): Record<string, () => Figures> {
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
    'Q-BULK-1': () => {
      const q = bulkService(30, 10, 5)
      return { P_idle: q.idle, Lq: q.waiting, Wq: q.wait, W: q.response, mean_batch: q.batch }
    },
    'Q-VAC-1': () => {
      const wait = vacationWait(5, 10, { mean: 1, square: 1 })
      return { Wq: wait, W: wait + 0.1 }
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
