import { suggest } from '../suggest.ts'
import { type Bound, bind, type Signature } from './bind.ts'
import { countMeasure, numberMeasure, printCount } from './count.ts'
import { shifted } from './decimal.ts'
import { durationMeasure, printDuration } from './duration.ts'
import { type Measure, valueOfTerm } from './measure.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'
import { printRate, rateMeasure } from './rate.ts'
import { printShare, shareMeasure } from './share.ts'
import type { Call, Term } from './term.ts'

/** A numeric parameter of a call, and the range it must lie in. */
export interface Slot {
  readonly name: string
  readonly kind: 'duration' | 'rate' | 'share' | 'number' | 'count'
  /** The least value; `above`: that value itself is refused. */
  readonly least: number
  readonly above?: boolean
  /** The largest value; `below`: that value itself is refused. */
  readonly most?: number
  readonly below?: boolean
  /** What holds where it is left out, perhaps by those before it; absent: it must be given. */
  readonly otherwise?: number | ((before: Values) => number)
}

/** Values of slots by name. */
export type Values = Readonly<Record<string, number>>

/** One constructor of a family of literals. */
export interface CallForm {
  readonly slots: readonly Slot[]
  /** How many slots, from the first, are written without their name. */
  readonly positional: number
  /** Names of parameters that are no numbers; the family reads them itself. */
  readonly words?: readonly string[]
  /** What is wrong between the values, as a sentence. */
  readonly contradiction?: (values: Values) => string | undefined
}

/** A kind of literal: some constructors, and what a bare quantity stands for. */
export interface Family {
  readonly code: string
  /** `a backoff` */
  readonly noun: string
  readonly example: string
  readonly forms: Readonly<Record<string, CallForm>>
  /** The constructor whose first slot a bare quantity is. */
  readonly bare?: string
  /** Other names for constructors. */
  readonly aliases?: Readonly<Record<string, string>>
}

/** A literal that was understood: its constructor and values, and the terms behind them. */
export interface Reading {
  readonly name: string
  readonly values: Values
  readonly bound: Bound
}

const MEASURES: Readonly<Record<Slot['kind'], { readonly measure: Measure; readonly print: (v: number) => string }>> = {
  duration: { measure: durationMeasure, print: printDuration },
  rate: { measure: rateMeasure, print: printRate },
  share: { measure: shareMeasure, print: printShare },
  number: { measure: numberMeasure, print: (value) => shifted(value, 0) },
  count: { measure: countMeasure, print: printCount },
}

/** Reads a text of the family; `null` where it is `none`. */
export function parseFamily(text: string, family: Family): Reading | null | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  if (literal.of !== undefined) return new Mistake('S118', '"of" has no meaning here', literal.of)
  const { term } = literal
  if (term.kind === 'word' && term.text === 'none') return null
  return readTerm(term, family)
}

/** As `parseFamily`, for a term that is no `none`. */
function readTerm(term: Term, family: Family): Reading | Mistake {
  if (term.kind === 'quantity') {
    const form = family.bare === undefined ? undefined : family.forms[family.bare]
    const [first] = form?.slots ?? []
    if (family.bare === undefined || form === undefined || first === undefined) return foreign(term.text, term, family)
    return readForm(family.bare, form, new Map([[first.name, term]]), term, family)
  }
  const name = term.kind === 'word' ? term.text : term.name.text
  const form = Object.hasOwn(family.forms, name) ? family.forms[name] : undefined
  if (form === undefined) return foreign(name, term.kind === 'word' ? term : term.name, family)
  const call: Call = term.kind === 'call' ? term : { ...term, kind: 'call', name: term, arguments: [] }
  const bound = bind(call, signaturesOf(form))
  if (!(bound instanceof Mistake)) return readForm(name, form, bound, call, family)
  return bound.code === 'S117' ? new Mistake(family.code, bound.message, bound, bound) : bound
}

/** The text of a reading, with all its values but the infinite ones; `words` come last. */
export function printForm(name: string, form: CallForm, values: Values, words: readonly string[] = []): string {
  const parts = form.slots.flatMap((slot, index) => {
    const value = values[slot.name] ?? 0
    if (value === Number.POSITIVE_INFINITY) return []
    const text = MEASURES[slot.kind].print(value)
    return [index < form.positional ? text : `${slot.name}=${text}`]
  })
  const all = [...parts, ...words]
  return all.length === 0 ? name : `${name}(${all.join(', ')})`
}

function signaturesOf(form: CallForm): readonly Signature[] {
  const given = form.slots.filter((slot) => slot.otherwise === undefined)
  const optional = form.slots.filter((slot) => slot.otherwise !== undefined)
  const words = form.words ?? []
  const all = { optional: [...optional.map((slot) => slot.name), ...words], parameters: given.map((slot) => slot.name) }
  // A positional slot that may be left out makes another way to call.
  const positional = form.slots.slice(0, form.positional)
  const more = positional.some((slot) => slot.otherwise !== undefined)
    ? [
        {
          parameters: form.slots
            .filter((slot) => positional.includes(slot) || given.includes(slot))
            .map(({ name }) => name),
          optional: [...optional.filter((slot) => !positional.includes(slot)).map(({ name }) => name), ...words],
          positional: form.positional,
        },
      ]
    : []
  return [...more, { ...all, positional: Math.min(form.positional, given.length) }]
}

function readForm(name: string, form: CallForm, bound: Bound, place: Term, family: Family): Reading | Mistake {
  const values: Record<string, number> = {}
  for (const slot of form.slots) {
    const term = bound.get(slot.name)
    const value = term === undefined ? defaultOf(slot, values) : readSlot(slot, term, family.code)
    if (value instanceof Mistake) return value
    values[slot.name] = value
  }
  const wrong = form.contradiction?.(values)
  if (wrong !== undefined)
    return new Mistake(family.code, `"${name}" cannot have these arguments`, place, { expected: wrong })
  return { name, values, bound }
}

function defaultOf({ otherwise }: Slot, before: Values): number {
  return typeof otherwise === 'function' ? otherwise(before) : (otherwise ?? 0)
}

function readSlot(slot: Slot, term: Term, code: string): number | Mistake {
  const { measure, print } = MEASURES[slot.kind]
  const value = valueOfTerm(term, measure)
  if (value instanceof Mistake) return value
  const low = slot.above === true ? value > slot.least : value >= slot.least
  const most = slot.most ?? Number.MAX_SAFE_INTEGER
  const high = slot.below === true ? value < most : value <= most
  const fraction = (slot.kind === 'count' || slot.kind === 'duration') && !Number.isSafeInteger(value)
  if (low && high && !fraction) return value
  const whole = slot.kind === 'count' ? 'a whole number, ' : ''
  const from = `${slot.above === true ? 'more than' : 'at least'} ${print(slot.least)}`
  const to = slot.most === undefined ? '' : ` and ${slot.below === true ? 'less than' : 'at most'} ${print(slot.most)}`
  return new Mistake(code, `${slot.name} is out of range`, term, { expected: `${whole}${from}${to}` })
}

function foreign(written: string, place: Term, family: Family): Mistake {
  const names = Object.keys(family.forms)
  const alias = family.aliases?.[written]
  const suggestion = alias ?? suggest(written, names)
  return new Mistake(family.code, `"${written}" is not ${family.noun}`, place, {
    expected: `${family.example}; one of ${names.join(', ')}, or none`,
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}
