import type { StorePlan } from '../data-plan.ts'
import type { DataWorld } from './data-world.ts'
import { PlainStore } from './plain/plain-store.ts'
import type { Store } from './store.ts'

/** The store that keeps data by the rules of its plan; `index` is its own in the plan. */
export function createStore(world: DataWorld, index: number, plan: StorePlan): Store {
  return new PlainStore(world, index, plan)
}
