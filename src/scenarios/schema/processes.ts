import * as z from 'zod'
import type { ProcessBehaviour } from '../../sim/process-plan.ts'
import type { ProcessCode, ProcessKind, Sync } from '../process-kind.ts'
import type { NodeProcess, UnitTemplate } from '../scenario.ts'
import { type BalanceDocument, balance } from './balance.ts'
import { type Count, durationLaw, positiveCount, positiveDuration, type Quantity, sizeLaw } from './literals.ts'
import { type MachineDocument, machine } from './machine.ts'
import { name, named } from './name.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'
import { unitTemplate } from './unit.ts'

/** A process: nodes that run code. `use` names one that comes with Orrery; `process` is one of `defineProcess`. */
export interface ProcessDocument {
  readonly use?: 'raft' | 'register' | 'gossip' | 'primary-backup' | undefined
  readonly process?: ProcessBehaviour | undefined
  readonly nodes?: Count | undefined
  readonly zone?: string | undefined
  readonly zones?: readonly string[] | undefined
  readonly machine?: MachineDocument | undefined
  readonly balance?: BalanceDocument | undefined
  readonly cpu?: Quantity | undefined
  readonly message?: Quantity | undefined
  readonly 'election-timeout'?: Quantity | undefined
  readonly heartbeat?: Quantity | undefined
  readonly detect?: Quantity | undefined
  readonly disk?: Quantity | undefined
  readonly sync?: 'each' | 'none' | { readonly every: Quantity } | undefined
  readonly retry?: Quantity | undefined
  readonly keeps?: 'g-counter' | 'or-set' | 'lww-counter' | undefined
  readonly every?: Quantity | undefined
  readonly fanout?: Count | undefined
  readonly 'in-step'?: boolean | undefined
}

/** Which options each process has that comes with Orrery. */
const OPTIONS = {
  raft: ['election-timeout', 'heartbeat', 'disk', 'sync'],
  register: ['retry', 'disk', 'sync'],
  gossip: ['keeps', 'every', 'fanout', 'in-step'],
  'primary-backup': ['heartbeat', 'detect', 'disk'],
} as const
type Use = keyof typeof OPTIONS

const USES = Object.keys(OPTIONS) as Use[]
const OWN: ReadonlySet<string> = new Set(Object.values(OPTIONS).flat())

/** What stands in the document for code: see `takeBehaviours`. */
const code: z.ZodType<ProcessCode, ProcessBehaviour> = z
  .custom<ProcessBehaviour>(isCode, { error: 'a process made by defineProcess' })
  .transform((value: unknown): ProcessCode => (isCode(value) ? value : z.NEVER))
  .meta({ id: 'process-code', description: 'What defineProcess returns.' })

const sync: z.ZodType<Sync, 'each' | 'none' | { readonly every: Quantity }> = z.union(
  [z.enum(['each', 'none']), thing('the policy of a disk', { every: positiveDuration.describe('The time between.') })],
  { error: 'each, none, or { every: 1s }' },
)

const fields = {
  use: z
    .enum(['raft', 'register', 'gossip', 'primary-backup'], { error: USES.join(', ') })
    .exactOptional()
    .describe('A process that comes with Orrery.'),
  process: code.exactOptional().describe('Code of your own, only in TypeScript: what defineProcess returns.'),
  nodes: positiveCount.prefault(3).describe('How many nodes it has.'),
  zone: name.exactOptional().describe('Where all nodes are.'),
  zones: z
    .array(name, { error: 'a list of zones' })
    .min(1, { error: 'a list of zones' })
    .exactOptional()
    .describe('Where the nodes are, in turn.'),
  machine: machine.prefault('c7i.large').describe('What each node runs on, and what it costs.'),
  balance: balance.prefault('round-robin').describe('How callers pick a node.'),
  cpu: durationLaw.prefault(0).describe('Cpu for each message and each request.'),
  message: sizeLaw.prefault('200B').describe('Payload of a message between nodes.'),
  'election-timeout': durationLaw.exactOptional().describe('raft: how long a follower waits for its leader.'),
  heartbeat: positiveDuration.exactOptional().describe('raft, primary-backup: how often a node says that it is there.'),
  detect: positiveDuration.exactOptional().describe('primary-backup: silent for so long, a node counts as dead.'),
  disk: durationLaw.exactOptional().describe('raft, register, primary-backup: time of a write to stable storage.'),
  sync: sync.exactOptional().describe('raft, register: when stable storage is written.'),
  retry: positiveDuration.exactOptional().describe('register: when those are asked again who have not answered.'),
  keeps: z
    .enum(['g-counter', 'or-set', 'lww-counter'], { error: 'g-counter, or-set or lww-counter' })
    .exactOptional()
    .describe('gossip: what the nodes keep.'),
  every: positiveDuration.exactOptional().describe('gossip: how often a node tells others what it knows.'),
  fanout: positiveCount.exactOptional().describe('gossip: how many others.'),
  'in-step': z
    .boolean({ error: 'true or false' })
    .exactOptional()
    .describe('gossip: whether all nodes begin their rounds together.'),
}

const process: z.ZodType<NodeProcess, ProcessDocument> = withRule(
  withRule(thing('a process', fields), oneKind),
  ownOptions,
)
  .transform(({ use, process: own, nodes, zone, zones, machine: on, balance: picks, cpu, message, ...options }) => {
    // A union of objects cannot be told from a map of its options by types alone; the rules above have.
    const what = own ?? ({ kind: use, ...options } as ProcessKind)
    const unit: UnitTemplate = {
      ...unitTemplate.parse({ runtime: 'event-loop', queue: 'unbounded' }),
      instances: nodes,
      machine: on,
      balance: picks,
      zones: zones ?? (zone === undefined ? [] : [zone]),
    }
    return { what, unit, cpu, message }
  })
  .meta({ id: 'node-process' })

/** Processes by name. */
export const processes: z.ZodType<
  Readonly<Record<string, NodeProcess>>,
  Readonly<Record<string, ProcessDocument>>
> = named('a map of processes', process)

function oneKind(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if ('use' in value !== 'process' in value) return undefined
  const expected = `use: one of ${USES.join(', ')}; or in TypeScript process: what defineProcess returns`
  return { code: 'S108', message: 'a process says what it is in one way', expected }
}

function ownOptions(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const use = USES.find((one) => one === value['use'])
  const allowed: readonly string[] = use === undefined ? [] : OPTIONS[use]
  const strange = Object.keys(value).find((key) => OWN.has(key) && !allowed.includes(key))
  if (strange === undefined || (use === undefined && !('process' in value))) return undefined
  const message = `"${strange}" is no option of ${use === undefined ? 'code of your own' : `"${use}"`}`
  const expected = use === undefined ? 'nothing: the code has its own' : allowed.join(', ')
  return { code: 'S108', message, path: [strange], expected }
}

function isCode(value: unknown): value is ProcessCode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'code'
}
