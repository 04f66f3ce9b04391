import {
  type InvariantExpectation,
  type NamedInvariant,
  RECORD_INVARIANTS,
  type RecordInvariant,
} from './expectation.ts'
import { durationMeasure } from './literals/duration.ts'
import { valueOf } from './literals/measure.ts'
import { Mistake } from './literals/mistake.ts'
import { parseLiteral } from './literals/parse-literal.ts'
import { suggest } from './suggest.ts'

/** Every name of an invariant that is followed by what it is about. */
const INVARIANT_NAMES: readonly string[] = [...RECORD_INVARIANTS, 'serializable', 'staleness', 'converges']

const PREFIX = /^\s*invariant\s*:\s*/
const NEVER_NEGATIVE = /^\s*([A-Za-z][A-Za-z0-9_-]*)-never-negative\s*$/
const PARTS = /^\s*([a-z-]+)\s*:\s*(.*?)\s*$/s
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const LIMITED = /^(\S+)\s*<\s*(\S.*)$/s
const WITHIN = /^(\S+)\s+within\s+(\S+)(?:\s+after\s+heal)?$/s
const EXPECTED = 'for example stock-never-negative, linearizable: stock or staleness: users < 2s'

/** Whether a line of `expect` is meant for an invariant. */
export function looksLikeInvariant(text: string): boolean {
  if (PREFIX.test(text) || NEVER_NEGATIVE.test(text)) return true
  return INVARIANT_NAMES.includes(PARTS.exec(text)?.[1] ?? '')
}

/**
 * Parses an invariant:
 *
 * ```
 * invariant = ["invariant:"] ( record "-never-negative" | name ":" record | "serializable" ":" store
 *           | "staleness" ":" record "<" duration | "converges" ":" record "within" duration ["after" "heal"] )
 * name      = "never-negative" | "linearizable" | "sequential" | "no-lost-update" | "no-lost-write"
 *           | "read-your-writes" | "monotonic-reads" | "conserved"
 * ```
 *
 * Whether there is such a record is for the compiled scenario to say.
 */
export function parseInvariant(written: string): InvariantExpectation | Mistake {
  const offset = PREFIX.exec(written)?.[0].length ?? 0
  const text = written.slice(offset)
  const record = NEVER_NEGATIVE.exec(text)?.[1]
  if (record !== undefined) return named({ name: 'never-negative', record }, `${record}-never-negative`)
  const [, name = '', about = ''] = PARTS.exec(text) ?? []
  const at = { start: offset, end: written.length }
  if (!INVARIANT_NAMES.includes(name)) {
    const suggestion = suggest(name === '' ? text.trim() : name, INVARIANT_NAMES)
    const advice = { expected: EXPECTED, ...(suggestion === undefined ? {} : { suggestion }) }
    return new Mistake('S134', `"${text.trim()}" is not an invariant`, at, advice)
  }
  const where = { start: written.lastIndexOf(about), end: written.lastIndexOf(about) + about.length }
  if (name === 'staleness' || name === 'converges') return limited(name, about, where.start)
  if (!NAME.test(about)) {
    const what = name === 'serializable' ? 'a store' : 'a record'
    const message = about === '' ? `"${name}" does not say of which` : `"${about}" is not the name of ${what}`
    return new Mistake('S134', message, about === '' ? at : where, { expected: `${name}: <${what.slice(2)}>` })
  }
  if (name === 'serializable') return named({ name, store: about }, `serializable: ${about}`)
  const of: NamedInvariant = { name: recordInvariant(name), record: about }
  return named(of, name === 'never-negative' ? `${about}-never-negative` : `${name}: ${about}`)
}

function limited(name: 'staleness' | 'converges', about: string, offset: number): InvariantExpectation | Mistake {
  const stale = name === 'staleness'
  const expected = stale ? 'staleness: users < 2s' : 'converges: users within 10s after heal'
  const [, record = '', limit = ''] = (stale ? LIMITED : WITHIN).exec(about) ?? []
  if (!NAME.test(record)) {
    const place = { start: Math.max(0, offset), end: Math.max(1, offset + about.length) }
    return new Mistake('S134', `"${name}: ${about}" is not an invariant`, place, { expected })
  }
  const at = offset + about.indexOf(limit, record.length)
  const literal = parseLiteral(limit)
  if (literal instanceof Mistake) return moved(literal, at)
  const place = { start: at, end: at + limit.length }
  if (literal.term.kind !== 'quantity') return new Mistake('S110', `"${limit}" is not a duration`, place, { expected })
  const value = valueOf(literal.term, durationMeasure)
  if (value instanceof Mistake) return moved(value, at)
  if (value === 0) return new Mistake('S110', `"${limit}" is too small`, place, { expected: 'more than 0' })
  const { text } = literal.term
  if (stale) return named({ name, record, limit: value }, `staleness: ${record} < ${text}`)
  return named({ name, record, within: value }, `converges: ${record} within ${text} after heal`)
}

function named(rule: NamedInvariant, text: string): InvariantExpectation {
  return { kind: 'invariant', text, rule }
}

function recordInvariant(name: string): RecordInvariant {
  return RECORD_INVARIANTS.find((one) => one === name) ?? 'linearizable'
}

function moved(mistake: Mistake, by: number): Mistake {
  return new Mistake(mistake.code, mistake.message, { start: mistake.start + by, end: mistake.end + by }, mistake)
}
