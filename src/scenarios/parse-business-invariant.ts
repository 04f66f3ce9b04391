import { type InvariantExpectation, type NamedInvariant, type Promised, subscriptionName } from './expectation.ts'
import { Mistake } from './literals/mistake.ts'
import { parseLimit } from './parse-limit.ts'

/** Invariants of messages and business transactions that are followed by what they are about. */
export const BUSINESS_INVARIANTS = [
  'at-most-once',
  'at-least-once',
  'exactly-once',
  'handled-once',
  'no-lost-message',
  'ordered',
  'settles',
  'saga-atomic',
  'implies',
] as const
export type BusinessInvariant = (typeof BUSINESS_INVARIANTS)[number]

/** What each may be about, for messages and the schema. */
export const BUSINESS_EXAMPLES: Readonly<Record<BusinessInvariant, string>> = {
  'at-most-once': 'payments.charge',
  'at-least-once': 'payments.charge',
  'exactly-once': 'payments.charge',
  'handled-once': 'order.placed -> mailer',
  'no-lost-message': 'order.placed',
  ordered: 'order.placed',
  settles: 'place-order within 30s',
  'saga-atomic': 'place-order',
  implies: 'payments.charge -> shipping.ship within 1min',
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/
/** `payments.charge`, `order.placed` */
const DOTTED = /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/
const WITHIN = /^(.*?)\s+within\s+(\S+)(\s+after\s+heal)?$/s

/**
 * Parses an invariant of messages or business transactions, from after its colon:
 *
 * ```
 * business = ("at-most-once" | "at-least-once" | "exactly-once") ":" (operation | event "->" module)
 *          | "handled-once" ":" event ["->" module] | "no-lost-message" ":" event ["->" module]
 *          | "ordered" ":" event ["->" module] | "saga-atomic" ":" transaction
 *          | "settles" ":" transaction "within" duration ["after" "heal"]
 *          | "implies" ":" operation "->" operation "within" duration
 * ```
 *
 * `offset`: where `about` begins in the line.
 */
export function parseBusinessInvariant(
  name: BusinessInvariant,
  about: string,
  offset: number,
): InvariantExpectation | Mistake {
  const at = Math.max(0, offset)
  switch (name) {
    case 'settles':
      return settles(about, at)
    case 'implies':
      return implies(about, at)
    case 'saga-atomic': {
      if (!NAME.test(about)) return unclear(name, about, at, 'a transaction')
      return named({ name, transaction: about }, `${name}: ${about}`)
    }
    case 'handled-once':
    case 'no-lost-message':
    case 'ordered':
      return ofMessages(name, about, at)
    default:
      return about.includes('->') ? ofMessages(name, about, at) : ofOperation(name, about, at)
  }
}

function ofOperation(name: Promised, about: string, at: number): InvariantExpectation | Mistake {
  if (!DOTTED.test(about) || !about.includes('.')) return unclear(name, about, at, 'an operation')
  return named({ name, operation: about }, `${name}: ${about}`)
}

function ofMessages(
  name: Promised | 'handled-once' | 'no-lost-message' | 'ordered',
  about: string,
  at: number,
): InvariantExpectation | Mistake {
  const [event = '', module = null, more] = about.split('->').map((part) => part.trim())
  if (!DOTTED.test(event) || (module !== null && !NAME.test(module)) || more !== undefined) {
    return unclear(name, about, at, 'an event, or an event and who handles it')
  }
  const text = `${name}: ${module === null ? event : subscriptionName(event, module)}`
  if (name === 'no-lost-message' || name === 'ordered') return named({ name, event, module }, text)
  const promise = name === 'handled-once' ? 'exactly-once' : name
  return named({ name: 'handled', promise, event, module }, text)
}

function settles(about: string, at: number): InvariantExpectation | Mistake {
  const [, transaction = '', limit = '', heal] = WITHIN.exec(about) ?? []
  if (!NAME.test(transaction)) return unclear('settles', about, at, 'a transaction and a time')
  const parsed = limitOf('settles', about, limit, at)
  if (parsed instanceof Mistake) return parsed
  const { value: within, text } = parsed
  const afterHeal = heal !== undefined
  const written = `settles: ${transaction} within ${text}${afterHeal ? ' after heal' : ''}`
  return named({ name: 'settles', transaction, within, afterHeal }, written)
}

function implies(about: string, at: number): InvariantExpectation | Mistake {
  const [, both = '', limit = '', heal] = WITHIN.exec(about) ?? []
  const [first = '', second = '', more] = both.split('->').map((part) => part.trim())
  const isClear = [first, second].every((part) => DOTTED.test(part) && part.includes('.'))
  if (!isClear || more !== undefined || heal !== undefined) {
    return unclear('implies', about, at, 'two operations and a time')
  }
  const parsed = limitOf('implies', about, limit, at)
  if (parsed instanceof Mistake) return parsed
  const { value: within, text } = parsed
  return named({ name: 'implies', first, second, within }, `implies: ${first} -> ${second} within ${text}`)
}

function limitOf(
  name: BusinessInvariant,
  about: string,
  limit: string,
  at: number,
): { readonly value: number; readonly text: string } | Mistake {
  const place = at + about.indexOf(limit, about.indexOf(' within ') + ' within'.length)
  return parseLimit(limit, place, `${name}: ${BUSINESS_EXAMPLES[name]}`)
}

function unclear(name: BusinessInvariant, about: string, at: number, what: string): Mistake {
  const place = { start: at, end: Math.max(at + 1, at + about.length) }
  return new Mistake('S134', `"${about}" is not ${what}`, place, {
    expected: `for example ${name}: ${BUSINESS_EXAMPLES[name]}`,
  })
}

function named(rule: NamedInvariant, text: string): InvariantExpectation {
  return { kind: 'invariant', text, rule }
}
