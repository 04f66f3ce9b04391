import { closedLoop } from '../../../src/experiments/verify/theory/closed-loop.ts'
import { feedback } from '../../../src/experiments/verify/theory/feedback.ts'
import { forkJoinQueue } from '../../../src/experiments/verify/theory/fork-join-queue.ts'
import { jackson } from '../../../src/experiments/verify/theory/jackson.ts'
import { laws } from '../../../src/experiments/verify/theory/laws.ts'
import { mm1 } from '../../../src/experiments/verify/theory/mm1.ts'
import { mva } from '../../../src/experiments/verify/theory/mva.ts'
import { orderStatistics } from '../../../src/experiments/verify/theory/order-statistics.ts'
import { tandem } from '../../../src/experiments/verify/theory/tandem.ts'
import type { Figures } from './figures.ts'

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

/** Networks, closed loops and forks, by the ids of the references. */
export function networkFigures(): Record<string, () => Figures> {
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
