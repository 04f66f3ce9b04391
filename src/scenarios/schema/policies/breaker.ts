import * as z from 'zod'
import { BREAKER_PRESETS, type BreakerOptions, type BreakerWindow } from '../../breaker-presets.ts'
import { type Backoff, parseBackoff } from '../../literals/backoff.ts'
import { parseCount } from '../../literals/count.ts'
import { parseDuration } from '../../literals/duration.ts'
import { Mistake } from '../../literals/mistake.ts'
import type { Breaker, BreakerPreset } from '../../policy.ts'
import { suggest } from '../../suggest.ts'
import { literal } from '../literal.ts'
import {
  type Count,
  count,
  duration,
  positiveCount,
  positiveDuration,
  type Quantity,
  rate,
  type Share,
  share,
} from '../literals.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import { type OutcomesDocument, outcomeNames, outcomes } from './outcomes.ts'

/** A circuit breaker: a preset alone, or with changes. */
export type BreakerDocument = 'none' | BreakerPreset | BreakerFields

interface BreakerFields {
  readonly preset?: BreakerPreset | undefined
  readonly errors?: Share | undefined
  readonly window?: Quantity | Count | undefined
  readonly minimum?: Count | undefined
  readonly reset?: Quantity | undefined
  readonly backoff?: string | undefined
  readonly buckets?: Count | undefined
  readonly 'warm-up'?: boolean | undefined
  readonly age?: Quantity | undefined
  readonly failures?: Count | undefined
  readonly 'minimum-rate'?: Quantity | undefined
  readonly slow?: Quantity | undefined
  readonly 'slow-rate'?: Share | undefined
  readonly permitted?: Count | undefined
  readonly automatic?: boolean | undefined
  readonly 'half-open-wait'?: Quantity | undefined
  readonly 'half-open-then'?: 'open' | 'closed' | undefined
  readonly counts?: OutcomesDocument | undefined
  readonly ignores?: readonly string[] | undefined
}

const PRESETS = [
  'opossum',
  'cockatiel-consecutive',
  'cockatiel-count',
  'cockatiel-sampling',
  'resilience4j',
  'resilience4j-time',
  'polly',
] as const satisfies readonly BreakerPreset[]

const window: z.ZodType<BreakerWindow, Quantity | Count> = literal({
  id: 'breaker-window',
  noun: 'a window',
  examples: ['10s', '100'],
  pattern: '^((\\d+(\\.\\d+)?(ns|us|ms|s|min|m|h|d|µs|μs))+|\\d+(\\.\\d+)?[kMG]?)$',
  numbers: 'all',
  parse: (text) => {
    const calls = /^[\d.]*[kMG]?$/.test(text.trim())
    const size = calls ? parseCount(text) : parseDuration(text)
    return size instanceof Mistake ? size : { kind: calls ? 'calls' : 'time', size }
  },
  more: { minimum: 1 },
})

/** Times open that grow; the same literal as that of a retry. */
const backoff: z.ZodType<Backoff, string> = literal({
  id: 'open-times',
  noun: 'a backoff',
  examples: ['exponential(128ms, max=30s, jitter=decorrelated-v2)'],
  pattern: '^(constant\\(.*|linear\\(.*|exponential\\(.*)$',
  numbers: 'none',
  parse: parseBackoff,
})

const yesOrNo = z.boolean({ error: 'true or false' })
const OPTIONS = {
  errors: share.exactOptional().describe('The share of failures that opens it.'),
  window: window
    .exactOptional()
    .describe('What the share is of: the calls of a time such as 10s, or the last 100 calls.'),
  minimum: count.exactOptional().describe('Calls in the window below which it stays closed.'),
  reset: positiveDuration.exactOptional().describe('How long it stays open before it lets calls through to try.'),
  backoff: backoff.exactOptional().describe('Instead of reset: times open that grow (cockatiel).'),
  buckets: positiveCount.exactOptional().describe('Parts that the window moves on by (opossum).'),
  'warm-up': yesOrNo.exactOptional().describe('Whether it stays closed during its first window (opossum).'),
  age: duration.exactOptional().describe('How long before the run it was made: the phase of its buckets (opossum).'),
  failures: positiveCount.exactOptional().describe('Failures in a row that open it (cockatiel-consecutive).'),
  'minimum-rate': rate.exactOptional().describe('Calls per second below which it stays closed (cockatiel-sampling).'),
  slow: positiveDuration.exactOptional().describe('From which duration a call is slow (resilience4j).'),
  'slow-rate': share.exactOptional().describe('The share of slow calls that opens it (resilience4j).'),
  permitted: positiveCount.exactOptional().describe('Calls let through to try while half open (resilience4j).'),
  automatic: yesOrNo.exactOptional().describe('Whether it leaves open by a timer and not by a call (resilience4j).'),
  'half-open-wait': duration
    .exactOptional()
    .describe('How long it stays half open at most; 0 for ever (resilience4j).'),
  'half-open-then': z
    .enum(['open', 'closed'], { error: 'open or closed' })
    .exactOptional()
    .describe('Where it goes after that wait; open unless said (resilience4j).'),
}

const fields = withRule(
  withRule(
    thing('the breaker', {
      preset: z
        .enum(PRESETS, { error: 'a preset' })
        .prefault('opossum')
        .describe('Whose rules and defaults; opossum unless said.'),
      ...OPTIONS,
      counts: outcomes.prefault('transient').describe('Outcomes that are failures.'),
      ignores: outcomeNames.exactOptional().describe('Outcomes that are not counted at all.'),
    }),
    optionOfPreset,
  ),
  optionInRange,
)

/** A breaker, or `null` for none. */
export const breaker: z.ZodType<Breaker | null, BreakerDocument> = z.union(
  [
    z.literal('none').transform(() => null),
    z.enum(PRESETS).transform((preset): Breaker => breakerOf(preset, {}, 'transient', [])),
    fields.transform(({ preset, counts, ignores, ...said }): Breaker => {
      const { backoff: growing, ...rest } = said
      const options = growing === undefined ? rest : { ...rest, backoff: { ...growing, retryAfter: false } }
      return breakerOf(preset, options, counts, ignores ?? [])
    }),
  ],
  { error: 'a preset, none, or { preset: opossum, errors: 50% }' },
)

function breakerOf(
  preset: BreakerPreset,
  options: BreakerOptions,
  counts: Breaker['counts'],
  ignores: Breaker['ignores'],
): Breaker {
  return { preset, rules: BREAKER_PRESETS[preset].rules(options), counts, ignores }
}

/** Each library has options of its own; one that is ignored would be a setting that does nothing. */
function optionOfPreset(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const preset = PRESETS.find((each) => each === value['preset'])
  if (preset === undefined) return undefined
  const known: readonly string[] = BREAKER_PRESETS[preset].options
  const stray = Object.keys(OPTIONS).find((option) => option in value && !known.includes(option))
  if (stray === undefined) return undefined
  const others = PRESETS.filter((each) => BREAKER_PRESETS[each].options.some((option) => option === stray))
  const meant = suggest(stray, known)
  return {
    code: 'S186',
    message: `a breaker of ${preset} has no "${stray}"`,
    path: [stray],
    expected: `one of ${known.join(', ')}, counts, ignores`,
    hint:
      meant === undefined
        ? `${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} it`
        : `did you mean "${meant}"?`,
  }
}

function optionInRange(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const preset = PRESETS.find((each) => each === value['preset'])
  if (preset === undefined || optionOfPreset(value) !== undefined) return undefined
  const options: Record<string, unknown> = {}
  for (const key of Object.keys(OPTIONS)) {
    // A broken value has a problem of its own, and nothing can be said about its fit.
    if (key in value && value[key] === undefined) return undefined
    if (key in value) options[key] = value[key]
  }
  const refused = BREAKER_PRESETS[preset].refused(options)
  if (refused === undefined) return undefined
  const { option, expected } = refused
  return { code: 'S187', message: `a breaker of ${preset} cannot have this "${option}"`, path: [option], expected }
}
