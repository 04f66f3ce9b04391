import type { BudgetPlan } from '../../sim/policy-plan.ts'
import { type CallForm, type Family, parseFamily, printForm, type Slot, type Values } from './call-form.ts'
import { Mistake } from './mistake.ts'

const SECOND = 1e9
const ratio: Slot = { name: 'ratio', kind: 'share', least: 0, most: 1 }
const windowed: readonly Slot[] = [
  ratio,
  { name: 'reserve', kind: 'rate', least: 0, otherwise: 10 },
  { name: 'ttl', kind: 'duration', least: 0, above: true, otherwise: 10 * SECOND },
]
const cost = (name: string, otherwise: number): Slot => ({ name, kind: 'count', least: 1, otherwise })
const aws: CallForm = {
  slots: [cost('capacity', 500), cost('cost', 5), cost('timeout-cost', 10), cost('throttling-cost', 5)],
  positional: 0,
}

const FORMS: Readonly<Record<string, CallForm>> = {
  'token-bucket': {
    slots: [
      { name: 'rate', kind: 'rate', least: 0 },
      { name: 'burst', kind: 'count', least: 1, otherwise: ({ rate = 0 }) => Math.max(1, Math.floor(rate)) },
    ],
    positional: 1,
  },
  finagle: { slots: windowed, positional: 1 },
  linkerd: { slots: windowed, positional: 1 },
  grpc: {
    slots: [
      { name: 'tokens', kind: 'count', least: 1, most: 1000 },
      { name: 'ratio', kind: 'number', least: 0, above: true },
    ],
    positional: 0,
  },
  envoy: { slots: [ratio, { name: 'minimum', kind: 'count', least: 0, otherwise: 3 }], positional: 1 },
  aws,
  'aws-adaptive': aws,
  'adaptive-bucket': {
    slots: [
      { name: 'size', kind: 'count', least: 1, otherwise: 5 },
      { name: 'deposit', kind: 'number', least: 0, above: true, otherwise: 0.1 },
    ],
    positional: 0,
  },
}

const FAMILY: Family = {
  code: 'S181',
  noun: 'a retry budget',
  example: '20% or token-bucket(10/s, burst=10)',
  forms: FORMS,
  bare: 'finagle',
  aliases: { 'aws-standard': 'aws', tower: 'linkerd', bucket: 'token-bucket' },
}

/** Reads a bound on retries: `20%`, which is `finagle(20%)`, or one of the constructors; `null` for `none`. */
export function parseBudget(text: string): BudgetPlan | null | Mistake {
  const reading = parseFamily(text, FAMILY)
  if (reading === null || reading instanceof Mistake) return reading
  return budgetOf(reading.name, reading.values)
}

/** The text that parses to `budget`. */
export function printBudget(budget: BudgetPlan | null): string {
  if (budget === null) return 'none'
  const name = budget.kind === 'aws-standard' ? 'aws' : budget.kind
  return printForm(name, FORMS[name] ?? aws, valuesOf(budget))
}

function budgetOf(name: string, values: Values): BudgetPlan {
  const value = (key: string): number => values[key] ?? 0
  switch (name) {
    case 'token-bucket':
      return { kind: name, perSecond: value('rate'), burst: value('burst') }
    case 'finagle':
    case 'linkerd':
      return { kind: name, ratio: value('ratio'), reservePerSecond: value('reserve'), ttl: value('ttl') }
    case 'grpc':
      return { kind: name, maxTokens: value('tokens'), tokenRatio: value('ratio') }
    case 'envoy':
      return { kind: name, ratio: value('ratio'), minimum: value('minimum') }
    case 'adaptive-bucket':
      return { kind: name, size: value('size'), deposit: value('deposit') }
    default:
      return {
        kind: name === 'aws' ? 'aws-standard' : 'aws-adaptive',
        capacity: value('capacity'),
        cost: value('cost'),
        timeoutCost: value('timeout-cost'),
        throttlingCost: value('throttling-cost'),
      }
  }
}

function valuesOf(budget: BudgetPlan): Values {
  switch (budget.kind) {
    case 'token-bucket':
      return { rate: budget.perSecond, burst: budget.burst }
    case 'finagle':
    case 'linkerd':
      return { ratio: budget.ratio, reserve: budget.reservePerSecond, ttl: budget.ttl }
    case 'grpc':
      return { tokens: budget.maxTokens, ratio: budget.tokenRatio }
    case 'envoy':
      return { ratio: budget.ratio, minimum: budget.minimum }
    case 'adaptive-bucket':
      return { size: budget.size, deposit: budget.deposit }
    default:
      return {
        capacity: budget.capacity,
        cost: budget.cost,
        'timeout-cost': budget.timeoutCost,
        'throttling-cost': budget.throttlingCost,
      }
  }
}
