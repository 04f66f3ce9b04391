import * as z from 'zod'
import type { Step } from '../step.ts'
import { durationLaw, positiveDuration, share, sizeLaw } from './literals.ts'
import { name, operationName } from './name.ts'
import type { StepDocument } from './step-document.ts'
import { thing } from './thing.ts'

const request = sizeLaw.prefault('1KiB').describe('Payload of the request.')

/** The steps that hold no other steps. */
export const simpleSteps: readonly z.ZodType<Step, StepDocument>[] = [
  thing('a cpu step', { cpu: durationLaw.describe('Computing, on a core of the unit.') }).transform(
    (step): Step => ({ kind: 'cpu', ...step }),
  ),
  thing('an io step', { io: durationLaw.describe('Waiting without cpu, for example for a system outside.') }).transform(
    (step): Step => ({ kind: 'io', ...step }),
  ),
  thing('a call step', {
    call: operationName.describe('The operation to call; its answer is waited for.'),
    timeout: positiveDuration.exactOptional().describe('How long to wait; goes before the policies.'),
    optional: z
      .boolean({ error: 'true or false' })
      .prefault(false)
      .describe('Whether the operation goes on when the call fails.'),
    key: name
      .exactOptional()
      .describe('The input that the call is about: coalescing and stale answers tell calls apart by it.'),
    request,
  }).transform((step): Step => ({ kind: 'call', ...step })),
  thing('a send step', {
    send: operationName.describe('The operation to call without waiting for the answer.'),
    request,
  }).transform((step): Step => ({ kind: 'send', ...step })),
  thing('a fail step', {
    fail: share.describe('How often the operation ends here with a failure.'),
    as: name.exactOptional().describe('The business reason, for example out-of-stock.'),
  }).transform((step): Step => ({ kind: 'fail', ...step })),
  thing('a respond step', { respond: z.literal(true, { error: 'true' }) }).transform((): Step => ({ kind: 'respond' })),
]
