import type { FailoverPlan, ReplicationPlan } from '../../../../src/sim/data-plan.ts'
import type { FaultPlan, InstancePlace } from '../../../../src/sim/fault-plan.ts'
import { constant } from '../../../../src/sim/kernel/distributions/constant.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { Log } from '../../world/log.ts'
import { buildPlan, MS, type PlanIndex, SECOND, type WorkloadSpec, type WorldSpec } from '../../world/plans.ts'
import type { Run } from '../../world/simulate.ts'
import { access, call, deliver } from '../../world/steps.ts'
import { SQL } from '../../world/stores.ts'
import { Facts } from '../facts.ts'

export const FAILOVER: FailoverPlan = {
  heartbeat: 50 * MS,
  detect: 200 * MS,
  election: constant(100 * MS),
  fencing: true,
}

export interface Replicated {
  readonly nodes: number
  readonly keys?: number
  readonly replication?: Partial<ReplicationPlan>
  /** Timeout of statements; 0 for none. */
  readonly timeout?: number
  readonly workloads: Readonly<Record<string, WorkloadSpec>>
  readonly faults?: (index: PlanIndex) => readonly FaultPlan[]
  /** What else there is, and what is otherwise. */
  readonly more?: Partial<WorldSpec>
}

/** A store `db` with one leader, and `app`, which writes and reads it: at the leader, at replicas, anywhere. */
export function replicated({ nodes, keys = 1, replication, timeout = 0, more, ...spec }: Replicated): WorldSpec {
  const key = uniformKeys(keys)
  return {
    units: { app: {}, db: { instances: nodes } },
    modules: { stock: 'db' },
    operations: {
      'app.write': [access('write', 'stock', { key, timeout })],
      'app.read': [access('read', 'stock', { key, timeout })],
      'app.look': [access('read', 'stock', { key, timeout, from: 'replica' })],
      'app.any': [access('read', 'stock', { key, timeout, from: 'any' })],
      'stock.write': [deliver()],
      'stock.read': [deliver()],
      'db.commit': [deliver()],
      'db.rollback': [deliver()],
      'db.apply': [deliver()],
      'db.replication': [call('db.apply', { network: true })],
    },
    stores: {
      db: {
        records: { stock: { keys } },
        sharding: { nodesPerShard: nodes },
        rules: {
          ...(SQL as Extract<typeof SQL, { kind: 'sql' }>),
          replication: {
            acknowledgements: 0,
            waitFor: 'received',
            apply: constant(0),
            retransmit: 200 * MS,
            failover: null,
            ...replication,
          },
        },
      },
    },
    duration: 10 * SECOND,
    ...spec,
    ...more,
  }
}

/** Runs a world, and keeps what was to be seen of its data. */
export function run(spec: WorldSpec, seed: string = '1'): Run & { readonly facts: Facts } {
  const world = createWorld(buildPlan(spec), { seed, replication: 0 })
  const log = new Log(world.catalogue)
  const facts = new Facts()
  const end = world.run(log, facts)
  return { log, end, world, facts }
}

/** Cuts some nodes, and the clients on their side, off from the others for a while. */
export function cutOff(
  left: readonly number[],
  right: readonly number[],
  options: { readonly at: number; readonly lasts: number; readonly apps?: 'left' | 'right' },
): (index: PlanIndex, id: string) => FaultPlan {
  return (index, id) => {
    const places = (numbers: readonly number[], app: boolean): readonly InstancePlace[] => [
      ...numbers.map((instance) => ({ unit: index.unit('db'), instance })),
      ...(app ? [{ unit: index.unit('app'), instance: 0 }] : []),
    ]
    return {
      id,
      kind: 'bridge',
      schedule: {
        kind: 'scripted',
        at: options.at,
        lasts: options.lasts,
        every: 0,
        jitter: 0,
        until: Number.POSITIVE_INFINITY,
      },
      effect: {
        kind: 'bridge',
        left: places(left, options.apps === 'left'),
        right: places(right, options.apps === 'right'),
      },
    }
  }
}
