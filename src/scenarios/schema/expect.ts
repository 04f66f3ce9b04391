import * as z from 'zod'
import { type Expectation, type InvariantExpectation, RECORD_INVARIANTS, type RecordInvariant } from '../expectation.ts'
import type { Mistake } from '../literals/mistake.ts'
import { BUSINESS_EXAMPLES, BUSINESS_INVARIANTS, type BusinessInvariant } from '../parse-business-invariant.ts'
import { parseExpectation } from '../parse-expectation.ts'
import { parseInvariant } from '../parse-invariant.ts'
import { literal } from './literal.ts'
import { positiveDuration, type Quantity } from './literals.ts'
import { name } from './name.ts'
import { thing } from './thing.ts'

/** A threshold or an invariant, for all variants or for one. */
export type ExpectationDocument =
  | string
  | { readonly in: string; readonly that: string }
  | CalledInvariant
  | FunctionInvariant
  | NamedInvariantDocument

/** An invariant as a line, perhaps with a name of its own. */
export interface CalledInvariant {
  readonly invariant: string
  /** What it is called in results. */
  readonly as?: string | undefined
  /** The variant in which it is judged. */
  readonly in?: string | undefined
  readonly check?: undefined
  readonly every?: undefined
}

/** `{ linearizable: 'stock' }`, `{ staleness: 'users < 2s' }` … */
export type NamedInvariantDocument = { readonly [Name in InvariantKey]?: string | undefined }
type InvariantKey = RecordInvariant | 'conserved' | 'serializable' | 'staleness' | 'converges' | BusinessInvariant

/** A function over the contents of all stores at a moment; only in a scenario in TypeScript. */
export interface FunctionInvariant {
  /** What it is called in results. */
  readonly invariant: string
  /** `true` when all is well, else what is not. It must not change what it is given, nor depend on anything else. */
  readonly check: (view: ContentsView) => true | string
  /** How often it is asked, for example `10ms`. Default: after every commit, which costs a look at all that changed. */
  readonly every?: Quantity | undefined
}

/** What all stores hold at a moment. Frozen. */
export interface ContentsView {
  /** Milliseconds since the start of the run. */
  readonly atMs: number
  /** By record. */
  readonly records: Readonly<
    Record<
      string,
      {
        /** By key; of an opaque record the version stands for the value. */
        readonly values: readonly number[]
        /** By key; 0 is what was there at the start. */
        readonly versions: readonly number[]
      }
    >
  >
}

const line: z.ZodType<Expectation, string> = literal({
  id: 'expectation',
  noun: 'an expectation',
  examples: [
    'shop.checkout.latency.p99 < 800ms',
    'shop.*.availability >= 99.9%',
    'cost.perMonth < $900',
    'shop.checkout.availability >= 99% during fault',
    'recovers within 60s',
    'consistency.stock.lostUpdates == 0',
    'stock-never-negative',
    'linearizable: stock',
    'at-most-once: payments.charge',
  ],
  pattern:
    '^([A-Za-z0-9_*.>\\s-]+\\s*(<|<=|>|>=|==)\\s*\\S.*|\\s*recovers\\s+within\\s+\\S.*|\\s*[a-z-]+\\s*:.*' +
    '|\\s*[A-Za-z][A-Za-z0-9_-]*-never-negative\\s*)$',
  numbers: 'none',
  parse: parseExpectation,
})

const KEYS: readonly InvariantKey[] = [
  ...RECORD_INVARIANTS,
  'conserved',
  'serializable',
  'staleness',
  'converges',
  ...BUSINESS_INVARIANTS,
]

const SUBJECTS: Readonly<Record<string, string>> = {
  staleness: 'users < 2s',
  converges: 'users within 10s after heal',
  serializable: 'main',
  ...BUSINESS_EXAMPLES,
}

/** The text after `linearizable:` and the like; for `invariant` itself the whole. */
function invariantLiteral(key: InvariantKey | 'invariant'): z.ZodType<InvariantExpectation, string> {
  return literal({
    id: key === 'invariant' ? 'invariant' : `invariant-${key}`,
    noun: nounOf(key),
    examples: key === 'invariant' ? ['stock-never-negative', 'linearizable: stock'] : [SUBJECTS[key] ?? 'stock'],
    pattern: '\\S',
    numbers: 'none',
    parse: (text): InvariantExpectation | Mistake => parseInvariant(key === 'invariant' ? text : `${key}: ${text}`),
  })
}

function nounOf(key: InvariantKey | 'invariant'): string {
  if (key === 'invariant') return 'an invariant'
  return key in BUSINESS_EXAMPLES ? `what "${key}" is about` : `what is to be ${key}`
}

const namedInvariants = KEYS.map(
  (key): z.ZodType<Expectation, NamedInvariantDocument> =>
    thing('an invariant', {
      [key]: invariantLiteral(key).describe('What must never be broken, and of what.'),
    }).transform((written): Expectation => written[key] as InvariantExpectation),
)

/** The loader has put a text in the place of a function. */
const check: z.ZodType<string, FunctionInvariant['check']> = literal({
  id: 'invariant-check',
  noun: 'a function, in a scenario written in TypeScript,',
  examples: ['(view) => true'],
  pattern: '^function [0-9]+$',
  numbers: 'none',
  parse: (text): string | Mistake => text,
})

const ofFunction = thing('an invariant', {
  invariant: z.string().min(1).max(200).describe('What it is called in results.'),
  check: check.describe('A function of the contents of all stores; only in TypeScript.'),
  every: positiveDuration.optional().describe('How often it is asked; default: after every commit.'),
}).transform(
  ({ invariant, check: text, every }): Expectation => ({
    kind: 'invariant',
    text: invariant,
    rule: { name: 'function', check: text, every: every ?? null },
  }),
)

/** The line that an expectation is, or stands for. */
export function expectationText(written: ExpectationDocument): string {
  if (typeof written === 'string') return written
  if ('that' in written) return written.that
  if ('invariant' in written) return `invariant: ${written.invariant}`
  const [[key, about] = ['', '']] = Object.entries(written)
  return `${key}: ${about ?? ''}`
}

/** One line of `expect`. */
export const expectation: z.ZodType<Expectation, ExpectationDocument> = z.union(
  [
    line,
    thing('an expectation', {
      in: name.describe('The variant in which it is judged.'),
      that: line.describe('What must hold there.'),
    }).transform(({ in: variant, that }): Expectation => ({ ...that, in: variant })),
    thing('an invariant', {
      invariant: invariantLiteral('invariant').describe('What must never be broken, and of what.'),
      as: name.exactOptional().describe('What it is called in results, for example charged-at-most-once.'),
      in: name.exactOptional().describe('The variant in which it is judged.'),
    }).transform(
      ({ invariant, as: called, in: variant }): Expectation => ({
        ...invariant,
        ...(called === undefined ? {} : { text: `${called} (${invariant.text})` }),
        ...(variant === undefined ? {} : { in: variant }),
      }),
    ),
    ofFunction,
    ...namedInvariants,
  ],
  { error: 'an expectation' },
)

/** What must hold, and so the exit code. */
export const expect: z.ZodType<readonly Expectation[], readonly ExpectationDocument[]> = z.array(expectation, {
  error: 'a list of expectations',
})
