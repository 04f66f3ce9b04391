import type { Condition } from '../fault.ts'
import { suggest } from '../suggest.ts'
import { countMeasure, printCount } from './count.ts'
import { parseQuantity } from './measure.ts'
import { Mistake, type Place } from './mistake.ts'

const MEASURES = ['queue-length', 'concurrency', 'cpu-busy', 'instances-up'] as const
const PARTS = /^(\s*)([^\s<>=!]+)(\s*)(<=|>=|==|!=|=|<|>)(\s*)(.*?)\s*$/s
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const EXPECTED = 'a unit, a measure, a comparison and a number: orders.queue-length > 500'

/** Reads `orders.queue-length > 500`. Whether there is such a unit is for the compiler to say. */
export function parseCondition(text: string): Condition | Mistake {
  const parts = PARTS.exec(text)
  if (parts === null) return wrong(`"${text}" compares nothing`, { start: 0, end: text.length })
  const [, before = '', subject = '', gap = '', operator = '', space = '', number = ''] = parts
  const from = before.length
  const dot = subject.lastIndexOf('.')
  const [name, measured] = [subject.slice(0, Math.max(dot, 0)), subject.slice(dot + 1)]
  const here = { start: from, end: from + subject.length }
  if (!NAME.test(name)) return wrong(`"${subject}" is not a measure of a unit`, here)
  const measure = MEASURES.find((each) => each === measured)
  if (measure === undefined) {
    const suggestion = suggest(measured, MEASURES) ?? OTHER_NAMES[measured]
    return new Mistake(
      'S163',
      `a unit has no measure "${measured}"`,
      { ...here, start: from + dot + 1 },
      {
        expected: `one of ${MEASURES.join(', ')}`,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    )
  }
  const at = from + subject.length + gap.length
  const compare = (['<', '<=', '>', '>='] as const).find((each) => each === operator)
  if (compare === undefined) {
    return wrong(`"${operator}" cannot be asked`, { start: at, end: at + operator.length }, 'one of < <= > >=')
  }
  const offset = at + operator.length + space.length
  const value = parseQuantity(number, countMeasure)
  if (value instanceof Mistake) {
    const place = { start: offset + value.start, end: offset + Math.max(value.end, value.start + 1) }
    return new Mistake(value.code, value.message, place, value)
  }
  return { text: `${name}.${measure} ${compare} ${printCount(value)}`, name, measure, compare, value }
}

function wrong(message: string, place: Place, expected: string = EXPECTED): Mistake {
  return new Mistake('S163', message, place, { expected })
}

/** What other tools call the same things. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  queue: 'queue-length',
  queueLength: 'queue-length',
  length: 'queue-length',
  inFlight: 'concurrency',
  'in-flight': 'concurrency',
  cpu: 'cpu-busy',
  cpuBusy: 'cpu-busy',
  utilisation: 'cpu-busy',
  instances: 'instances-up',
  up: 'instances-up',
}
