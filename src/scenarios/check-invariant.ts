import type { InvariantExpectation } from './expectation.ts'
import type { DocumentPath, Problem } from './problem.ts'
import { suggest } from './suggest.ts'

/** What invariants can be about in a variant. */
export interface KnownData {
  readonly records: readonly {
    readonly name: string /** Whether its values are numbers. */
    readonly integer: boolean
  }[]
  readonly stores: readonly string[]
}

/** What is wrong with an invariant in a variant that has these records and stores; `undefined` if nothing is. */
export function checkInvariant(
  { text, rule }: InvariantExpectation,
  data: KnownData,
  path: DocumentPath,
  functions: { has(check: string): boolean },
): Problem | undefined {
  const problem = (message: string, expected: string, suggestion?: string): Problem => {
    const advice = suggestion === undefined ? {} : { suggestion }
    return { code: 'S135', severity: 'error', message, path, expected, ...advice }
  }
  if (rule.name === 'function') {
    if (data.records.length === 0) return problem(`"${text}" looks at stores, and there are none`, 'records')
    if (functions.has(rule.check)) return undefined
    return problem(`the check of "${text}" is no function`, 'a function, in a scenario written in TypeScript')
  }
  if (rule.name === 'serializable') {
    if (data.stores.includes(rule.store)) return undefined
    return problem(`there is no store "${rule.store}"`, listed(data.stores), suggest(rule.store, data.stores))
  }
  const names = data.records.map(({ name }) => name)
  const record = data.records.find(({ name }) => name === rule.record)
  if (record === undefined) {
    return problem(`there is no record "${rule.record}"`, listed(names), suggest(rule.record, names))
  }
  if (record.integer || (rule.name !== 'never-negative' && rule.name !== 'conserved')) return undefined
  return problem(`"${rule.record}" has no numbers in it`, `initial: 50 or the like, where it is owned`)
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'a scenario that keeps data' : `one of ${names.join(', ')}`
}
