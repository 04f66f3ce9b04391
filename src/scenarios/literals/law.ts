import { constant } from '../../sim/kernel/distributions/constant.ts'
import type { Law } from '../law.ts'
import { suggest } from '../suggest.ts'
import { COMBINATORS } from './combined-laws.ts'
import type { LawDomain } from './law-domain.ts'
import { lawOf } from './law-form.ts'
import { valueOf } from './measure.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'
import { SIMPLE_LAWS } from './simple-laws.ts'
import type { Call, Term } from './term.ts'

/** Names of all laws, for completion and suggestions. */
export const LAW_NAMES: readonly string[] = [...Object.keys(SIMPLE_LAWS), ...Object.keys(COMBINATORS)]

/** Reads a law: a call such as `exp(5ms)`, or a bare quantity, which is constant. */
export function parseLaw(text: string, domain: LawDomain): Law | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  if (literal.of !== undefined) return new Mistake('S118', '"of" has no meaning here', literal.of)
  return lawOfTerm(literal.term, domain)
}

/** A law inside a larger literal. */
export function lawOfTerm(term: Term, domain: LawDomain): Law | Mistake {
  if (term.kind === 'call') return lawOfCall(term, domain)
  if (term.kind === 'word') return noLaw(term.text, term, domain)
  const value = valueOf(term, domain.measure)
  if (value instanceof Mistake) return value
  return constantLaw(value, domain)
}

/** The law that always gives `value` (not negative), written as the bare quantity. */
export function constantLaw(value: number, domain: LawDomain): Law {
  const text = domain.print(value)
  return { text, distribution: constant(value, text) }
}

function lawOfCall(call: Call, domain: LawDomain): Law | Mistake {
  const name = call.name.text
  if (name === 'constant') return constantCall(call, domain)
  const forms = Object.hasOwn(SIMPLE_LAWS, name) ? SIMPLE_LAWS[name] : undefined
  if (forms !== undefined) return lawOf(call, forms, domain)
  const combine = Object.hasOwn(COMBINATORS, name) ? COMBINATORS[name] : undefined
  if (combine !== undefined) return combine(call, domain, lawOfTerm)
  return noLaw(name, call.name, domain)
}

/** `constant(5ms)` is `5ms`: one law, one text. */
function constantCall(call: Call, domain: LawDomain): Law | Mistake {
  const law = lawOf(call, SIMPLE_LAWS['constant'] ?? [], domain)
  return law instanceof Mistake ? law : constantLaw(law.distribution.mean, domain)
}

function noLaw(name: string, place: { start: number; end: number }, domain: LawDomain): Mistake {
  if (name === 'zipf') {
    return new Mistake('S117', 'zipf is a law of keys, not of times, sizes or counts', place, {
      hint: 'use it for "popularity" or "inputs"',
    })
  }
  const suggestion = suggest(name, LAW_NAMES) ?? OTHER_NAMES[name]
  return new Mistake('S117', `"${name}" is not a law`, place, {
    expected: `${domain.measure.noun} such as ${domain.measure.example}, or one of ${LAW_NAMES.join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

/** What other tools call the same laws. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  expo: 'exp',
  exponential: 'exp',
  expon: 'exp',
  deterministic: 'constant',
  fixed: 'constant',
  const: 'constant',
  gauss: 'normal',
  gaussian: 'normal',
  hyperexponential: 'hyperexp',
  unif: 'uniform',
  erl: 'erlang',
  norm: 'normal',
  lognorm: 'lognormal',
  quantiles: 'percentiles',
  discrete: 'empirical',
}
