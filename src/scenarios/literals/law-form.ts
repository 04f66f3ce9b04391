import type { Distribution } from '../../sim/kernel/distribution.ts'
import type { Law } from '../law.ts'
import { type Bound, bind, type Signature } from './bind.ts'
import { numberMeasure } from './count.ts'
import { shifted } from './decimal.ts'
import type { LawDomain } from './law-domain.ts'
import { type Measure, valueOfTerm } from './measure.ts'
import { Mistake } from './mistake.ts'
import type { Call } from './term.ts'

/** A parameter of a law: a quantity of the law's own measure, a plain number, or the name of a unit. */
export interface Parameter {
  readonly name: string
  readonly kind: 'quantity' | 'number' | 'unit'
  /** The least value; `undefined` for none. */
  readonly least?: number
  /** Whether the least value itself is refused. */
  readonly above?: boolean
  /** Whether it must be a whole number. */
  readonly whole?: boolean
}

/** One way to write a law. */
export interface LawForm {
  readonly parameters: readonly Parameter[]
  readonly positional: number
  /** What must hold between the parameters, and the sentence for when it does not. */
  readonly holds?: (values: readonly number[]) => boolean
  readonly rule?: string
  /** Makes the law of values in the order of the parameters. */
  readonly build: (values: readonly number[], text: string) => Distribution
}

export const positive: Pick<Parameter, 'least' | 'above'> = { least: 0, above: true }

/** Reads a call that has to be one of the forms. */
export function lawOf(call: Call, forms: readonly LawForm[], domain: LawDomain): Law | Mistake {
  const signatures = forms.map(signatureOf)
  const bound = bind(call, signatures)
  if (bound instanceof Mistake) return bound
  const form = forms.find((each) => each.parameters.every((parameter) => bound.has(parameter.name)))
  if (form === undefined) return new Mistake('S117', `"${call.name.text}" is called with the wrong arguments`, call)
  const values: number[] = []
  for (const parameter of form.parameters) {
    const value = parameterOf(bound, parameter, domain)
    if (value instanceof Mistake) return value
    values.push(value)
  }
  if (form.holds !== undefined && !form.holds(values)) {
    return new Mistake('S117', `"${call.name.text}" cannot have these arguments`, call, { expected: form.rule })
  }
  return built(call, textOf(call.name.text, form, values, domain), (text) => form.build(values, text))
}

/** Runs a constructor of the kernel, whose `RangeError` is a mistake of the call. */
export function built(call: Call, text: string, build: (text: string) => Distribution): Law | Mistake {
  try {
    return { text, distribution: build(text) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return new Mistake('S117', `"${call.name.text}" cannot have these arguments`, call, { hint: error.message })
  }
}

function signatureOf(form: LawForm): Signature {
  return { parameters: form.parameters.map((parameter) => parameter.name), positional: form.positional }
}

function parameterOf(bound: Bound, parameter: Parameter, domain: LawDomain): number | Mistake {
  const term = bound.get(parameter.name)
  if (term === undefined) return new Mistake('S117', `"${parameter.name}" is missing`, { start: 0, end: 0 })
  if (parameter.kind === 'unit') return unitOf(term, domain)
  const measure: Measure = parameter.kind === 'number' ? numberMeasure : domain.measure
  const value = valueOfTerm(term, measure)
  if (value instanceof Mistake) return value
  const least = parameter.least ?? Number.NEGATIVE_INFINITY
  const tooSmall = parameter.above === true ? value <= least : value < least
  const fraction = parameter.whole === true && !Number.isInteger(value)
  if (!tooSmall && !fraction) return value
  const whole = parameter.whole === true ? 'a whole number, ' : ''
  return new Mistake('S117', `${parameter.name} is out of range`, term, {
    expected: `${whole}${parameter.above === true ? 'more than' : 'at least'} ${least}`,
  })
}

/** The size of a unit that is written by its name alone. */
function unitOf(term: Bound extends ReadonlyMap<string, infer T> ? T : never, domain: LawDomain): number | Mistake {
  const units = domain.measure.units
  const scale = term.kind === 'word' ? units.find((unit) => unit.unit === term.text) : undefined
  if (scale !== undefined) return Number(`${scale.whole}e${scale.tens}`)
  const expected = `one of ${units.map((unit) => unit.unit).join(' ')}`
  return new Mistake('S117', `this is not a unit of ${domain.measure.noun}`, term, { expected })
}

function textOf(name: string, form: LawForm, values: readonly number[], domain: LawDomain): string {
  const parts = form.parameters.map((parameter, index) => {
    const value = values[index] ?? 0
    const text = parameterText(parameter, value, domain)
    return index < form.positional ? text : `${parameter.name}=${text}`
  })
  return `${name}(${parts.join(', ')})`
}

function parameterText(parameter: Parameter, value: number, domain: LawDomain): string {
  if (parameter.kind === 'quantity') return domain.print(value)
  if (parameter.kind === 'number') return shifted(value, 0)
  return domain.measure.units.find((unit) => Number(`${unit.whole}e${unit.tens}`) === value)?.unit ?? ''
}
