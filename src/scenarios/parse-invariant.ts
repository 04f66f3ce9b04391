import {
  type InvariantExpectation,
  type NamedInvariant,
  RECORD_INVARIANTS,
  type RecordInvariant,
} from './expectation.ts'
import { Mistake } from './literals/mistake.ts'
import { BUSINESS_INVARIANTS, parseBusinessInvariant } from './parse-business-invariant.ts'
import { parseLimit } from './parse-limit.ts'
import { suggest } from './suggest.ts'

/** Every name of an invariant that is followed by what it is about. */
const INVARIANT_NAMES: readonly string[] = [
  ...RECORD_INVARIANTS,
  'conserved',
  'serializable',
  'staleness',
  'converges',
  ...BUSINESS_INVARIANTS,
]

const PREFIX = /^\s*invariant\s*:\s*/
const NEVER_NEGATIVE = /^\s*([A-Za-z][A-Za-z0-9_-]*)-never-negative\s*$/
const PARTS = /^\s*([a-z-]+)\s*:\s*(.*?)\s*$/s
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const LIMITED = /^(\S+)\s*<\s*(\S.*)$/s
const WITHIN = /^(\S+)\s+within\s+(\S+)(?:\s+after\s+heal)?$/s
const EXPECTED = 'for example stock-never-negative, linearizable: stock or at-most-once: payments.charge'

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
 *           | "staleness" ":" record "<" duration | "converges" ":" record "within" duration ["after" "heal"]
 *           | "conserved" ":" record {"+" record} | business )
 * name      = "never-negative" | "linearizable" | "sequential" | "no-lost-update" | "no-lost-write"
 *           | "read-your-writes" | "monotonic-reads"
 * ```
 *
 * where `business` is about messages and business transactions: see `parseBusinessInvariant`. Whether there is such a
 * record is for the compiled scenario to say.
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
  if (about === '' && (isBusiness(name) || name === 'conserved')) {
    return new Mistake('S134', `"${name}" does not say of which`, at, { expected: EXPECTED })
  }
  if (isBusiness(name)) return parseBusinessInvariant(name, about, where.start)
  if (name === 'conserved') return conserved(about, where.start)
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
  const parsed = parseLimit(limit, at, expected)
  if (parsed instanceof Mistake) return parsed
  const { value, text } = parsed
  if (stale) return named({ name, record, limit: value }, `staleness: ${record} < ${text}`)
  return named({ name, record, within: value }, `converges: ${record} within ${text} after heal`)
}

function named(rule: NamedInvariant, text: string): InvariantExpectation {
  return { kind: 'invariant', text, rule }
}

function recordInvariant(name: string): RecordInvariant {
  return RECORD_INVARIANTS.find((one) => one === name) ?? 'linearizable'
}

function isBusiness(name: string): name is (typeof BUSINESS_INVARIANTS)[number] {
  return BUSINESS_INVARIANTS.some((one) => one === name)
}

/** `stock + sold` */
function conserved(about: string, offset: number): InvariantExpectation | Mistake {
  const parts = about.split('+')
  let start = offset
  for (const part of parts) {
    const record = part.trim()
    if (!NAME.test(record)) {
      const at = start + part.indexOf(record)
      const message = record === '' ? 'a record is missing here' : `"${record}" is not the name of a record`
      const place = { start: at, end: Math.max(at + 1, at + record.length) }
      return new Mistake('S134', message, place, { expected: 'conserved: accounts, or conserved: stock + sold' })
    }
    start += part.length + 1
  }
  const records = [...new Set(parts.map((part) => part.trim()))]
  return named({ name: 'conserved', records }, `conserved: ${records.join(' + ')}`)
}
