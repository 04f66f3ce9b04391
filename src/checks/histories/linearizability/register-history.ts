import { effective, type History, initialValues, type Operation, type Value } from '../registers/operation.ts'

/** What happened to one key: all but failures and reads without an answer, in the order of the history. */
export interface RegisterHistory {
  readonly key: string
  readonly initial: Value
  readonly operations: readonly Operation[]
}

/** The history of each key, in the order in which they first appear. A history is linearizable if each of them is. */
export function byKey(history: History): readonly RegisterHistory[] {
  const initial = initialValues(history)
  const keys = new Map<string, Operation[]>()
  for (const operation of effective(history.operations)) {
    const operations = keys.get(operation.key)
    if (operations === undefined) keys.set(operation.key, [operation])
    else operations.push(operation)
  }
  return [...keys].map(([key, operations]) => ({ key, initial: initial(key), operations }))
}
