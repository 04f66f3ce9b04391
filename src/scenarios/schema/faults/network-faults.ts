import * as z from 'zod'
import type { FaultKind, Partition } from '../../fault.ts'
import { edge } from '../edge.ts'
import { bandwidth, durationLaw, positiveCount } from '../literals.ts'
import { name } from '../name.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import type { PairsDocument, PlaceDocument } from './fault-document.ts'
import { instanceName, someShare, someTime } from './fault-literals.ts'
import { type FaultSchema, faultOfKind } from './fault-of-kind.ts'
import { direction, messageFields, operations, pathOf, requestFields } from './fault-targets.ts'
import { timeFields } from './fault-times.ts'

const on = edge.describe('Whose messages: caller -> callee, with * for any.')
const rest = { ...messageFields, ...timeFields }
/** Connections are refused, hang or are cut when a request comes. */
const ofRequest = { ...requestFields, ...timeFields }
const share = someShare.describe('How many of the messages.')
const ofRequests = someShare.prefault(1).describe('How many of the requests.')

const latency = faultOfKind(
  thing('a latency fault', { latency: on, add: someTime.describe('What each message takes longer.'), ...rest }),
  ({ latency: edges, add, ...more }): FaultKind => ({ kind: 'latency', path: pathOf(edges, more), add }),
)

const loss = faultOfKind(
  thing('a loss fault', {
    loss: on,
    share,
    burst: positiveCount.prefault(1).describe('How many messages in a row are lost on average.'),
    ...rest,
  }),
  ({ loss: edges, share: lost, burst, ...more }): FaultKind => {
    return { kind: 'loss', path: pathOf(edges, more), share: lost, burst }
  },
)

const duplicate = faultOfKind(
  thing('a duplicate fault', {
    duplicate: on,
    share,
    delay: durationLaw.prefault(0).describe('How long after the first the second copy arrives.'),
    ...rest,
  }),
  ({ duplicate: edges, share: twice, delay, ...more }): FaultKind => {
    return { kind: 'duplicate', path: pathOf(edges, more), share: twice, delay }
  },
)

const reorder = faultOfKind(
  thing('a reorder fault', {
    reorder: on,
    share,
    hold: someTime.describe('How long a message is held back, so that others overtake it.'),
    ...rest,
  }),
  ({ reorder: edges, share: held, hold, ...more }): FaultKind => {
    return { kind: 'reorder', path: pathOf(edges, more), share: held, hold }
  },
)

const slowLink = faultOfKind(
  thing('a bandwidth fault', { bandwidth: on, rate: bandwidth.describe('What one sender may send.'), ...rest }),
  ({ bandwidth: edges, rate, ...more }): FaultKind => ({ kind: 'bandwidth', path: pathOf(edges, more), rate }),
)

const jam = faultOfKind(thing('a jam fault', { jam: on, ...rest }), ({ jam: edges, ...more }): FaultKind => {
  return { kind: 'jam', path: pathOf(edges, more) }
})

const side = z
  .union(
    [
      instanceName.transform((single) => [single]),
      z.array(instanceName, { error: 'a list of instances' }).min(1, { error: 'a list of instances' }),
    ],
    { error: 'an instance or a list of them' },
  )
  .describe('Instances: a/0, or a for all of it.')

const cut: z.ZodType<Partition, PlaceDocument | PairsDocument> = z.union(
  [
    thing('a partition of a zone', {
      zone: name.describe('Cut off from all others and from clients outside.'),
    }).transform(({ zone }): Partition => ({ kind: 'zone', zone })),
    thing('a partition of a region', {
      region: name.describe('Cut off from all others and from clients outside.'),
    }).transform(({ region }): Partition => ({ kind: 'region', region })),
    thing('a partition of instances', { between: side, and: side }).transform(
      ({ between, and }): Partition => ({ kind: 'pairs', between, and }),
    ),
  ],
  { error: 'a partition of a zone, of a region or between instances' },
)

const partition = faultOfKind(
  withRule(
    thing('a partition fault', {
      partition: z
        .union([edge.transform((pattern) => ({ kind: 'edge' as const, pattern })), cut], {
          error: 'an edge, { zone: a }, { region: us-east-1 } or { between: [a/0], and: [b/0] }',
        })
        .describe('What is cut: an edge, a zone, a region, or pairs of instances.'),
      ...rest,
    }),
    edgesOnly,
  ),
  ({ partition: where, ...more }): FaultKind => {
    const path = where.kind === 'edge' ? ({ kind: 'path', path: pathOf(where.pattern, more) } as const) : where
    return { kind: 'partition', partition: path }
  },
)

const blackhole = faultOfKind(
  thing('a blackhole fault', {
    blackhole: operations.describe('Operations whose messages vanish: payments.charge, or a module for all of its.'),
    direction,
    ...timeFields,
  }),
  ({ blackhole: lost, direction: way }): FaultKind => ({ kind: 'blackhole', operations: lost, direction: way }),
)

const refuse = faultOfKind(
  thing('a refuse fault', { refuse: on, share: ofRequests, ...ofRequest }),
  ({ refuse: edges, share: hit, ...more }): FaultKind => ({ kind: 'refuse', path: pathOf(edges, more), share: hit }),
)

const hang = faultOfKind(
  thing('a hang fault', { hang: on, share: ofRequests, ...ofRequest }),
  ({ hang: edges, share: hit, ...more }): FaultKind => ({ kind: 'hang', path: pathOf(edges, more), share: hit }),
)

const reset = faultOfKind(
  thing('a reset fault', { reset: on, share: ofRequests, ...ofRequest }),
  ({ reset: edges, share: hit, ...more }): FaultKind => ({ kind: 'reset', path: pathOf(edges, more), share: hit }),
)

const dns = faultOfKind(
  thing('a dns fault', {
    dns: z
      .union([name, edge], { error: 'a name or an edge' })
      .describe('What cannot be found: a name for all callers, or an edge.'),
    mode: z.enum(['fail', 'hang'], { error: 'fail or hang' }).prefault('fail').describe('What happens to a call.'),
    ...timeFields,
  }),
  ({ dns: lost, mode }): FaultKind => ({ kind: 'dns', dns: lost, mode }),
)

/** What is said about the messages of an edge has no meaning for a place or for pairs of instances. */
function edgesOnly(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const { partition: where } = value
  if (typeof where !== 'object' || where === null || !('kind' in where) || where.kind === 'edge') return undefined
  // Its default is in the value, whether or not it was written.
  const written = (key: string): boolean => (key === 'direction' ? value[key] !== 'both' : key in value)
  const key = Object.keys(messageFields).find(written)
  if (key === undefined) return undefined
  const message = `"${key}" has a meaning only for the partition of an edge`
  return { code: 'S108', message, path: [key], hint: 'this partition cuts everything between its two sides' }
}

/** Faults of messages, by kind. */
export const networkFaults: Readonly<Record<string, FaultSchema>> = {
  latency,
  loss,
  duplicate,
  reorder,
  bandwidth: slowLink,
  partition,
  jam,
  blackhole,
  refuse,
  hang,
  reset,
  dns,
}
