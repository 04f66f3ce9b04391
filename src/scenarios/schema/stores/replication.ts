import * as z from 'zod'
import type { Failover, Replication } from '../../store.ts'
import { count, durationLaw, positiveDuration } from '../literals.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import type { FailoverDocument, ReplicationDocument } from './store-document.ts'

const WAITS = ['async', 'semi-sync', 'sync', 'majority'] as const

/**
 * `received`: what `synchronous_commit = on` waits for in PostgreSQL. Retransmission: the least time-out of TCP in
 * Linux (`TCP_RTO_MIN`). Time to apply: assumed, somewhat less than a plain write takes.
 */
const APPLY = 'exp(0.3ms)'
const RETRANSMIT = '200ms'

const fields = thing('the replication', {
  wait: z
    .union([z.enum(WAITS), count], { error: 'async, semi-sync, sync, majority or a count' })
    .prefault('async')
    .describe('Replicas that must have a commit before it is answered: none, one, all, a majority of the nodes.'),
  for: z
    .enum(['received', 'applied'], { error: 'received or applied' })
    .prefault('received')
    .describe('Whether such a replica has written the commit down, or can be read with it.'),
  apply: durationLaw.prefault(APPLY).describe('Time for a replica to apply one commit, one after the other.'),
  retransmit: positiveDuration.prefault(RETRANSMIT).describe('When a commit that no answer came for is sent again.'),
})

/** How commits get to the replicas. The default is that of PostgreSQL and MySQL: nobody waits for them. */
export const replication: z.ZodType<Replication, ReplicationDocument> = z.union(
  [z.enum(WAITS).transform((wait): Replication => ({ ...fields.parse({}), wait })), fields],
  { error: 'async, semi-sync, sync, majority, or { wait: 2, apply: exp(1ms) }' },
)

/**
 * Defaults of Patroni: a leader key of 30 s (`ttl`), looked at every 10 s (`loop_wait`); a leader that cannot renew it
 * steps down. The time of an election is assumed.
 */
const failoverFields: z.ZodType<Failover, FailoverDocument> = withRule(
  thing('the failover', {
    detect: positiveDuration.prefault('30s').describe('How long the leader must be gone before anything is done.'),
    heartbeat: positiveDuration.prefault('10s').describe('How often replicas look whether it is there.'),
    election: durationLaw.prefault('2s').describe('From then until a new leader takes writes.'),
    fencing: z
      .boolean({ error: 'true or false' })
      .prefault(true)
      .describe('Whether a leader that hears of no majority stops taking writes; else there may be two.'),
  }),
  rareHeartbeat,
)

/** What happens when the leader is gone; `null` for nothing. */
export const failover: z.ZodType<Failover | null, 'none' | FailoverDocument> = z.union(
  [z.literal('none').transform(() => null), failoverFields],
  { error: 'none, or { detect: 10s, heartbeat: 1s, election: 2s, fencing: true }' },
)

function rareHeartbeat({ detect, heartbeat }: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if (typeof detect !== 'number' || typeof heartbeat !== 'number' || heartbeat <= detect) return undefined
  return {
    code: 'S171',
    message: 'this failover looks for the leader more rarely than it has to notice that it is gone',
    path: ['heartbeat'],
    expected: 'at most as long as detect, such as a third of it',
  }
}
