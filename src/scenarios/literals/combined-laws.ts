import { empirical } from '../../sim/kernel/distributions/empirical.ts'
import { mixture } from '../../sim/kernel/distributions/mixture.ts'
import { percentiles } from '../../sim/kernel/distributions/percentiles.ts'
import { scaled } from '../../sim/kernel/distributions/scaled.ts'
import { shifted } from '../../sim/kernel/distributions/shifted.ts'
import type { Law } from '../law.ts'
import { countMeasure } from './count.ts'
import { shifted as decimal } from './decimal.ts'
import type { LawDomain } from './law-domain.ts'
import { built } from './law-form.ts'
import { valueOf, valueOfTerm } from './measure.ts'
import { Mistake } from './mistake.ts'
import { printShare, roundedShare, shareOf } from './share.ts'
import type { Argument, Call, Term } from './term.ts'

/** Reads the law of a part. */
export type LawOfTerm = (term: Term, domain: LawDomain) => Law | Mistake

/** Reads one kind of composed law. */
export type Combinator = (call: Call, domain: LawDomain, lawOfTerm: LawOfTerm) => Law | Mistake

/** Laws made of lists or of other laws. */
export const COMBINATORS: Readonly<Record<string, Combinator>> = {
  empirical: empiricalLaw,
  percentiles: percentilesLaw,
  mixture: mixtureLaw,
  shift: shiftLaw,
  scale: scaleLaw,
}

const SHARES_SUM_TOLERANCE = 1e-9

function empiricalLaw(call: Call, domain: LawDomain): Law | Mistake {
  const values: number[] = []
  const weights: number[] = []
  const texts: string[] = []
  for (const argument of call.arguments) {
    const value = argument.name ?? argument.share ?? argument.stay
    if (value !== undefined) return wrong(call, value, 'values, each perhaps with a weight: empirical(1ms*3, 2ms)')
    const read = valueOfTerm(argument.value, domain.measure)
    if (read instanceof Mistake) return read
    const weight = argument.weight === undefined ? 1 : valueOf(argument.weight, countMeasure)
    if (weight instanceof Mistake) return weight
    values.push(read)
    weights.push(weight)
    texts.push(weight === 1 ? domain.print(read) : `${domain.print(read)}*${decimal(weight, 0)}`)
  }
  if (values.length === 0) return wrong(call, call, 'at least one value: empirical(1ms, 2ms, 5ms)')
  if (weights.every((weight) => weight === 0)) return wrong(call, call, 'at least one weight above 0')
  return built(call, `empirical(${texts.join(', ')})`, (text) => empirical(values, weights, text))
}

/** `p50` to `p999…`, read as 0.5 to 0.999…, and `max` as 1. */
function percentilesLaw(call: Call, domain: LawDomain): Law | Mistake {
  const points: { p: number; value: number; text: string }[] = []
  for (const argument of call.arguments) {
    const name = argument.name?.text ?? ''
    const p =
      name === 'max' ? 1 : name === 'min' ? 0 : /^p\d{2,6}$/.test(name) ? Number(`0.${name.slice(1)}`) : Number.NaN
    if (Number.isNaN(p)) return wrong(call, argument.name ?? argument, PERCENTILES)
    const value = valueOfTerm(argument.value, domain.measure)
    if (value instanceof Mistake) return value
    if (points.some((point) => point.p === p)) return wrong(call, argument, 'each percentile once')
    points.push({ p, value, text: `${name}=${domain.print(value)}` })
  }
  points.sort((a, b) => a.p - b.p)
  const falls = points.some((point, index) => point.value < (points[index - 1]?.value ?? 0))
  if (falls) return wrong(call, call, 'values that do not fall from one percentile to the next')
  if (points.length < 2 || points.at(-1)?.p !== 1) return wrong(call, call, PERCENTILES)
  const text = `percentiles(${points.map((point) => point.text).join(', ')})`
  return built(call, text, () => percentiles(points, text))
}

const PERCENTILES = 'percentiles with a largest value: percentiles(p50=10ms, p99=80ms, max=200ms)'

function mixtureLaw(call: Call, domain: LawDomain, lawOfTerm: LawOfTerm): Law | Mistake {
  const parts: { share: number; law: Law }[] = []
  let sum = 0
  for (const argument of call.arguments) {
    if (argument.share === undefined) return wrong(call, argument, MIXTURE)
    const share = shareOf(argument.share)
    if (share instanceof Mistake) return share
    const law = lawOfTerm(argument.value, domain)
    if (law instanceof Mistake) return law
    parts.push({ share, law })
    sum += share
  }
  if (parts.length === 0) return wrong(call, call, MIXTURE)
  if (Math.abs(sum - 1) > SHARES_SUM_TOLERANCE) {
    return new Mistake('S117', `the shares of this mixture add up to ${roundedShare(sum)}`, call, {
      expected: '100% in all',
    })
  }
  const text = `mixture(${parts.map((part) => `${printShare(part.share)}: ${part.law.text}`).join(', ')})`
  const weighted = parts.map((part) => ({ weight: part.share, law: part.law.distribution }))
  return built(call, text, () => mixture(weighted, text))
}

const MIXTURE = 'shares and laws: mixture(95%: exp(5ms), 5%: exp(100ms))'

function shiftLaw(call: Call, domain: LawDomain, lawOfTerm: LawOfTerm): Law | Mistake {
  const expected = 'a law and what is added to it: shift(exp(5ms), 2ms)'
  const [first, second] = pair(call)
  if (first === undefined || second === undefined) return wrong(call, call, expected)
  const law = lawOfTerm(first.value, domain)
  if (law instanceof Mistake) return law
  const by = valueOfTerm(second.value, domain.measure)
  if (by instanceof Mistake) return by
  return built(call, `shift(${law.text}, ${domain.print(by)})`, (text) => shifted(law.distribution, by, text))
}

function scaleLaw(call: Call, domain: LawDomain, lawOfTerm: LawOfTerm): Law | Mistake {
  const expected = 'a law and a factor: scale(exp(5ms), 1.5)'
  const [first, second] = pair(call)
  if (first === undefined || second === undefined) return wrong(call, call, expected)
  const law = lawOfTerm(first.value, domain)
  if (law instanceof Mistake) return law
  const factor = valueOfTerm(second.value, countMeasure)
  if (factor instanceof Mistake) return factor
  return built(call, `scale(${law.text}, ${decimal(factor, 0)})`, (text) => scaled(law.distribution, factor, text))
}

/** The two plain arguments of a call that has exactly these. */
function pair(call: Call): readonly Argument[] {
  const plain = call.arguments.every((each) => !(each.name ?? each.share ?? each.weight ?? each.stay))
  return plain && call.arguments.length === 2 ? call.arguments : []
}

function wrong(call: Call, place: { start: number; end: number }, expected: string): Mistake {
  return new Mistake('S117', `"${call.name.text}" is called with the wrong arguments`, place, { expected })
}
