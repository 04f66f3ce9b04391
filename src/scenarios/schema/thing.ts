import * as z from 'zod'
import { Mistake } from '../literals/mistake.ts'
import { report } from './report.ts'

/**
 * A map with fixed keys, which refuses all others. The noun (`a unit`, `the run`) says in messages what it is; the
 * message of zod's own issues is made of the noun and the keys, for `readThing` to take apart.
 */
export function thing<Shape extends z.core.$ZodLooseShape>(
  noun: string,
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, { error: `${noun}${KEYS_FOLLOW}${Object.keys(shape).join(', ')}` })
}

/** Nouns of other things have colons: `none, or { after: 5s }`. */
const KEYS_FOLLOW = '\n'

/** The noun and the keys in the message of an issue of a `thing`. */
export function readThing(message: string): { readonly noun: string; readonly keys: readonly string[] } {
  const [noun = '', keys = ''] = message.split(KEYS_FOLLOW)
  return { noun, keys: keys === '' ? [] : keys.split(', ') }
}

/** A broken rule between the keys of a thing: what is wrong, and at which of its parts. */
export interface BrokenRule {
  readonly code: string
  readonly message: string
  /** From the thing; the thing itself unless said. */
  readonly path?: readonly (string | number)[]
  /** What is meant there: the value unless said, of the thing itself its key. */
  readonly at?: 'key'
  readonly expected?: string
  readonly hint?: string
  readonly label?: string
}

/**
 * Adds a rule about keys to a thing. The rule also sees things with broken values, so that all mistakes show at once: a
 * key is `in` the value when it was written, whatever stands there, and a broken value is `undefined`.
 */
export function withRule<Schema extends z.ZodType>(
  schema: Schema,
  rule: (value: Readonly<Record<string, unknown>>) => BrokenRule | undefined,
): Schema {
  return schema.superRefine(
    (value, context) => {
      const broken = isMap(value) ? rule(value) : undefined
      if (broken === undefined) return
      const { code, message, path, at, ...advice } = broken
      const mistake = new Mistake(code, message, { start: 0, end: 0 }, advice)
      report(context, mistake, path, path === undefined ? 'key' : at)
    },
    { when: (payload) => isMap(payload.value) },
  )
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
