import { apply } from '../registers/apply.ts'
import { isOpen, type Operation, returnOf, type Value } from '../registers/operation.ts'
import type { Tally } from '../tally.ts'
import type { RegisterHistory } from './register-history.ts'

/**
 * Whether the order in which the store says it applied the operations explains the history of one key: each answer is
 * right, and nothing comes after what was called when it had returned already. `false` condemns nothing: another order
 * may do. `undefined` if an operation that ended has no place in the order.
 * Cost: the sort, and one step an operation.
 */
export function witnessed({ operations, initial }: RegisterHistory, tally: Tally): boolean | undefined {
  const placed: (Operation & { readonly order: number })[] = []
  for (const operation of operations) {
    if (isPlaced(operation)) placed.push(operation)
    else if (!isOpen(operation)) return undefined
  }
  placed.sort((a, b) => a.order - b.order)
  let value: Value = initial
  let latestCall = -Infinity
  for (const operation of placed) {
    tally.steps++
    latestCall = Math.max(latestCall, operation.call)
    const after = apply(value, operation)
    if (after === undefined || returnOf(operation) < latestCall) return false
    value = after
  }
  return true
}

function isPlaced(operation: Operation): operation is Operation & { readonly order: number } {
  return operation.order !== undefined
}
