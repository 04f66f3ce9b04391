import type { ValuePlan } from '../data-plan.ts'

/** What a write stores, `basis` being the value that its caller read last; opaque values are told apart by version. */
export function newValue(value: ValuePlan, basis: number): number {
  if (value.kind === 'set') return value.value
  return value.kind === 'read-plus' ? basis + value.add : 0
}
