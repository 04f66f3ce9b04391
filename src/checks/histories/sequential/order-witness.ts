import { apply } from '../registers/apply.ts'
import { isOpen, type Operation, type Value } from '../registers/operation.ts'
import type { Tally } from '../tally.ts'
import type { Programs } from './program-order.ts'

/**
 * Whether the order in which the store applied all operations explains every answer and keeps the order of each
 * session. `false` condemns nothing. `undefined` if an operation that ended has no place in the order.
 * Cost: the sort, and one step an operation.
 */
export function orderExplains(
  { operations, programs }: Programs,
  initial: (key: string) => Value,
  tally: Tally,
): boolean | undefined {
  const order = (index: number): number => operations[index]?.order ?? -Infinity
  if (operations.some((operation) => operation.order === undefined && !isOpen(operation))) return undefined
  for (const { main, open } of programs) {
    if (main.some((index, place) => place > 0 && order(index) < order(main[place - 1] ?? 0))) return false
    for (const { operation, after } of open) {
      const applied = operations[operation]?.order !== undefined
      if (applied && after > 0 && order(operation) < order(main[after - 1] ?? 0)) return false
    }
  }
  const placed = operations.filter(({ order }) => order !== undefined)
  placed.sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  return replays(placed, initial, tally)
}

function replays(placed: readonly Operation[], initial: (key: string) => Value, tally: Tally): boolean {
  const values = new Map<string, Value>()
  for (const operation of placed) {
    tally.steps++
    const { key } = operation
    const after = apply(values.has(key) ? (values.get(key) ?? null) : initial(key), operation)
    if (after === undefined) return false
    values.set(key, after)
  }
  return true
}
