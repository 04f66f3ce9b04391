import { describe, expect, it } from 'vitest'
import { SimulationBug } from '../../../src/sim/kernel/invariant.ts'
import { NullProbe } from '../../../src/sim/kernel/null-probe.ts'
import { createWorld } from '../../../src/sim/world.ts'
import { listed } from './law.ts'
import { at, buildPlan, MS } from './plans.ts'
import { io } from './steps.ts'

describe('a law that breaks its promise', () => {
  it.each([
    ['a negative number', -1],
    ['no number', Number.NaN],
  ])('by giving %s stops the run as a bug that can be found again', (_, value) => {
    const plan = (waits: readonly number[]) =>
      buildPlan({
        units: { web: {} },
        operations: { 'web.get': [io(listed(waits))] },
        workloads: { users: { calls: 'web.get', arrivals: at(0, 5 * MS) } },
      })
    const honest = createWorld(plan([1 * MS, 1 * MS]), { seed: '1', replication: 0 })
    honest.runUntil(5 * MS, new NullProbe())
    honest.step(new NullProbe())
    const world = createWorld(plan([1 * MS, value]), { seed: '1', replication: 0 })
    let thrown: unknown
    try {
      world.run(new NullProbe())
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(SimulationBug)
    // The fingerprint is that of a run that was well until then: it ends with the event that met the bug.
    expect(thrown).toMatchObject({ time: 5 * MS, component: 'world', fingerprint: honest.end().fingerprint })
  })
})
