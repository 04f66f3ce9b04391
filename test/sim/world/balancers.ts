import { Draws, stepKey } from '../../../src/sim/kernel/draws.ts'
import { Engine } from '../../../src/sim/kernel/engine.ts'
import { NullProbe } from '../../../src/sim/kernel/null-probe.ts'
import { Stream } from '../../../src/sim/kernel/stream.ts'
import { streamKey } from '../../../src/sim/kernel/stream-key.ts'
import type { BalancePlan } from '../../../src/sim/plan.ts'
import { Balancer, type Membership } from '../../../src/sim/services/balancer.ts'
import { Instance } from '../../../src/sim/services/instance.ts'
import { Roster } from '../../../src/sim/services/roster.ts'
import { buildPlan } from './plans.ts'

/** Instances of one unit with so many requests outstanding each. */
export function instancesWith(outstanding: readonly number[]): readonly Instance[] {
  const plan = buildPlan({
    units: { web: { instances: outstanding.length } },
    operations: {},
    workloads: {},
  }).units[0]
  const engine = new Engine(
    { dispatch: () => undefined, expects: () => false, describe: () => '' },
    { events: 1, eventsPerInstant: 1, pendingEvents: 1 },
  )
  const ids = { visits: 0, queueWait: 0, concurrency: 0, queue: 0, cpu: 0, gates: [], shed: [] }
  const desk = {
    draws: new Draws(),
    patienceKey: stepKey('1', 'queue/test'),
    probe: () => new NullProbe(),
    granted: () => undefined,
    letIn: () => undefined,
    turnedAway: () => undefined,
  }
  return outstanding.map((count, number) => {
    if (plan === undefined) throw new Error('no unit')
    const instance = new Instance(engine, { plan, unit: 0, number, index: 5 + number, exclusive: false, ids, desk })
    instance.outstanding = count
    return instance
  })
}

/** A balancer that picks at random, but for what is given. `watched` says who may be picked and what time it is. */
export function balancer(
  plan: Partial<BalancePlan>,
  instances: readonly Instance[],
  watched: Partial<Membership> = {},
): Balancer {
  const defaults = {
    policy: 'random',
    choices: 2,
    replacement: false,
    weights: [],
    scope: 'shared',
    health: null,
    ejection: null,
  } as const
  const roster = new Roster()
  for (const instance of instances) instance.roster = roster
  const membership = { clock: { now: 0 }, roster, board: null, report: null, ...watched }
  return new Balancer({ ...defaults, ...plan }, instances, new Stream(streamKey('1', 'balance/test')), membership)
}

/** Picks an instance for a call that touches no key. */
export function pickFrom(one: Balancer): Instance {
  const picked = one.pick(-1)
  if (picked === null) throw new Error('nobody was picked')
  return picked
}
