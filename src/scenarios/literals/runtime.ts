import type { Runtime } from '../scenario.ts'
import { suggest } from '../suggest.ts'
import { bind } from './bind.ts'
import { countMeasure } from './count.ts'
import { valueOfTerm } from './measure.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'

/** Reads `threads(64)` or `event-loop`. */
export function parseRuntime(text: string): Runtime | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  const { term } = literal
  if (term.kind === 'word' && term.text === 'event-loop') return { kind: 'event-loop' }
  if (term.kind !== 'call' || term.name.text !== 'threads') return noRuntime(text)
  const bound = bind(term, [{ parameters: ['number'], positional: 1 }])
  if (bound instanceof Mistake) return bound
  const argument = bound.get('number') ?? term
  const threads = valueOfTerm(argument, countMeasure)
  if (threads instanceof Mistake) return threads
  if (Number.isSafeInteger(threads) && threads >= 1) return { kind: 'threads', threads }
  return new Mistake('S123', 'this is not a number of threads', argument, { expected: 'a whole number from 1' })
}

/** The text that parses to `runtime`. */
export function printRuntime(runtime: Runtime): string {
  return runtime.kind === 'threads' ? `threads(${runtime.threads})` : 'event-loop'
}

function noRuntime(text: string): Mistake {
  const word = /^[A-Za-z-]*/.exec(text)?.[0] ?? ''
  const near = suggest(word, ['threads', 'event-loop'])
  const threads = text.includes('(') ? `threads${text.slice(word.length)}` : 'threads(200)'
  const suggestion = word === 'threads' || near === 'threads' ? threads : near
  return new Mistake(
    'S123',
    `"${text}" is not a runtime`,
    { start: 0, end: text.length },
    {
      expected: 'threads(200) or event-loop',
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  )
}
