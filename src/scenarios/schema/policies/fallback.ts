import * as z from 'zod'
import type { Fallback } from '../../policy.ts'
import { positiveDuration, type Quantity } from '../literals.ts'
import { operationName } from '../name.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import { type OutcomesDocument, outcomes } from './outcomes.ts'

/** What a caller gets instead of a failure. */
export type FallbackDocument =
  | 'none'
  | 'value'
  | {
      readonly value?: true | undefined
      readonly call?: string | undefined
      readonly stale?: Quantity | undefined
      readonly on?: OutcomesDocument | undefined
    }

const KINDS = ['value', 'call', 'stale']

const fields = withRule(
  thing('the fallback', {
    value: z.literal(true, { error: 'true' }).exactOptional().describe('A degraded answer at once.'),
    call: operationName.exactOptional().describe('The operation that is called instead.'),
    stale: positiveDuration.exactOptional().describe('The last good answer, if it is no older than this.'),
    on: outcomes.prefault('failures').describe('Which failures it is for.'),
  }),
  oneKind,
)

/** A fallback, or `null` for none. */
export const fallback: z.ZodType<Fallback | null, FallbackDocument> = z.union(
  [
    z.literal('none').transform(() => null),
    z.literal('value').transform((): Fallback => ({ to: { kind: 'value' }, on: 'failures' })),
    fields.transform(({ call, stale, on }): Fallback => {
      if (call !== undefined) return { to: { kind: 'call', call }, on }
      return { to: stale === undefined ? { kind: 'value' } : { kind: 'stale', stale }, on }
    }),
  ],
  { error: 'none, value, { call: module.operation } or { stale: 5min }' },
)

function oneKind(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const [first, second] = KINDS.filter((kind) => kind in value)
  if (first !== undefined && second === undefined) return undefined
  return {
    code: 'S108',
    message: second === undefined ? 'this fallback gives nothing' : `this fallback has "${first}" and "${second}"`,
    ...(second === undefined ? {} : { path: [second] }),
    expected: 'value: true, call: module.operation or stale: 5min',
  }
}
