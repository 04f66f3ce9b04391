import * as z from 'zod'
import type { StatementTime, Store, StoreTemplate } from '../../store.ts'
import { isolation } from '../isolation.ts'
import { count, duration, durationLaw, positiveCount, positiveDuration, type Quantity } from '../literals.ts'
import { machine } from '../machine.ts'
import { name } from '../name.ts'
import { thing, withRule } from '../thing.ts'
import { storeOf } from './defaults-of-kind.ts'
import { HANDOFF } from './handoff.ts'
import { optionOfKind, optionsFit } from './options-of-kind.ts'
import { failover, replication } from './replication.ts'
import { shards } from './shards.ts'
import type { StatementTimeDocument, StoreDocument, StoreTemplateDocument } from './store-document.ts'

const yesOrNo = z.boolean({ error: 'true or false' })

const statementTime: z.ZodType<StatementTime, StatementTimeDocument> = z.union(
  [
    durationLaw.transform((before): StatementTime => ({ before, after: durationLaw.parse(0) })),
    thing('the time of a statement', {
      before: durationLaw.prefault(0).describe('Until it takes effect.'),
      after: durationLaw.prefault(0).describe('From then until it is answered.'),
    }),
  ],
  { error: 'a duration or a law, or { before: 1ms, after: 1ms }' },
)

const noneOrDuration: z.ZodType<number, Quantity | 'none'> = z.union(
  [z.literal('none').transform(() => Number.POSITIVE_INFINITY), positiveDuration],
  { error: 'a duration or none' },
)

const handoff = z.union(
  [
    yesOrNo.transform((on) => (on ? HANDOFF : null)),
    thing('the hand-off', {
      every: positiveDuration.prefault('10s').describe('How often it is tried.'),
      keep: positiveDuration.prefault('3h').describe('How long hints are kept.'),
    }),
  ],
  { error: 'true, false, or { every: 10s, keep: 3h }' },
)

/** All options of all kinds, with the defaults that depend on no other option. */
const fields = {
  kind: z
    .enum(['sql', 'quorum', 'object', 'search'], { error: 'sql, quorum, object or search' })
    .prefault('sql')
    .describe('What sort of store it is: one leader, a quorum of equals, objects by key, or a search index.'),
  shared: yesOrNo.prefault(false).describe('Whether modules may touch records in it that they do not own.'),
  connections: positiveCount.prefault(20).describe('Connections to the store, of all callers together.'),
  read: statementTime.exactOptional().describe('Time of a read inside the store.'),
  write: statementTime.exactOptional().describe('Time of a write inside the store.'),
  'per-row': duration.exactOptional().describe('Time for each row that a query looks at.'),
  concurrency: positiveCount.exactOptional().describe('Requests served at once; else the vCPU of its machine.'),
  shards: shards.prefault(1).describe('Parts that the records are split into, by the key that is touched.'),
  machine: machine.prefault('c7i.large').describe('What each server of the store runs on, and what it costs.'),
  zone: name.exactOptional().describe('Where it is; else the first zone.'),
  zones: z
    .array(name, { error: 'a list of zones' })
    .min(1, { error: 'a list of zones' })
    .exactOptional()
    .describe('Where its nodes are, in turn.'),
  isolation: isolation.exactOptional().describe('What transactions may see of each other, unless they say so.'),
  'lock-timeout': noneOrDuration.exactOptional().describe('Longest wait for a row lock.'),
  'deadlock-timeout': positiveDuration
    .exactOptional()
    .describe('How long a statement waits for a lock before it looks for a deadlock.'),
  commit: durationLaw.exactOptional().describe('Time to make a transaction of several statements durable.'),
  replicas: count.exactOptional().describe('Nodes that follow the leader of each shard.'),
  replication: replication.exactOptional().describe('Whether a commit waits for the replicas.'),
  failover: failover.exactOptional().describe('What happens when the leader is gone.'),
  nodes: positiveCount.exactOptional().describe('Nodes of each shard; else n.'),
  n: positiveCount.exactOptional().describe('Nodes that keep each key.'),
  r: positiveCount.exactOptional().describe('Answers that a read waits for.'),
  w: positiveCount.exactOptional().describe('Answers that a write waits for.'),
  coordinator: z
    .enum(['node', 'client'], { error: 'node or client' })
    .exactOptional()
    .describe('Who asks the nodes: one of them, which the call goes to, or the caller itself.'),
  ask: z
    .enum(['all', 'r'], { error: 'all or r' })
    .exactOptional()
    .describe('Whether a read asks all nodes of a key, of which the first r count, or only r of them.'),
  tell: z
    .enum(['all', 'w'], { error: 'all or w' })
    .exactOptional()
    .describe('Whether a write goes to all nodes of a key, of which the first w count, or only to w of them.'),
  conflicts: z
    .enum(['last-writer-wins', 'vector-clocks'], { error: 'last-writer-wins or vector-clocks' })
    .exactOptional()
    .describe('Which of two writes at the same time wins: the later by the clocks, or both are kept.'),
  'read-repair': yesOrNo.exactOptional().describe('Whether a read brings nodes up to date that it finds behind.'),
  'hinted-handoff': handoff.exactOptional().describe('Whether writes for a node that is gone are kept for it.'),
  sloppy: yesOrNo.exactOptional().describe('Whether other nodes count where those of a key do not answer.'),
  timeout: positiveDuration.exactOptional().describe('How long a coordinator waits for a node.'),
  'anti-entropy': z
    .union([z.literal('none').transform(() => 0), positiveDuration], { error: 'a duration or none' })
    .exactOptional()
    .describe('How often two nodes compare all their keys.'),
  refresh: positiveDuration.exactOptional().describe('How often what was written becomes visible to searches.'),
}

/** How a store runs that has no name of its own. */
export const storeTemplate: z.ZodType<StoreTemplate, StoreTemplateDocument> = withRule(
  withRule(thing('a store template', fields), optionOfKind),
  optionsFit,
).transform(storeOf)

/** A named store. */
export const store: z.ZodType<Store, StoreDocument> = withRule(
  withRule(
    thing('a store', {
      holds: z
        .union([z.literal('all'), z.array(name, { error: 'a list of records' })], { error: 'all or a list of records' })
        .prefault('all')
        .describe('The records it keeps.'),
      ...fields,
    }),
    optionOfKind,
  ),
  optionsFit,
).transform(({ holds, ...rest }): Store => ({ holds, ...storeOf(rest) }))
