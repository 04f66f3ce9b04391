import fc from 'fast-check'
import type { Operation } from '../../../src/checks/histories/registers/operation.ts'

/** What random histories are made of. */
export interface RandomRegisters {
  readonly keys?: readonly string[]
  readonly sessions?: readonly string[]
  readonly maxLength: number
  /** Kinds of operations: letters of the notation. */
  readonly kinds: string
  /** Values written and read: up to this. */
  readonly values: number
  /** Whether each write has a value of its own. */
  readonly unique?: boolean
  /** Latest call. */
  readonly span?: number
  /** Whether sessions do one thing after the other, in the order of the list. */
  readonly inTurn?: boolean
  /** Operations at least; default: 1. */
  readonly minLength?: number
}

/** Small random histories with many operations at the same instant; about one in eight has no answer or failed. */
export function randomRegisters(options: RandomRegisters): fc.Arbitrary<readonly Operation[]> {
  const { keys = ['x'], sessions = ['a', 'b', 'c'], span = 12, unique = false, inTurn = false } = options
  const draft = fc.record({
    session: fc.constantFrom(...sessions),
    key: fc.constantFrom(...keys),
    kind: fc.constantFrom(...options.kinds.split('')),
    call: fc.nat(span),
    length: fc.nat(6),
    outcome: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'info', 'fail'),
    first: fc.nat(options.values),
    second: fc.nat(options.values),
  })
  return fc.array(draft, { minLength: options.minLength ?? 1, maxLength: options.maxLength }).map((drafts) =>
    drafts.map(({ session, key, kind, call, length, outcome, first, second }, index): Operation => {
      const start = inTurn ? index * 10 : call
      const end = outcome === 'info' ? Infinity : start + length
      const called = { session, key, call: start, return: end, outcome }
      if (kind === 'r') return { ...called, kind: 'read', value: first === 0 ? null : first }
      if (kind === 'w') return { ...called, kind: 'write', value: unique ? index + 1 : first + 1 }
      if (kind === '+') {
        const add = { ...called, kind: 'add', value: first % 2 === 0 ? 1 : -1 } as const
        return second === 0 ? add : { ...add, result: second - 1 }
      }
      const expected = second === 0 ? null : second
      return { ...called, kind: 'cas', expected, value: first + 1, swapped: kind === 'c' }
    }),
  )
}
