import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import type { QuorumRules } from '../../../../src/sim/data-plan.ts'
import { NullProbe } from '../../../../src/sim/kernel/null-probe.ts'
import type { Plan } from '../../../../src/sim/plan.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import type { Law } from '../../world/law.ts'
import { Log } from '../../world/log.ts'
import { buildPlan, MS, type WorldSpec } from '../../world/plans.ts'
import type { Run } from '../../world/simulate.ts'
import { call, deliver, io, type StepSpec } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

/** Three nodes for each key, majorities, and nothing that mends. */
const MAJORITY: QuorumRules = {
  kind: 'quorum',
  n: 3,
  r: 2,
  w: 2,
  coordinator: 'client',
  ask: 'all',
  tell: 'all',
  conflicts: 'last-writer-wins',
  readRepair: false,
  hintedHandoff: null,
  sloppy: false,
  timeout: 100 * MS,
  antiEntropy: 0,
}

export interface KvSpec {
  readonly rules?: Partial<QuorumRules>
  readonly nodes?: number
  readonly shards?: number
  readonly initial?: number
  readonly keys?: number
  readonly points?: number
  /** Work of a node for one key. */
  readonly read?: readonly StepSpec[]
  readonly write?: readonly StepSpec[]
  /** Zone of each node. */
  readonly zones?: readonly number[]
  /** Operations of the units that use it, and those units. */
  readonly operations: Readonly<Record<string, readonly StepSpec[]>>
  readonly units?: WorldSpec['units']
  readonly world: Omit<WorldSpec, 'units' | 'operations' | 'stores' | 'modules'>
}

export const after = (time: Law): readonly StepSpec[] => [io(time), deliver()]

/** The plan of a store `kv` that keeps the record `users`. */
export function kvPlan(spec: KvSpec): Plan {
  const rules = { ...MAJORITY, ...spec.rules }
  const { nodes = rules.n, shards = 1, read = after(0), write = after(0), units = { shop: {} } } = spec
  const told: readonly StepSpec[] = [
    call('users.replica-read', { network: true }),
    call('users.replica-write', { network: true }),
  ]
  const ofClients = rules.coordinator === 'client' ? Object.keys(units) : []
  const coordinated = rules.coordinator === 'node'
  return buildPlan({
    units: {
      ...units,
      kv: { instances: nodes * shards, ...(spec.zones && { zones: spec.zones }), balance: { policy: 'random' } },
    },
    modules: { users: 'kv' },
    operations: {
      ...spec.operations,
      'users.read': coordinated ? [deliver()] : read,
      'users.write': coordinated ? [deliver()] : write,
      'users.update': coordinated ? [deliver()] : write,
      'users.delete': coordinated ? [deliver()] : write,
      'users.replica-read': read,
      'users.replica-write': write,
      'kv.compare': [deliver()],
      'kv.replication': [...told, call('kv.compare', { network: true })],
      ...Object.fromEntries(ofClients.map((unit) => [`${unit}.kv.replication`, told])),
    },
    stores: {
      kv: {
        records: {
          users: { keys: spec.keys ?? 100, ...(spec.initial === undefined ? {} : { initial: spec.initial }) },
        },
        rules,
        sharding: { shards, nodesPerShard: nodes, virtualNodes: spec.points ?? 16 },
      },
    },
    ...spec.world,
  })
}

/** A run of a store, with the facts about its data. */
export interface KvRun extends Run {
  readonly facts: Facts
}

export function runKv(plan: Plan, seed: string = '1'): KvRun {
  const world = createWorld(plan, { seed, replication: 0 })
  const log = new Log(world.catalogue, { lines: false })
  const facts = new Facts()
  const end = world.run(log, facts)
  if (log.breaches.length > 0) throw new Error(log.breaches.join('; '))
  return { log, end, world, facts }
}

/** Only the facts, of a run that says nothing else: quicker, for many trials. */
export function factsOf(plan: Plan, seed: string = '1'): Facts {
  const facts = new Facts()
  createWorld(plan, { seed, replication: 0 }).run(new NullProbe(), facts)
  return facts
}

/** What each node has of each key in the end, by LWW: node, key, version. */
export function atNodes(facts: Facts): ReadonlyMap<number, ReadonlyMap<number, DataFact>> {
  const nodes = new Map<number, Map<number, DataFact>>()
  for (const fact of facts.of(FactKind.applied)) {
    const node = nodes.get(fact.node) ?? new Map<number, DataFact>()
    nodes.set(fact.node, node)
    const has = node.get(fact.key)
    if (has === undefined || isLater(fact, has)) node.set(fact.key, fact)
  }
  return nodes
}

export function isLater(a: DataFact, b: DataFact): boolean {
  return a.order === b.order ? a.version > b.version : a.order > b.order
}
