import type { EdgePattern } from '../edge-pattern.ts'
import { Mistake } from './mistake.ts'

const SIDE = /^(?=.{1,64}$)[A-Za-z0-9_*-]+$/
const EXPECTED = 'a caller and what it calls: "web -> payments", "* -> payments"'

/** Reads `from -> to`, each side a name in which `*` stands for any run of characters. */
export function parseEdgePattern(text: string): EdgePattern | Mistake {
  const place = { start: 0, end: text.length }
  const sides = text.split('->')
  if (sides.length !== 2) {
    const other = /^\s*(\S+)\s*(?:→|=>|>|to)\s*(\S+)\s*$/.exec(text)
    const suggestion = other === null ? {} : { suggestion: `${other[1]} -> ${other[2]}` }
    return new Mistake('S120', `"${text}" is not an edge`, place, { expected: EXPECTED, ...suggestion })
  }
  const [from = '', to = ''] = sides.map((side) => side.trim())
  for (const side of [from, to]) {
    if (SIDE.test(side)) continue
    const label = side === '' ? 'a side is empty' : `"${side}" is not a name`
    return new Mistake('S120', `"${text}" is not an edge`, place, { label, expected: EXPECTED })
  }
  return { text: `${from} -> ${to}`, from, to }
}
