import * as z from 'zod'
import type { Connections } from '../scenario.ts'
import { duration, type Quantity } from './literals.ts'
import { thing } from './thing.ts'

export interface ConnectionsDocument {
  readonly 'keep-alive'?: Quantity | 'off' | 'forever' | undefined
  readonly tls?: boolean | undefined
  readonly multiplexed?: boolean | undefined
}

const keepAlive = z.union(
  [z.literal('off').transform(() => 0), z.literal('forever').transform(() => Number.POSITIVE_INFINITY), duration],
  { error: 'a duration, off or forever' },
)
const yesOrNo = z.boolean({ error: 'true or false' })
const KEEP_ALIVE = 'How long an idle connection stays open; off opens a new one for every call.'
const TLS = 'Whether a new connection also costs the round trip of TLS 1.3.'
const MULTIPLEXED = 'Whether one connection carries many calls at once; else as the protocol does it.'

/** Connections between units, with defaults. */
export const connections: z.ZodType<Connections, ConnectionsDocument> = thing('the connections', {
  'keep-alive': keepAlive.prefault('60s').describe(KEEP_ALIVE),
  tls: yesOrNo.prefault(false).describe(TLS),
  multiplexed: yesOrNo.exactOptional().describe(MULTIPLEXED),
})

/** What a policy changes about them. */
export const someConnections: z.ZodType<Partial<Connections>, ConnectionsDocument> = thing('the connections', {
  'keep-alive': keepAlive.exactOptional().describe(KEEP_ALIVE),
  tls: yesOrNo.exactOptional().describe(TLS),
  multiplexed: yesOrNo.exactOptional().describe(MULTIPLEXED),
})
