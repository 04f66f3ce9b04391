import { orderStatistics } from '../../../src/experiments/verify/theory/order-statistics.ts'
import { sagas } from '../../../src/experiments/verify/theory/sagas.ts'
import { tandem } from '../../../src/experiments/verify/theory/tandem.ts'
import type { Figures } from './figures.ts'

/** Business transactions; times in ms. */
export function transactionFigures(): Readonly<Record<string, () => Figures>> {
  const round = orderStatistics.exponentialMean(10, 3, 3)
  return {
    'R-2PC-1': () => ({
      two_pc_mean: 2 * round,
      locks_held_mean: 2 * round,
      saga_mean: 30,
      saga_p99: tandem(0, [0.1, 0.1, 0.1]).sojournQuantile(0.99),
    }),
    'R-SAGA-1': () => {
      const legs = [0.01, 0.02, 0.05].map((failure) => ({ failure, work: 1, undo: 1 }))
      const { commits, steps, compensations } = sagas(legs)
      return { P_commit: commits, mean_steps: steps, mean_compensations: compensations }
    },
  }
}
