import type { Input, Popularity } from '../scenario.ts'
import { suggest } from '../suggest.ts'
import { bind } from './bind.ts'
import { countMeasure, numberMeasure } from './count.ts'
import { shifted } from './decimal.ts'
import { valueOf, valueOfTerm } from './measure.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'
import type { Term } from './term.ts'

const EXPECTED = 'zipf(0.9) or uniform'

/** Reads the popularity of keys: `zipf(0.9)` or `uniform`. */
export function parsePopularity(text: string): Popularity | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  if (literal.of !== undefined) return new Mistake('S118', '"of" has no meaning here', literal.of)
  return popularityOf(literal.term)
}

/** Reads an input: a popularity and how many keys there are, `zipf(0.9) of 10000`. */
export function parseInput(text: string): Input | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  const popularity = popularityOf(literal.term)
  if (popularity instanceof Mistake) return popularity
  if (literal.of === undefined) {
    return new Mistake(
      'S121',
      `"${text}" does not say of how many keys`,
      { start: 0, end: text.length },
      {
        suggestion: `${text.trim()} of 10000`,
      },
    )
  }
  const of = valueOf(literal.of, countMeasure)
  if (of instanceof Mistake) return of
  if (Number.isSafeInteger(of) && of >= 1) return { popularity, of }
  return new Mistake('S121', `"${literal.of.text}" is not a number of keys`, literal.of, {
    expected: 'a whole number from 1',
  })
}

/** The text that parses to `popularity`. */
export function printPopularity(popularity: Popularity): string {
  return popularity.kind === 'uniform' ? 'uniform' : `zipf(${shifted(popularity.exponent, 0)})`
}

function popularityOf(term: Term): Popularity | Mistake {
  if (term.kind === 'word' && term.text === 'uniform') return { kind: 'uniform' }
  if (term.kind !== 'call' || term.name.text !== 'zipf') {
    const written = term.kind === 'quantity' ? term.text : term.kind === 'word' ? term.text : term.name.text
    const suggestion = suggest(written, ['uniform', 'zipf'])
    return new Mistake('S121', `"${written}" is not a popularity`, term, {
      expected: EXPECTED,
      ...(suggestion === undefined ? {} : { suggestion: suggestion === 'zipf' ? 'zipf(0.9)' : suggestion }),
    })
  }
  const bound = bind(term, [{ parameters: ['exponent'], positional: 1 }])
  if (bound instanceof Mistake) return bound
  const argument = bound.get('exponent') ?? term
  const exponent = valueOfTerm(argument, numberMeasure)
  if (exponent instanceof Mistake) return exponent
  if (exponent >= 0) return { kind: 'zipf', exponent }
  return new Mistake('S121', 'the exponent of zipf is negative', argument, { expected: 'at least 0' })
}
