import { balancingFigures } from './formulas/balancing.ts'
import type { Figures } from './formulas/figures.ts'
import { networkFigures } from './formulas/networks.ts'
import { processFigures } from './formulas/processes.ts'
import { protectionFigures } from './formulas/protection.ts'
import { singleQueueFigures } from './formulas/single-queues.ts'
import { tailFigures } from './formulas/tails.ts'
import { transactionFigures } from './formulas/transactions.ts'

/** What our formulas say for the parameters of each reference case, by id. */
export const formulas: Readonly<Record<string, () => Figures>> = {
  ...singleQueueFigures(),
  ...networkFigures(),
  ...balancingFigures(),
  ...tailFigures(),
  ...protectionFigures(),
  ...processFigures(),
  ...transactionFigures(),
}
