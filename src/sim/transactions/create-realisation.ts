import type { BusinessPlan } from '../business-plan.ts'
import type { BusinessWorld } from './business-world.ts'
import { Choreographies } from './choreography/choreographies.ts'
import { DualWrites } from './dual-writes.ts'
import { LocalTransactions } from './local-transactions.ts'
import type { Realisation } from './realisation.ts'
import { sagaRules } from './saga/saga-rules.ts'
import { Sagas } from './saga/sagas.ts'

/** How a business transaction is done, by the kind of its rules; `index` is its place in the plan. */
export function createRealisation(world: BusinessWorld, index: number, plan: BusinessPlan): Realisation {
  const { rules } = plan
  switch (rules.kind) {
    case 'local':
      return new LocalTransactions(world, index, plan)
    case 'none':
      return new DualWrites(world, index, plan)
    case 'saga':
    case 'try-confirm-cancel':
    case 'two-phase-commit':
      return new Sagas(world, index, plan, sagaRules(rules))
    case 'choreography':
      return new Choreographies(world, index, plan, rules)
  }
}
