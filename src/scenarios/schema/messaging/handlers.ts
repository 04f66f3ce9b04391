import * as z from 'zod'
import type { Handler } from '../../scenario.ts'
import { step } from '../step.ts'
import { thing } from '../thing.ts'
import { byEvent } from './event-name.ts'
import { idempotency } from './idempotency.ts'
import type { HandlerDocument } from './messaging-document.ts'

const stepList = z.array(step, { error: 'a list of steps' })

const handler: z.ZodType<Handler, HandlerDocument> = z
  .union(
    [
      stepList.transform((steps): Handler => ({ steps })),
      thing('a handler', {
        steps: stepList.describe('What is done for each message, in order.'),
        idempotency: idempotency('message')
          .exactOptional()
          .describe('Whether a message that comes again is done once: an inbox.'),
      }).transform(
        ({ steps, idempotency: once }): Handler => (once === undefined ? { steps } : { steps, idempotency: once }),
      ),
    ],
    { error: 'a list of steps, or { steps: [...], idempotency: true }' },
  )
  .meta({ id: 'handler' })

/** What a module does when events come. */
export const handlers: z.ZodType<
  Readonly<Record<string, Handler>>,
  Readonly<Record<string, HandlerDocument>>
> = byEvent('a map of events', handler)
