import { type NamedScale, type Scale, scaled } from './decimal.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'
import type { Quantity, Term, UnitText } from './term.ts'

/** A kind of quantity: its units, and the words to teach them. */
export interface Measure {
  readonly code: string
  /** `a duration` */
  readonly noun: string
  readonly example: string
  /** Smallest first. */
  readonly units: readonly NamedScale[]
  /** Other spellings that are read, but never written. */
  readonly aliases?: readonly NamedScale[]
  /** What may stand after the slash, as a divisor; empty where no slash belongs. */
  readonly per: readonly NamedScale[]
  /** Written with a dollar sign. */
  readonly money: boolean
  /** Whether several units may follow each other, largest first. */
  readonly compound: boolean
  /** Whether a minus sign has a meaning. */
  readonly signed: boolean
}

/** Other people's spellings of our units. */
const SPELLINGS: Readonly<Record<string, string>> = {
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  msec: 'ms',
  millis: 'ms',
  usec: 'us',
  nsec: 'ns',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  hr: 'h',
  hour: 'h',
  hours: 'h',
  day: 'd',
  days: 'd',
  K: 'k',
  KB: 'kB',
  Kb: 'kB',
  kb: 'kB',
  Ki: 'KiB',
  Mi: 'MiB',
  Gi: 'GiB',
  bytes: 'B',
  Gbps: 'Gbit/s',
  Mbps: 'Mbit/s',
  kbps: 'kbit/s',
  Kbps: 'kbit/s',
  rps: '/s',
}

/** The value of a quantity in the measure's base unit. */
export function valueOf(quantity: Quantity, measure: Measure): number | Mistake {
  const first = quantity.parts[0]
  if (first === undefined) return mismatch(quantity, measure, quantity, 'no number')
  if (quantity.negative && !measure.signed) return mismatch(quantity, measure, quantity, 'it is negative')
  if (quantity.parts.length === 1 && Number(first.digits) === 0 && first.unit.text === '' && !quantity.per) return 0
  if (quantity.money !== measure.money) {
    const label = measure.money ? 'the dollar sign is missing' : 'a dollar sign has no meaning here'
    return mismatch(quantity, measure, quantity, label)
  }
  if (quantity.parts.length > 1 && !measure.compound) {
    return mismatch(quantity, measure, quantity, 'one number and one unit belong here')
  }
  const divisor = divisorOf(quantity, measure)
  if (divisor instanceof Mistake) return divisor
  const sum = sumOf(quantity, measure)
  if (sum instanceof Mistake) return sum
  const value = (quantity.negative ? -sum : sum) / divisor
  if (!Number.isFinite(value)) return mismatch(quantity, measure, quantity, 'too large')
  return value
}

/** Reads text (or a plain number, as YAML has them) that must be one quantity of the measure. */
export function parseQuantity(text: string, measure: Measure): number | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  if (literal.of !== undefined) return new Mistake('S118', '"of" has no meaning here', literal.of)
  return valueOfTerm(literal.term, measure)
}

/** As `valueOf`, for a term that may turn out not to be a quantity. */
export function valueOfTerm(term: Term, measure: Measure): number | Mistake {
  if (term.kind === 'quantity') return valueOf(term, measure)
  const found = term.kind === 'call' ? `${term.name.text}(…)` : term.text
  return new Mistake(measure.code, `"${found}" is not ${measure.noun}`, term, { expected: expectation(measure) })
}

/** `a number and one of ns us ms s min h d, for example 20ms` */
function expectation(measure: Measure): string {
  const names = measure.units.map((scale) => scale.unit).filter((name) => name !== '')
  const optional = measure.units.some((scale) => scale.unit === '')
  const dollars = measure.money ? '"$", ' : ''
  const units = names.length === 0 ? '' : ` and ${optional ? 'perhaps ' : ''}one of ${names.join(' ')}`
  const per = measure.per.length === 0 ? '' : ` with ${measure.per.map((scale) => `/${scale.unit}`).join(' ')}`
  return `${dollars}a number${units}${per}, for example ${measure.example}`
}

function sumOf(quantity: Quantity, measure: Measure): number | Mistake {
  let sum = 0
  let last = Number.POSITIVE_INFINITY
  for (const part of quantity.parts) {
    const scale = [...measure.units, ...(measure.aliases ?? [])].find((unit) => unit.unit === part.unit.text)
    if (scale === undefined) return unknownUnit(quantity, measure, part.unit)
    const size = Number(`${scale.whole}e${scale.tens}`)
    if (size >= last) return mismatch(quantity, measure, part, 'larger units come first, each once')
    last = size
    sum += scaled(part.digits, scale)
  }
  return sum
}

function divisorOf(quantity: Quantity, measure: Measure): number | Mistake {
  const per = quantity.per
  if (per === undefined) {
    if (measure.per.length === 0) return 1
    const unit = quantity.parts.at(-1)?.unit
    if (unit !== undefined && unit.text in SPELLINGS) return unknownUnit(quantity, measure, unit)
    return missingUnit(quantity, measure)
  }
  const slash = { start: per.start - 1, end: per.end }
  if (measure.per.length === 0) return mismatch(quantity, measure, slash, `"/${per.text}" has no meaning here`)
  const scale: Scale | undefined = measure.per.find((unit) => unit.unit === per.text)
  if (scale === undefined) return unknownUnit(quantity, measure, per)
  return Number(`${scale.whole}e${scale.tens}`)
}

function unknownUnit(quantity: Quantity, measure: Measure, unit: UnitText): Mistake {
  if (unit.text === '') return missingUnit(quantity, measure)
  const known = [...measure.units, ...measure.per].map((scale) => scale.unit)
  const spelling = Object.hasOwn(SPELLINGS, unit.text) ? SPELLINGS[unit.text] : undefined
  const sameLetters = known.find((name) => name.toLowerCase() === unit.text.toLowerCase())
  const better = spelling ?? sameLetters
  const at = unit.start - quantity.start
  const before = quantity.text.slice(0, at)
  const after = quantity.text.slice(at + unit.text.length)
  return new Mistake(measure.code, `"${quantity.text}" is not ${measure.noun}`, unit, {
    label: `unit "${unit.text}" is unknown here`,
    expected: expectation(measure),
    ...(better === undefined ? {} : { suggestion: `${before}${better}${after}` }),
  })
}

function missingUnit(quantity: Quantity, measure: Measure): Mistake {
  return new Mistake('S119', `"${quantity.text}" has no unit`, quantity, {
    label: `${measure.noun} needs one`,
    expected: expectation(measure),
  })
}

function mismatch(quantity: Quantity, measure: Measure, place: { start: number; end: number }, label: string): Mistake {
  return new Mistake(measure.code, `"${quantity.text}" is not ${measure.noun}`, place, {
    label,
    expected: expectation(measure),
  })
}
