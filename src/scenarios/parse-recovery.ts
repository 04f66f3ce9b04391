import type { RecoveryExpectation } from './expectation.ts'
import { durationMeasure } from './literals/duration.ts'
import { valueOf } from './literals/measure.ts'
import { Mistake } from './literals/mistake.ts'
import { parseLiteral } from './literals/parse-literal.ts'

const PARTS = /^\s*recovers(?:\s+within)?(?:\s+(\S+))?(?:\s+(.*\S))?\s*$/s
const WITHIN = /^\s*recovers\s+within\b/
const AFTER = /^after\s+([A-Za-z][A-Za-z0-9_-]{0,63})$/
const EXPECTED = 'recovers within 60s, or recovers within 60s after <fault-id>'

/** Parses `recovers within 60s` and `recovers within 60s after slow-db`; without a fault all of them are meant. */
export function parseRecovery(text: string): RecoveryExpectation | Mistake {
  const [, length = '', rest = ''] = PARTS.exec(text) ?? []
  if (!WITHIN.test(text) || length === '') {
    const place = { start: 0, end: text.length }
    return new Mistake('S130', 'this does not say how soon it recovers', place, { expected: EXPECTED })
  }
  const at = text.indexOf(length, text.indexOf('within') + 'within'.length)
  const literal = parseLiteral(length)
  if (literal instanceof Mistake) return moved(literal, at)
  if (literal.term.kind !== 'quantity') {
    const place = { start: at, end: at + length.length }
    return new Mistake('S110', `"${length}" is not a duration`, place, { expected: EXPECTED })
  }
  const within = valueOf(literal.term, durationMeasure)
  if (within instanceof Mistake) return moved(within, at)
  if (within === 0) {
    const place = { start: at, end: at + length.length }
    return new Mistake('S110', `"${length}" is too small`, place, { expected: 'more than 0' })
  }
  const fault = AFTER.exec(rest)?.[1]
  if (rest !== '' && (fault === undefined || fault === 'any' || fault === 'all' || fault === 'fault')) {
    const start = text.lastIndexOf(rest)
    return new Mistake(
      'S130',
      `"${rest}" is not expected here`,
      { start, end: start + rest.length },
      { expected: 'after and the id of a fault, or nothing for all faults' },
    )
  }
  const written = `recovers within ${literal.term.text}${fault === undefined ? '' : ` after ${fault}`}`
  return { kind: 'recovery', text: written, within, after: fault ?? 'all' }
}

function moved(mistake: Mistake, by: number): Mistake {
  return new Mistake(mistake.code, mistake.message, { start: mistake.start + by, end: mistake.end + by }, mistake)
}
