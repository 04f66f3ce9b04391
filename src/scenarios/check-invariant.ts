import { type InvariantExpectation, type NamedInvariant, subscriptionName } from './expectation.ts'
import type { DocumentPath, Problem } from './problem.ts'
import { suggest } from './suggest.ts'

/** What invariants can be about in a variant. */
export interface KnownData {
  readonly records: readonly {
    readonly name: string /** Whether its values are numbers. */
    readonly integer: boolean
  }[]
  readonly stores: readonly string[]
  /** Of the application. */
  readonly operations: readonly string[]
  readonly events: readonly string[]
  /** `order.placed -> mailer` */
  readonly subscriptions: readonly string[]
  /** Business transactions. */
  readonly transactions: readonly string[]
}

/** What is wrong with an invariant in a variant that has all this; `undefined` if nothing is. */
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
  for (const { kind, name, among, without } of namesOf(rule, data)) {
    if (among.includes(name)) continue
    return problem(`there is no ${kind} "${name}"`, listed(among, without), suggest(name, among))
  }
  const numbers = numericRecords(rule)
  const opaque = data.records.find(({ name, integer }) => !integer && numbers.includes(name))
  if (opaque === undefined) return undefined
  return problem(`"${opaque.name}" has no numbers in it`, `initial: 50 or the like, where it is owned`)
}

/** A name that an invariant mentions, and what there is of its kind. */
interface Mentioned {
  readonly kind: string
  readonly name: string
  readonly among: readonly string[]
  /** What a scenario needs for there to be any. */
  readonly without: string
}

function namesOf(rule: Exclude<NamedInvariant, { name: 'function' }>, data: KnownData): readonly Mentioned[] {
  const records = data.records.map(({ name }) => name)
  const record = (name: string): Mentioned => ({ kind: 'record', name, among: records, without: 'that keeps data' })
  const operation = (name: string): Mentioned => {
    return { kind: 'operation', name, among: data.operations, without: 'with operations' }
  }
  const transaction = (name: string): Mentioned => {
    return { kind: 'transaction', name, among: data.transactions, without: 'with business transactions' }
  }
  switch (rule.name) {
    case 'serializable':
      return [{ kind: 'store', name: rule.store, among: data.stores, without: 'that keeps data' }]
    case 'conserved':
      return rule.records.map(record)
    case 'at-most-once':
    case 'at-least-once':
    case 'exactly-once':
      return [operation(rule.operation)]
    case 'implies':
      return [operation(rule.first), operation(rule.second)]
    case 'settles':
    case 'saga-atomic':
      return [transaction(rule.transaction)]
    case 'handled':
    case 'no-lost-message':
    case 'ordered':
      return messageNames(rule.event, rule.module, data)
    default:
      return [record(rule.record)]
  }
}

function messageNames(event: string, module: string | null, data: KnownData): readonly Mentioned[] {
  const without = 'with events'
  const mentioned = { kind: 'event', name: event, among: data.events, without }
  if (module === null) return [mentioned]
  const name = subscriptionName(event, module)
  const own = data.subscriptions.filter((one) => one.startsWith(subscriptionName(event, '')))
  return [mentioned, { kind: 'subscription', name, among: own, without: `in which somebody handles ${event}` }]
}

/** Records that must have numbers in them. */
function numericRecords(rule: NamedInvariant): readonly string[] {
  if (rule.name === 'conserved') return rule.records
  return rule.name === 'never-negative' ? [rule.record] : []
}

const MOST_NAMES = 20

function listed(names: readonly string[], without: string): string {
  return names.length === 0 ? `a scenario ${without}` : `one of ${names.slice(0, MOST_NAMES).join(', ')}`
}
