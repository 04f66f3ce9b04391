import type { BalancePolicy } from '../balance.ts'
import { suggest } from '../suggest.ts'
import { countMeasure } from './count.ts'
import { valueOf } from './measure.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'
import type { Call } from './term.ts'

const PLAIN = ['round-robin', 'random', 'least-outstanding'] as const
const EXPECTED = 'round-robin, random, least-outstanding, power-of(2) or weighted(3, 1)'
const ALONE = { choices: 0, replacement: false, weights: [] } as const

/** Reads how a caller picks an instance: a word, `power-of(2)`, `power-of(2, replacement)` or `weighted(3, 1)`. */
export function parseBalance(text: string): BalancePolicy | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  const { term } = literal
  if (term.kind === 'word') {
    const policy = PLAIN.find((word) => word === term.text)
    if (policy !== undefined) return { policy, ...ALONE }
  }
  if (term.kind === 'call' && term.name.text === 'power-of') return powerOf(term)
  if (term.kind === 'call' && term.name.text === 'weighted') return weighted(term)
  return noBalance(text)
}

/** The text that parses to `balance`. */
export function printBalance(balance: BalancePolicy): string {
  if (balance.policy === 'weighted') return `weighted(${balance.weights.join(', ')})`
  if (balance.policy !== 'power-of-choices') return balance.policy
  return `power-of(${balance.choices}${balance.replacement ? ', replacement' : ''})`
}

function powerOf(call: Call): BalancePolicy | Mistake {
  const [first, second, third] = call.arguments
  const named = call.arguments.some((argument) => argument.name !== undefined)
  const replacement = second?.value.kind === 'word' && second.value.text === 'replacement'
  if (first === undefined || named || third !== undefined || (second !== undefined && !replacement)) {
    return new Mistake('S117', '"power-of" is called with the wrong arguments', call, {
      expected: 'power-of(2), or power-of(2, replacement) where one instance may be drawn twice',
    })
  }
  const choices = first.value.kind === 'quantity' ? valueOf(first.value, countMeasure) : Number.NaN
  if (choices instanceof Mistake) return choices
  if (!Number.isSafeInteger(choices) || choices < 1) {
    return new Mistake('S117', 'this is not a number of choices', first, { expected: 'a whole number from 1' })
  }
  return { ...ALONE, policy: 'power-of-choices', choices, replacement }
}

function weighted(call: Call): BalancePolicy | Mistake {
  const weights: number[] = []
  for (const argument of call.arguments) {
    const weight = argument.value.kind === 'quantity' ? valueOf(argument.value, countMeasure) : Number.NaN
    if (weight instanceof Mistake) return weight
    if (Number.isNaN(weight) || argument.name !== undefined) {
      return new Mistake('S117', 'this is not a weight', argument, { expected: 'a plain number, 0 or more' })
    }
    weights.push(weight)
  }
  if (weights.some((weight) => weight > 0)) return { ...ALONE, policy: 'weighted', weights }
  return new Mistake('S117', '"weighted" needs a weight above 0', call, { expected: 'one weight for each instance' })
}

function noBalance(text: string): Mistake {
  const word = /^[A-Za-z0-9_-]*/.exec(text)?.[0] ?? ''
  const suggestion = OTHER_NAMES[word] ?? suggest(word, [...PLAIN, 'power-of', 'weighted'])
  return new Mistake(
    'S124',
    `"${text}" is not a way to balance`,
    { start: 0, end: text.length },
    {
      expected: EXPECTED,
      ...(suggestion === undefined ? {} : { suggestion: SUGGESTED[suggestion] ?? suggestion }),
    },
  )
}

const OTHER_NAMES: Readonly<Record<string, string>> = {
  'least-connections': 'least-outstanding',
  'least-request': 'least-outstanding',
  'least-conn': 'least-outstanding',
  p2c: 'power-of',
  roundrobin: 'round-robin',
}

const SUGGESTED: Readonly<Record<string, string>> = { 'power-of': 'power-of(2)', weighted: 'weighted(3, 1)' }
