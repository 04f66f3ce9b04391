import * as z from 'zod'
import { Mistake } from '../literals/mistake.ts'
import { literal } from './literal.ts'
import { report } from './report.ts'

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const PATTERN = '^[A-Za-z][A-Za-z0-9_-]{0,63}$'
const RULE = 'a letter, then at most 63 letters, digits, "-" or "_"'

/** A name: a letter, then at most 63 letters, digits, `-` or `_`. */
export const name: z.ZodType<string, string> = literal({
  id: 'name',
  noun: 'a name',
  examples: ['checkout', 'order-history'],
  pattern: PATTERN,
  numbers: 'none',
  parse: (text) => nameMistake(text) ?? text,
})

/** The name of an operation: `module.operation`, or `operation` alone inside its module. */
export const operationName: z.ZodType<string, string> = literal({
  id: 'operation-name',
  noun: 'the name of an operation',
  examples: ['catalog.search'],
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}(\\.[A-Za-z][A-Za-z0-9_-]{0,63})?$',
  numbers: 'none',
  parse: (text) => {
    const parts = text.split('.')
    if (parts.length <= 2 && parts.every((part) => NAME.test(part))) return text
    return new Mistake('S105', `"${text}" cannot be the name of an operation`, whole(text), {
      expected: '"module.operation", or "operation" of the same module',
    })
  },
})

/** Key of a map that the user names: as `name`, but judged as a key. */
const nameAsKey: z.ZodType<string, string> = z
  .string()
  .superRefine((text, context) => {
    const mistake = nameMistake(text)
    if (mistake !== undefined) report(context, mistake)
  })
  .meta({ id: 'name-as-key', pattern: PATTERN, patternErrorMessage: `A name is ${RULE}.` })

/** A map whose keys are names the user chooses. */
export function named<Output, Input>(
  noun: string,
  value: z.ZodType<Output, Input>,
): z.ZodType<Record<string, Output>, Record<string, Input>> {
  return z.record(nameAsKey, value, { error: noun })
}

/** Demands that the keys of a map are names; for maps that have keys of their own beside those the user chooses. */
export function withNames<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema
    .superRefine(
      (map, context) => {
        for (const key of Object.keys(map ?? {})) {
          const mistake = nameMistake(key)
          if (mistake !== undefined) report(context, mistake, [key], 'key')
        }
      },
      { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
    )
    .meta({ propertyNames: { pattern: PATTERN, patternErrorMessage: `A name is ${RULE}.` } })
}

function nameMistake(text: string): Mistake | undefined {
  if (NAME.test(text)) return undefined
  return new Mistake('S105', `"${text}" cannot be a name`, whole(text), { expected: RULE })
}

function whole(text: string): { start: number; end: number } {
  return { start: 0, end: text.length }
}
