import { it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { quorumCases } from '../../src/experiments/verify/cases/quorum-cases.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { createWorld } from '../../src/sim/world.ts'
import { Log } from '../sim/world/log.ts'
import { Facts } from '../sim/data/facts.ts'
it('x', () => {
  const each = quorumCases.find(({ id }) => id === 'R-CAP-1')!
  const loaded = loadScenario({ kind: 'yaml', file: `${each.id}.yaml`, text: each.scenario.replace('duration: 60s', 'duration: 10s').replace('replications: 20', 'replications: 1') })
  if (!loaded.ok) throw new Error()
  const prepared = prepareScenario(loaded.source, each.files)
  if (!prepared.ok) throw new Error()
  const plan = prepared.prepared.variants[0]!.plan
  console.log(plan.units.map((u) => [u.name, u.balance.policy, u.instances, u.slots]), plan.edges.map((e) => [e.name, e.timeout, e.pool, e.guard]))
  const world = createWorld(plan, { seed: '1', replication: 0 })
  const log = new Log(world.catalogue)
  const facts = new Facts()
  world.run(log, facts)
  const count = new Map<string, number>()
  for (const e of log.ends) { const k = `${e.series} ${e.outcome}`; count.set(k, (count.get(k) ?? 0) + 1) }
  console.log([...count].sort())
})
