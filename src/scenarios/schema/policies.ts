import * as z from 'zod'
import type { Policy, Protocol } from '../scenario.ts'
import { type ConnectionsDocument, someConnections } from './connections.ts'
import { edge } from './edge.ts'
import { positiveDuration, type Quantity } from './literals.ts'
import { protocol } from './network.ts'
import { thing } from './thing.ts'

/** What protects the calls that fit `on`. */
export interface PolicyDocument {
  readonly on: string
  readonly timeout?: Quantity | undefined
  readonly cancel?: boolean | undefined
  readonly protocol?: Protocol | undefined
  readonly connections?: ConnectionsDocument | undefined
}

const policy: z.ZodType<Policy, PolicyDocument> = thing('a policy', {
  on: edge.describe(
    'The calls it is about: caller -> callee, with * for any; the closest pattern wins, field by field.',
  ),
  timeout: positiveDuration.exactOptional().describe('How long the caller waits.'),
  cancel: z
    .boolean({ error: 'true or false' })
    .exactOptional()
    .describe('Whether a caller that stopped waiting sends a cancellation after the request.'),
  protocol: protocol.exactOptional(),
  connections: someConnections.exactOptional().describe('How connections between the two are kept.'),
}).meta({ id: 'policy' })

/** Policies, in the order of the document. */
export const policies: z.ZodType<readonly Policy[], readonly PolicyDocument[]> = z.array(policy, {
  error: 'a list of policies',
})
