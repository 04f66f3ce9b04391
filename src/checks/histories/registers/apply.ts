import { unreachable } from '../../../sim/kernel/invariant.ts'
import { isOpen, type Operation, type Value } from './operation.ts'

/**
 * What a register holds after the operation; `undefined` if the operation cannot have had its answer where the register
 * held `before`.
 */
export function apply(before: Value, operation: Operation): Value | undefined {
  switch (operation.kind) {
    case 'read':
      return before === operation.value ? before : undefined
    case 'write':
      return operation.value
    case 'cas': {
      const matches = before === operation.expected
      if (isOpen(operation)) return matches ? operation.value : before
      if (operation.swapped === false) return matches ? undefined : before
      return matches ? operation.value : undefined
    }
    case 'add': {
      if (typeof before === 'string') return undefined
      const after = (before ?? 0) + operation.value
      return isOpen(operation) || operation.result === undefined || operation.result === after ? after : undefined
    }
    default:
      return unreachable(operation)
  }
}
