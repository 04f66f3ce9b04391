import * as z from 'zod'
import type { SubscriptionPattern } from '../../event-pattern.ts'
import { parseEventName, parseEventPattern, parseSubscriptionPattern } from '../../literals/event-name.ts'
import { Mistake } from '../../literals/mistake.ts'
import { literal } from '../literal.ts'
import { report } from '../report.ts'

const NAME = '^[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*$'
const PATTERN = '^[A-Za-z0-9_*-]+(\\.[A-Za-z0-9_*-]+)*$'
const WORDS = 'An event is called by words with dots between them, such as order.placed'

/** `order.placed` */
export const eventName: z.ZodType<string, string> = literal({
  id: 'event',
  noun: 'the name of an event',
  examples: ['order.placed'],
  pattern: NAME,
  numbers: 'none',
  parse: parseEventName,
})

/** `order.*` */
export const eventPattern: z.ZodType<string, string> = literal({
  id: 'event-pattern',
  noun: 'the name of an event or a pattern',
  examples: ['order.placed', 'order.*'],
  pattern: PATTERN,
  numbers: 'none',
  parse: parseEventPattern,
})

/** `order.placed -> notifications` */
export const subscription: z.ZodType<SubscriptionPattern, string> = literal({
  id: 'subscription',
  noun: 'an event and the module that handles it',
  examples: ['order.placed -> mailer', '* -> mailer'],
  pattern: '^\\s*[A-Za-z0-9_.*-]+\\s*->\\s*[A-Za-z0-9_*-]+\\s*$',
  numbers: 'none',
  parse: parseSubscriptionPattern,
})

/** A map whose keys are events. */
export function byEvent<Output, Input>(
  noun: string,
  value: z.ZodType<Output, Input>,
): z.ZodType<Record<string, Output>, Record<string, Input>> {
  return z.record(keyOf('event-as-key', NAME, parseEventName, `${WORDS}.`), value, { error: noun })
}

/** A map whose keys are events or patterns with `*`. */
export function byEventPattern<Output, Input>(
  noun: string,
  value: z.ZodType<Output, Input>,
): z.ZodType<Record<string, Output>, Record<string, Input>> {
  const advice = `${WORDS}, perhaps with *.`
  return z.record(keyOf('event-pattern-as-key', PATTERN, parseEventPattern, advice), value, { error: noun })
}

function keyOf(
  id: string,
  pattern: string,
  parse: (text: string) => string | Mistake,
  patternErrorMessage: string,
): z.ZodType<string, string> {
  return z
    .string()
    .superRefine((text, context) => {
      const parsed = parse(text)
      if (parsed instanceof Mistake) report(context, parsed)
    })
    .meta({ id, pattern, patternErrorMessage })
}
