import { type BeginStep, recordsTouched, type Step } from '../../step.ts'
import type { PlacedStore, Storage } from '../place-records.ts'
import { walkSteps } from '../walk-steps.ts'
import type { JoinBook } from './join-book.ts'

/** The stores that the statements of a transaction go to, in the order of the steps, each once. */
function blockStores(
  steps: readonly Step[],
  storage: Storage,
  joins: JoinBook,
  module: string,
): readonly PlacedStore[] {
  const stores = new Set<PlacedStore>()
  walkSteps(steps, [], (step) => {
    const parts = step.kind === 'join' ? joins.partsOf(module, step) : undefined
    const records =
      parts === undefined
        ? recordsTouched(step)
        : parts.flatMap((part) => (part.kind === 'statement' ? part.records : []))
    for (const record of records) {
      const store = storage.storeOf.get(record)
      if (store !== undefined) stores.add(store)
    }
  })
  return [...stores]
}

/** The stores of a `begin` step: those of its statements, and of the records that its calls are said to touch. */
export function storesOfBlock(
  { begin, records = [] }: BeginStep,
  storage: Storage,
  joins: JoinBook,
  module: string,
): readonly PlacedStore[] {
  const stores = new Set(blockStores(begin, storage, joins, module))
  for (const record of records) {
    const store = storage.storeOf.get(record)
    if (store !== undefined) stores.add(store)
  }
  return [...stores]
}

/** The store of a transaction; `undefined` where it touches none. */
export function blockStore(
  step: BeginStep,
  storage: Storage,
  joins: JoinBook,
  module: string,
): PlacedStore | undefined {
  return storesOfBlock(step, storage, joins, module)[0]
}
