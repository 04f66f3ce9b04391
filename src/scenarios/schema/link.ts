import * as z from 'zod'
import { invariant } from '../../sim/kernel/invariant.ts'
import type { Law } from '../law.ts'
import { parseLaw } from '../literals/law.ts'
import { durations } from '../literals/law-domain.ts'
import { Mistake } from '../literals/mistake.ts'
import type { Link, LinkOverride } from '../scenario.ts'
import { edge } from './edge.ts'
import { bandwidth, durationLaw, type Quantity, type Share, share } from './literals.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** A profile by name, a delay, or all about a link. */
export type LinkDocument = LinkProfile | Quantity | LinkFieldsDocument
export type LinkProfile = 'loopback' | 'same-host' | 'same-zone' | 'cross-zone'

export interface LinkFieldsDocument {
  readonly delay?: Quantity | undefined
  readonly loss?: Share | undefined
  readonly bandwidth?: string | undefined
}

export interface LinkOverrideDocument extends LinkFieldsDocument {
  readonly on: string
}

/**
 * One-way delays. Loopback and same host are single values, the others ranges, as recommended for simulators from IBM
 * Cloud's published averages between zones (round trips of 0.08 to 0.11 ms inside a zone, 0.28 to 2.16 ms between
 * zones) and what users of other clouds report (0.3 to 1.5 ms between zones).
 */
const LINK_PROFILES: Readonly<Record<LinkProfile, string>> = {
  loopback: '20us',
  'same-host': '50us',
  'same-zone': 'uniform(0.1ms, 0.25ms)',
  'cross-zone': 'uniform(0.3ms, 0.75ms)',
}

const profile = z
  .enum(['loopback', 'same-host', 'same-zone', 'cross-zone'], { error: 'a link profile' })
  .transform((name): Link => plain(profileDelay(name)))

/** A link; `standard` names the profile whose delay it has where none is written; without it the delay must be. */
export function link(standard?: LinkProfile): z.ZodType<Link, LinkDocument> {
  const delay = standard === undefined ? durationLaw : durationLaw.prefault(LINK_PROFILES[standard])
  return z.union(
    [
      profile,
      durationLaw.transform(plain),
      withRule(
        thing('a link', {
          delay: delay.describe('One way, in each direction.'),
          loss: share.prefault(0).describe('Share of messages that vanish.'),
          bandwidth: bandwidth.exactOptional().describe("Of one sender's interface; else unlimited."),
        }),
        lossBelowOne,
      ).transform(({ bandwidth: speed, ...rest }): Link => ({ ...rest, bandwidth: speed ?? Number.POSITIVE_INFINITY })),
    ],
    { error: 'a delay, a link profile, or { delay: …, loss: …, bandwidth: … }' },
  )
}

/** Changes the link of some edges. */
export const linkOverride: z.ZodType<LinkOverride, LinkOverrideDocument> = withRule(
  thing('a link', {
    on: edge.describe('The calls it is about: caller -> callee, with * for any.'),
    delay: durationLaw.exactOptional().describe('One way, in each direction.'),
    loss: share.exactOptional().describe('Share of messages that vanish.'),
    bandwidth: bandwidth.exactOptional().describe("Of one sender's interface."),
  }),
  lossBelowOne,
)

function lossBelowOne({ loss }: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if (loss !== 1) return undefined
  return {
    code: 'S108',
    message: 'a link that loses everything is no link',
    path: ['loss'],
    expected: 'less than 100%',
  }
}

function plain(delay: Law): Link {
  return { delay, loss: 0, bandwidth: Number.POSITIVE_INFINITY }
}

function profileDelay(name: LinkProfile): Law {
  const law = parseLaw(LINK_PROFILES[name], durations)
  invariant(!(law instanceof Mistake), `the profile ${name} is a law`)
  return law
}
