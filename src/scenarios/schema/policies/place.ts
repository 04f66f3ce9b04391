import * as z from 'zod'
import type { PolicyPlace } from '../../policy.ts'
import { durationLaw, type Quantity } from '../literals.ts'
import { thing } from '../thing.ts'

/** Where policies are applied, as written. */
export type PlaceDocument = 'client' | 'sidecar' | 'server' | { readonly sidecar: Quantity }

/** About what a message costs that passes the proxy of a service mesh: half a millisecond each way. */
const SIDECAR = '0.5ms'

const sidecar = thing('the place', {
  sidecar: durationLaw.describe('Delay of passing the sidecar, one way.'),
}).transform(({ sidecar: delay }): PolicyPlace => ({ kind: 'sidecar', delay }))

/** Where policies are applied. */
export const place: z.ZodType<PolicyPlace, PlaceDocument> = z.union(
  [
    z.literal('client').transform((): PolicyPlace => ({ kind: 'client' })),
    z.literal('server').transform((): PolicyPlace => ({ kind: 'server' })),
    z.literal('sidecar').transform(() => sidecar.parse({ sidecar: SIDECAR })),
    sidecar,
  ],
  { error: 'client, sidecar, { sidecar: 1ms } or server' },
)
