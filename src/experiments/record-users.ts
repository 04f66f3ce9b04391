import type { Plan } from '../sim/plan.ts'

/** The operation that a program is, or is a part of: `shop.checkout` of `shop.checkout[2].parallel[0]`. */
export function operationOf(program: string): string {
  return program.split('[')[0] ?? ''
}

/** Names of the operations whose steps touch each record, in code-unit order, by the record's index. */
export function recordUsers(plan: Plan): readonly (readonly string[])[] {
  const users = plan.records.map(() => new Set<string>())
  for (const { name, steps } of plan.programs) {
    for (const { access } of steps) {
      if (access === undefined) continue
      for (const record of [access.record, ...access.with.map((other) => other.record)])
        users[record]?.add(operationOf(name))
    }
  }
  return users.map((names) => [...names].toSorted((a, b) => (a < b ? -1 : 1)))
}
