import type { Expectation, FaultSpan, Limit, Operator } from './expectation.ts'
import { countMeasure } from './literals/count.ts'
import { durationMeasure } from './literals/duration.ts'
import { type Measure, valueOf } from './literals/measure.ts'
import { Mistake, type Place } from './literals/mistake.ts'
import { moneyMeasure } from './literals/money.ts'
import { parseLiteral } from './literals/parse-literal.ts'
import { rateMeasure } from './literals/rate.ts'
import { printShare, shareMeasure } from './literals/share.ts'
import { sizeMeasure } from './literals/size.ts'
import type { Quantity } from './literals/term.ts'
import { looksLikeInvariant, parseInvariant } from './parse-invariant.ts'
import { parseRecovery } from './parse-recovery.ts'

/** `->` belongs to the name of an edge, so an operator never follows a dash. */
const PARTS = /^(.*?)\s*(?<![-])(<=|>=|==|!=|=|<|>)\s*(.*)$/s
const NAME = '[A-Za-z0-9_*][A-Za-z0-9_*-]*'
const SEGMENT = new RegExp(`^${NAME}( *-> *${NAME})?$`)
const OF = /\s+of\s+(\S+)$/
const VARIANT = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
/** A variant may be called `after`, as in `80% of after`. */
const SPAN = /(?<!\bof)\s+(during|after)(?:\s+(.*))?$/s
const FAULT = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const EXPECTED = 'a metric, a comparison and a limit: shop.checkout.latency.p99 < 800ms'
const LONGEST = 1000

/**
 * Parses one line of `expect`:
 *
 * ```
 * expectation = metric ["of" variant] operator limit [span] | recovery | invariant
 * metric      = name {"." name}, with * for any run of characters
 * operator    = "<" | "<=" | ">" | ">=" | "==", the last only before 0
 * limit       = quantity | [share "of"] variant
 * span        = ("during" | "after") ("fault" | fault-id)
 * recovery    = "recovers" "within" duration ["after" fault-id]
 * ```
 *
 * Whether the metric exists is for `checkExpectation` to say, whether the fault does for `checkFaultNames`.
 */
export function parseExpectation(text: string): Expectation | Mistake {
  if (text.length > LONGEST)
    return new Mistake('S130', 'this line is too long', { start: 0, end: 1 }, { expected: EXPECTED })
  if (/^\s*recovers\b/.test(text)) return parseRecovery(text)
  if (looksLikeInvariant(text)) return parseInvariant(text)
  const parts = PARTS.exec(text)
  const [, left = '', operator = '', right = ''] = parts ?? []
  if (parts === null) return new Mistake('S130', `"${text}" compares nothing`, whole(text), { expected: EXPECTED })
  const at = { start: text.indexOf(operator, left.length), end: 0 }
  const known = operatorOf(operator, { start: at.start, end: at.start + operator.length })
  if (known instanceof Mistake) return known
  const of = OF.exec(left)
  const metric = metricOf(of === null ? left : left.slice(0, of.index))
  if (metric instanceof Mistake) return metric
  const offset = text.length - right.length
  const span = spanOf(right, offset)
  if (span instanceof Mistake) return span
  const limit = limitOf(right.replace(SPAN, ''), offset)
  if (limit instanceof Mistake) return limit
  if (operator === '==' && !(limit.kind === 'value' && limit.value === 0)) return neverEqual(operator, at.start)
  const variant = of?.[1]
  if (variant !== undefined && !VARIANT.test(variant)) {
    const start = left.length - variant.length
    return new Mistake(
      'S130',
      `"${variant}" is not a variant`,
      { start, end: left.length },
      { expected: 'of <variant>' },
    )
  }
  const subject = `${metric.join('.')}${variant === undefined ? '' : ` of ${variant}`}`
  // As it was written: to be 0 is judged as to be at most 0.
  const written = `${subject} ${operator} ${printLimit(limit)}${span === undefined ? '' : printSpan(span)}`
  return {
    kind: 'metric',
    text: written,
    metric,
    operator: known,
    limit,
    ...(variant === undefined ? {} : { of: variant }),
    ...(span === undefined ? {} : { span }),
  }
}

/** The part of the time that the end of the line names, if it names one. */
function spanOf(text: string, offset: number): FaultSpan | Mistake | undefined {
  const found = SPAN.exec(text)
  if (found === null) return undefined
  const word = found[1] === 'during' ? 'during' : 'after'
  const fault = (found[2] ?? '').trim()
  if (fault === 'fault') return { kind: word, fault: 'any' }
  if (FAULT.test(fault) && fault !== 'any' && fault !== 'all') return { kind: word, fault }
  const start = offset + found.index + found[0].indexOf(word)
  const end = offset + text.trimEnd().length
  const message = fault === '' ? `"${word}" does not say which fault` : `"${fault}" is not the id of a fault`
  const expected = `${word} <fault-id>, or ${word} fault for any of them`
  return new Mistake('S130', message, { start: fault === '' ? start : end - fault.length, end }, { expected })
}

function printSpan({ kind, fault }: FaultSpan): string {
  return ` ${kind} ${fault === 'any' ? 'fault' : fault}`
}

function operatorOf(text: string, place: Place): Operator | Mistake {
  if (text === '<' || text === '<=' || text === '>' || text === '>=') return text
  // No figure is below 0: to be 0 is to be at most 0.
  return text === '==' ? '<=' : neverEqual(text, place.start)
}

function neverEqual(text: string, start: number): Mistake {
  return new Mistake(
    'S130',
    `"${text}" cannot be judged`,
    { start, end: start + text.length },
    {
      expected: 'one of < <= > >=',
      hint: 'a measured figure has an interval and never equals a limit exactly; only == 0 can be judged',
    },
  )
}

function metricOf(text: string): string[] | Mistake {
  const segments = text.trim().split('.')
  let at = text.length - text.trimStart().length
  for (const segment of segments) {
    if (!SEGMENT.test(segment)) {
      const label = segment === '' ? 'a name is missing' : `"${segment}" is not a name`
      const place = { start: at, end: Math.max(at + segment.length, at + 1) }
      return new Mistake('S130', `"${text.trim()}" is not a metric`, place, { label, expected: EXPECTED })
    }
    at += segment.length + 1
  }
  return segments.map((segment) => segment.replace(/ *-> */, ' -> '))
}

function limitOf(text: string, offset: number): Limit | Mistake {
  const trimmed = text.trimEnd()
  const place = { start: offset, end: offset + trimmed.length }
  if (trimmed === '') {
    return new Mistake(
      'S130',
      'the limit is missing',
      { start: Math.max(0, offset - 1), end: offset },
      { expected: EXPECTED },
    )
  }
  if (VARIANT.test(trimmed)) return { kind: 'variant', variant: trimmed, factor: 1 }
  const of = OF.exec(trimmed)
  const literal = parseLiteral(of === null ? trimmed : trimmed.slice(0, of.index))
  if (literal instanceof Mistake) return moved(literal, offset)
  if (literal.term.kind !== 'quantity') {
    return new Mistake('S130', `"${trimmed}" is not a limit`, place, {
      expected: 'a quantity such as 800ms, or a variant',
    })
  }
  if (of?.[1] === undefined) return valueLimit(literal.term, offset)
  const factor = valueOf(literal.term, shareMeasure)
  if (factor instanceof Mistake) return moved(factor, offset)
  if (VARIANT.test(of[1])) return { kind: 'variant', variant: of[1], factor }
  return new Mistake('S130', `"${of[1]}" is not a variant`, { start: place.end - of[1].length, end: place.end })
}

/** The unit says what the limit is about; a plain number is a count. */
function valueLimit(quantity: Quantity, offset: number): Limit | Mistake {
  const [measure, dimension] = measureOf(quantity)
  const value = valueOf(quantity, measure)
  if (value instanceof Mistake) return moved(value, offset)
  return { kind: 'value', dimension, value, text: quantity.text }
}

function measureOf(quantity: Quantity): readonly [Measure, 'duration' | 'rate' | 'share' | 'money' | 'size' | 'count'] {
  const unit = quantity.parts[0]?.unit.text ?? ''
  if (quantity.money) return [moneyMeasure, 'money']
  if (quantity.per !== undefined) return [rateMeasure, 'rate']
  if (unit === '%') return [shareMeasure, 'share']
  if (countMeasure.units.some((scale) => scale.unit === unit)) return [countMeasure, 'count']
  if (sizeMeasure.units.some((scale) => scale.unit === unit)) return [sizeMeasure, 'size']
  return [durationMeasure, 'duration']
}

function printLimit(limit: Limit): string {
  if (limit.kind === 'value') return limit.text
  return limit.factor === 1 ? limit.variant : `${printShare(limit.factor)} of ${limit.variant}`
}

function moved(mistake: Mistake, by: number): Mistake {
  return new Mistake(mistake.code, mistake.message, { start: mistake.start + by, end: mistake.end + by }, mistake)
}

function whole(text: string): Place {
  return { start: 0, end: text.length }
}
