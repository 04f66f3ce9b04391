import * as z from 'zod'
import { shifted } from '../literals/decimal.ts'
import { Mistake } from '../literals/mistake.ts'
import { report } from './report.ts'

/** How a literal looks to the schema. */
export interface LiteralLook<Output> {
  /** Name of its definition in the JSON Schema. */
  readonly id: string
  /** `a duration` */
  readonly noun: string
  readonly examples: readonly string[]
  /** Regular expression of the JSON Schema; the parser is the authority and may be stricter. */
  readonly pattern: string
  /** Which plain numbers are literals too: only 0, whose unit does not matter, all, or none. */
  readonly numbers: 'zero' | 'all' | 'none'
  readonly parse: (text: string) => Output | Mistake
  /** More keywords for the JSON Schema. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** A schema whose input is the text of a literal and whose output is what it stands for. */
export function literal<Output, Input>(look: LiteralLook<Output>): z.ZodType<Output, Input> {
  return z
    .custom<Input>()
    .transform((input, context): Output => {
      const text = typeof input === 'number' && look.numbers !== 'none' ? shifted(input, 0) : input
      const value = typeof text === 'string' ? look.parse(text) : noText(input, look)
      if (!(value instanceof Mistake)) return value
      report(context, value)
      return z.NEVER
    })
    .meta({
      id: look.id,
      title: look.noun,
      type: look.numbers === 'none' ? 'string' : ['string', 'number'],
      pattern: look.pattern,
      ...(look.numbers === 'zero' ? { minimum: 0, maximum: 0 } : {}),
      patternErrorMessage: `This is not ${look.noun}; write for example ${look.examples.join(' or ')}.`,
      examples: look.examples,
      ...look.more,
    })
}

function noText(input: unknown, look: LiteralLook<unknown>): Mistake {
  return new Mistake(
    'S103',
    `${look.noun} belongs here, not ${describeValue(input)}`,
    { start: 0, end: 0 },
    {
      expected: `for example ${look.examples.join(' or ')}`,
    },
  )
}

/** `a list`, `a map`, `nothing`, `true`, `5` … */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value}`
}
