import type { StorePlan } from '../data-plan.ts'
import type { DataWorld } from './data-world.ts'
import { PlainStore } from './plain/plain-store.ts'
import { QuorumStore } from './quorum/quorum-store.ts'
import { SearchStore } from './search/search-store.ts'
import { SqlStore } from './sql/sql-store.ts'
import type { Store } from './store.ts'

/** The store that keeps data by the rules of its plan; `index` is its own in the plan. */
export function createStore(world: DataWorld, index: number, plan: StorePlan): Store {
  const { rules } = plan
  const { quorum, sql } = world.instruments[index] ?? { quorum: null, sql: null }
  if (rules.kind === 'quorum' && quorum !== null) return new QuorumStore(world, index, plan, rules, quorum)
  if (rules.kind === 'sql' && sql !== null) return new SqlStore(world, index, plan, rules, sql)
  if (rules.kind === 'search') return new SearchStore(world, index, plan, rules)
  return new PlainStore(world, index, plan)
}
