import { availability } from '../../../src/experiments/verify/theory/availability.ts'
import { laws } from '../../../src/experiments/verify/theory/laws.ts'
import type { mg1 } from '../../../src/experiments/verify/theory/mg1.ts'
import { networkArithmetic } from '../../../src/experiments/verify/theory/network-arithmetic.ts'
import { orderStatistics } from '../../../src/experiments/verify/theory/order-statistics.ts'
import type { Figures } from './figures.ts'

function maximumFigures(law: Parameters<typeof mg1>[1], among: number, ps: readonly number[]): Figures {
  const maximum = orderStatistics.kthOf(law, among, among)
  return Object.fromEntries(ps.map((p) => [`p${String(p).slice(2).padEnd(2, '0')}`, maximum.quantile(p)]))
}

const leaf = laws.mixture([
  { share: 99, law: laws.uniform(5, 15) },
  { share: 1, law: laws.uniform(1000, 1500) },
])

const twoSpeeds = laws.mixture([
  { share: 95, law: laws.exponential(5) },
  { share: 5, law: laws.exponential(100) },
])

const lognormalLeaf = laws.lognormal(10 * Math.exp(0.5), 1)

/** Fan-outs, availability and the wire, by the ids of the references. */
export function tailFigures(): Record<string, () => Figures> {
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
