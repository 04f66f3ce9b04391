import type { AccessPlan } from '../data-plan.ts'

/** Whether a value is as an update requires it to be. */
export function meets(value: number, { operator, limit }: NonNullable<AccessPlan['require']>): boolean {
  switch (operator) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '==':
      return value === limit
    case '!=':
      return value !== limit
  }
}
