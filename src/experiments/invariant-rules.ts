import type { InvariantCheck, InvariantRule } from '../checks/invariants/invariant-rule.ts'
import { type InvariantExpectation, type NamedInvariant, subscriptionName } from '../scenarios/expectation.ts'
import type { ScenarioFunction } from '../scenarios/take-functions.ts'
import { invariant, unreachable } from '../sim/kernel/invariant.ts'
import type { Plan } from '../sim/plan.ts'
import type { JudgedThreshold } from './judged-threshold.ts'

/** Functions of the scenario, by the text that stands in the place of each. */
export type ScenarioFunctions = ReadonlyMap<string, ScenarioFunction>

/** The invariants that are watched in a variant, each once. */
export function invariantsOf(thresholds: readonly JudgedThreshold[], variant: string): readonly InvariantExpectation[] {
  const own = thresholds.filter((one): one is InvariantExpectation => {
    return one.kind === 'invariant' && (one.in === undefined || one.in === variant)
  })
  return own.filter(({ text }, at) => own.findIndex((other) => other.text === text) === at)
}

/** Finds what invariants are about in a plan; that it is there has been checked before. */
export function invariantRules(
  invariants: readonly NamedInvariant[],
  plan: Plan,
  functions: ScenarioFunctions,
): readonly InvariantRule[] {
  return invariants.map((rule) => ruleOf(rule, plan, functions))
}

function ruleOf(rule: NamedInvariant, plan: Plan, functions: ScenarioFunctions): InvariantRule {
  const { records, stores, programs, events = [], subscriptions = [], businesses = [] } = plan
  const record = (name: string): number => indexOf(records, name)
  const ofMessages = (name: string, module: string | null): { event: number; subscription: number } => {
    const subscription = module === null ? -1 : indexOf(subscriptions, subscriptionName(name, module))
    return { event: indexOf(events, name), subscription }
  }
  switch (rule.name) {
    case 'never-negative':
    case 'no-lost-update':
    case 'no-lost-write':
    case 'read-your-writes':
    case 'monotonic-reads':
      return { kind: rule.name, record: record(rule.record), limit: 0 }
    case 'staleness':
      return { kind: rule.name, record: record(rule.record), limit: rule.limit }
    case 'linearizable':
    case 'sequential':
      return { kind: rule.name, subject: record(rule.record) }
    case 'serializable':
      return { kind: rule.name, subject: indexOf(stores, rule.store) }
    case 'conserved':
      return { kind: rule.name, records: rule.records.map(record) }
    case 'at-most-once':
    case 'at-least-once':
    case 'exactly-once':
      return { kind: rule.name, operation: indexOf(programs, rule.operation) }
    case 'handled':
      return { kind: rule.name, promise: rule.promise, ...ofMessages(rule.event, rule.module) }
    case 'no-lost-message':
    case 'ordered':
      return { kind: rule.name, ...ofMessages(rule.event, rule.module) }
    case 'settles': {
      const { within, afterHeal } = rule
      return { kind: rule.name, transaction: indexOf(businesses, rule.transaction), within, afterHeal }
    }
    case 'saga-atomic':
      return { kind: rule.name, transaction: indexOf(businesses, rule.transaction) }
    case 'implies': {
      const { first, second, within } = rule
      return { kind: rule.name, first: indexOf(programs, first), second: indexOf(programs, second), within }
    }
    case 'converges':
      return { kind: rule.name, record: record(rule.record), within: rule.within }
    case 'function': {
      const check = functions.get(rule.check)
      invariant(check !== undefined, 'a function that was there when the scenario was prepared is there still')
      // The document's type says what it takes and gives; what it gives is looked at again.
      return { kind: rule.name, every: rule.every, check: check as InvariantCheck }
    }
    default:
      return unreachable(rule)
  }
}

function indexOf(named: readonly { readonly name: string }[], name: string): number {
  const index = named.findIndex((one) => one.name === name)
  invariant(index >= 0, 'an invariant is about what the scenario has')
  return index
}
