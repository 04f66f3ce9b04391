import type { PickPlan } from '../../sim/fault-plan.ts'
import { suggest } from '../suggest.ts'
import { Mistake } from './mistake.ts'
import { parseLiteral } from './parse-literal.ts'
import { printShare, shareOf } from './share.ts'

const WORDS = ['all', 'one', 'minority', 'majority', 'leader'] as const
const EXPECTED = 'all, one, minority, majority, leader, a count such as 2, or a share such as 50%'

/** Reads which instances are hit: a word, a count from 1, or a share above 0. */
export function parsePick(text: string): PickPlan | Mistake {
  const literal = parseLiteral(text)
  if (literal instanceof Mistake) return literal
  const { term } = literal
  if (term.kind === 'word') {
    const word = WORDS.find((each) => each === term.text)
    return word === undefined ? noPick(text, suggest(term.text, WORDS) ?? OTHER_NAMES[term.text]) : { kind: word }
  }
  const [part] = term.kind === 'quantity' ? term.parts : []
  if (term.kind !== 'quantity' || part === undefined || term.per !== undefined || term.parts.length > 1) {
    return noPick(text)
  }
  if (part.unit.text === '%') {
    const share = shareOf(term)
    if (share instanceof Mistake) return share
    return share > 0 ? { kind: 'share', share } : noPick(text)
  }
  const count = Number(part.digits)
  if (part.unit.text !== '' || term.negative || term.money) return noPick(text)
  if (Number.isSafeInteger(count) && count >= 1) return { kind: 'count', count }
  return noPick(text, count > 0 && count < 1 ? printShare(count) : undefined)
}

function noPick(text: string, suggestion?: string): Mistake {
  return new Mistake(
    'S162',
    `"${text}" is not a pick of instances`,
    { start: 0, end: text.length },
    {
      expected: EXPECTED,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  )
}

const OTHER_NAMES: Readonly<Record<string, string>> = {
  any: 'one',
  random: 'one',
  each: 'all',
  every: 'all',
  most: 'majority',
  some: 'minority',
  leaders: 'leader',
  master: 'leader',
  primary: 'leader',
}
