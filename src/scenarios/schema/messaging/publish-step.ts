import * as z from 'zod'
import type { Step } from '../../step.ts'
import { sizeLaw } from '../literals.ts'
import { name } from '../name.ts'
import type { StepDocument } from '../step-document.ts'
import { thing } from '../thing.ts'
import { eventName } from './event-name.ts'

/** Tells whoever wants to know. */
export const publishStep: z.ZodType<Step, StepDocument> = thing('a publish step', {
  publish: eventName.describe('The event; every module that handles it gets the message.'),
  key: name
    .exactOptional()
    .describe('The input whose value decides about order: the partition of a log, the group of a FIFO queue.'),
  size: sizeLaw.exactOptional().describe('Payload of the message; else what events says.'),
  optional: z
    .boolean({ error: 'true or false' })
    .prefault(false)
    .describe('Whether the operation goes on when the message could not be published.'),
}).transform((step): Step => ({ kind: 'publish', ...step }))
