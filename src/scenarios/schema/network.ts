import * as z from 'zod'
import type { Network, Protocol } from '../scenario.ts'
import { type ConnectionsDocument, connections } from './connections.ts'
import { type LinkDocument, type LinkOverrideDocument, link, linkOverride } from './link.ts'
import { duration, type Quantity } from './literals.ts'
import { name, named } from './name.ts'
import { thing, withRule } from './thing.ts'

export interface NetworkDocument {
  readonly protocol?: Protocol | undefined
  readonly 'in-process'?: Quantity | undefined
  readonly 'same-zone'?: LinkDocument | undefined
  readonly 'cross-zone'?: LinkDocument | undefined
  readonly 'cross-region'?: LinkDocument | undefined
  readonly client?: 'none' | LinkDocument | undefined
  readonly zones?: Readonly<Record<string, string>> | undefined
  readonly connections?: ConnectionsDocument | undefined
  readonly links?: readonly LinkOverrideDocument[] | undefined
}

export const protocol: z.ZodType<Protocol, Protocol> = z
  .enum(['json', 'grpc', 'none'], { error: 'a protocol' })
  .describe('What calls cost in cpu and bytes; none costs nothing.')

const zones = withRule(named('a map of zones', name), (map) =>
  Object.keys(map).length > 0
    ? undefined
    : { code: 'S106', message: 'there is no zone', expected: 'a zone and its region' },
)

/** Zones, and the way between them. */
export const network: z.ZodType<Network, NetworkDocument> = thing('the network', {
  protocol: protocol.prefault('json'),
  'in-process': duration.prefault('150ns').describe('Time of a call inside a unit.'),
  'same-zone': link('same-zone').prefault('same-zone').describe('The link between instances of one zone.'),
  'cross-zone': link('cross-zone').prefault('cross-zone').describe('The link between zones of one region.'),
  'cross-region': link()
    .exactOptional()
    .describe('The link between regions; else half the measured round trip between the two.'),
  client: z
    .union([z.literal('none').transform(() => undefined), link()], { error: 'none, a delay or a link' })
    .prefault('none')
    .describe('The link between workloads and units; none measures latency at the door.'),
  zones: zones.prefault({ a: 'us-east-1' }).describe('The region of each zone.'),
  connections: connections.prefault({}).describe('How connections between units are kept.'),
  links: z
    .array(linkOverride, { error: 'a list of links' })
    .prefault([])
    .describe('Links that differ, by caller and callee.'),
}).transform(({ client, ...rest }): Network => (client === undefined ? rest : { ...rest, client }))
