import { exponential } from '../../sim/kernel/distributions/exponential.ts'
import type { Law } from '../law.ts'
import type { Arrivals, ModulatedArrivals, Process, RenewalArrivals } from '../scenario.ts'
import { suggest } from '../suggest.ts'
import { bind, type Signature } from './bind.ts'
import { numberMeasure } from './count.ts'
import { durationMeasure, printDuration } from './duration.ts'
import { constantLaw, lawOfTerm } from './law.ts'
import { counts, durations } from './law-domain.ts'
import { valueOf, valueOfTerm } from './measure.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'
import { rateMeasure } from './rate.ts'
import type { Argument, Call, Term } from './term.ts'

const PROCESSES = ['poisson', 'constant', 'uniform', 'hyperexp', 'batches'] as const
const EXPECTED =
  'poisson(120/s), constant(40/s), uniform(40/s), hyperexp(40/s, cv=3), mmpp(10/s for 5s, 100/s for 1s), ' +
  'on-off(100/s, on=1s, off=4s) or batches(2/s, size=4)'

/** Reads arrivals at one rate, or that wander between rates: `poisson(120/s)`, `mmpp(10/s for 5s, 100/s for 1s)`. */
export function parseArrivals(text: string): Arrivals | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  const { term } = literal
  if (term.kind !== 'call') return noArrivals(term)
  if (term.name.text === 'mmpp') return modulated(term)
  if (term.name.text === 'on-off') return onOff(term)
  return renewal(term)
}

/** Reads how arrivals are spread where the rate is said elsewhere: `poisson`, `hyperexp(cv=3)`, `batches(size=4)`. */
export function parseProcess(text: string): Process | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  const { term } = literal
  if (term.kind === 'quantity') return noProcess(term.text, term)
  const name = term.kind === 'word' ? term : term.name
  const call: Call = term.kind === 'call' ? term : { ...term, kind: 'call', name: term, arguments: [] }
  if (!PROCESSES.some((each) => each === name.text)) return noProcess(name.text, name)
  return processOf(call, [])
}

function renewal(call: Call): RenewalArrivals | Mistake {
  const { text } = call.name
  if (!PROCESSES.some((each) => each === text)) return noArrivals(call)
  const process = processOf(call, ['rate'])
  if (process instanceof Mistake) return process
  const first = call.arguments.find((argument) => argument.name === undefined || argument.name.text === 'rate')
  const rate = first === undefined ? 0 : valueOfTerm(first.value, rateMeasure)
  if (rate instanceof Mistake) return rate
  return { kind: 'renewal', process, rate: [{ from: rate, to: rate }] }
}

/** The process of a call; `leading` are parameters that are read by somebody else. */
function processOf(call: Call, leading: readonly string[]): Process | Mistake {
  const name = PROCESSES.find((each) => each === call.name.text)
  const own = name === 'hyperexp' ? ['cv'] : name === 'batches' ? ['size'] : []
  const signature: Signature = { parameters: [...leading, ...own], positional: leading.length }
  const bound = bind(call, [signature])
  if (bound instanceof Mistake) return bound
  const one = constantLaw(1, counts)
  switch (name) {
    case 'batches': {
      const batch = batchLaw(bound.get('size') ?? call)
      return batch instanceof Mistake ? batch : { kind: 'poisson', cv: 1, batch }
    }
    case 'hyperexp': {
      const term = bound.get('cv') ?? call
      const cv = valueOfTerm(term, numberMeasure)
      if (cv instanceof Mistake) return cv
      if (cv >= 1) return { kind: 'hyperexp', cv, batch: one }
      return new Mistake('S117', 'cv is out of range', term, { expected: 'at least 1' })
    }
    case 'constant':
      return { kind: 'constant', cv: 0, batch: one }
    case 'uniform':
      return { kind: 'uniform', cv: Math.sqrt(1 / 3), batch: one }
    default:
      return { kind: 'poisson', cv: 1, batch: one }
  }
}

function batchLaw(term: Term): Law | Mistake {
  const law = lawOfTerm(term, counts)
  if (law instanceof Mistake || law.distribution.mean >= 1) return law
  return new Mistake('S117', 'a batch holds fewer than one request', term, { expected: 'a mean of at least 1' })
}

function modulated(call: Call): ModulatedArrivals | Mistake {
  const expected = 'rates and how long each lasts on average: mmpp(10/s for 5s, 100/s for 1s)'
  const states: { rate: number; stay: Law }[] = []
  for (const argument of call.arguments) {
    const { stay: term } = argument
    if (term === undefined || !isBare(argument)) return wrongArguments(call, argument, expected)
    const rate = valueOfTerm(argument.value, rateMeasure)
    if (rate instanceof Mistake) return rate
    const stay = markovStay(term)
    if (stay instanceof Mistake) return stay
    states.push({ rate, stay })
  }
  if (states.length < 2) return wrongArguments(call, call, expected)
  return { kind: 'modulated', states }
}

/** The stays of a Markov process are exponential, so the bare time is their mean. */
function markovStay(term: Term): Law | Mistake {
  if (term.kind !== 'quantity') return lawOfTerm(term, durations)
  const mean = valueOf(term, durationMeasure)
  if (mean instanceof Mistake) return mean
  if (mean === 0) return new Mistake('S117', 'a stay takes time', term, { expected: 'more than 0' })
  const text = `exp(${printDuration(mean)})`
  return { text, distribution: exponential(mean, text) }
}

function onOff(call: Call): ModulatedArrivals | Mistake {
  const bound = bind(call, [{ parameters: ['rate', 'on', 'off'], positional: 1 }])
  if (bound instanceof Mistake) return bound
  const rate = valueOfTerm(bound.get('rate') ?? call, rateMeasure)
  if (rate instanceof Mistake) return rate
  const on = lawOfTerm(bound.get('on') ?? call, durations)
  if (on instanceof Mistake) return on
  const off = lawOfTerm(bound.get('off') ?? call, durations)
  if (off instanceof Mistake) return off
  if (on.distribution.mean + off.distribution.mean > 0) {
    return {
      kind: 'modulated',
      states: [
        { rate, stay: on },
        { rate: 0, stay: off },
      ],
    }
  }
  return new Mistake('S117', 'a stay takes time', call, { expected: 'on and off not both 0' })
}

function isBare(argument: Argument): boolean {
  return argument.name === undefined && argument.share === undefined && argument.weight === undefined
}

function noArrivals(term: Term): Mistake {
  const written = term.kind === 'call' ? term.name.text : term.text
  const near = suggest(written, [...PROCESSES, 'mmpp', 'on-off'])
  const place = term.kind === 'call' ? term.name : term
  const suggestion = term.kind === 'quantity' ? `poisson(${term.text})` : near
  return new Mistake('S125', `"${written}" is not a kind of arrivals`, place, {
    expected: EXPECTED,
    ...(suggestion === undefined || suggestion === written ? {} : { suggestion }),
  })
}

function noProcess(written: string, place: { start: number; end: number }): Mistake {
  const suggestion = suggest(written, PROCESSES)
  return new Mistake('S125', `"${written}" is not a kind of arrivals`, place, {
    expected: 'poisson, constant, uniform, hyperexp(cv=3) or batches(size=4)',
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

function wrongArguments(call: Call, place: { start: number; end: number }, expected: string): Mistake {
  return new Mistake('S117', `"${call.name.text}" is called with the wrong arguments`, place, { expected })
}
