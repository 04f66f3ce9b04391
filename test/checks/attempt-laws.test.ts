import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeConservation } from '../../src/checks/conservation.ts'
import type { LawJudgement } from '../../src/checks/law.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import type { Probe } from '../../src/sim/kernel/probe.ts'
import { createWorld } from '../../src/sim/world.ts'
import { randomWorlds, worldOf } from '../laws/random-worlds.ts'
import { retry } from '../sim/calls/policies.ts'
import { at, buildPlan, type WorldSpec } from '../sim/world/plans.ts'
import { call, fail } from '../sim/world/steps.ts'

/** Runs a world and judges it; `tamper` may change what the recorder hears. */
function judge(
  spec: WorldSpec,
  tamper: (recorder: Recorder) => Probe = (recorder) => recorder,
): readonly LawJudgement[] {
  const plan = buildPlan(spec)
  const world = createWorld(plan, { seed: '1', replication: 0 })
  const recorder = new Recorder(world.catalogue, { from: plan.duration / 4, to: plan.duration })
  const end = world.run(tamper(recorder))
  return judgeConservation(recorder.summary(world.now), { unfinished: end.inFlight, answersEarly: true })
}

describe('the laws of conservation', () => {
  it('hold in every world, whatever its policies do, drained or cut', () => {
    const evaluated = { attempts: 0, visits: 0 }
    fc.assert(
      fc.property(randomWorlds(), fc.boolean(), (draft, drains) => {
        const spec = worldOf(draft)
        const judged = judge(drains ? spec : { ...spec, drain: 0 })
        expect(judged.filter(({ ok }) => !ok)).toEqual([])
        evaluated.attempts += judged.find(({ name }) => name === 'attempts-have-causes')?.evaluated ?? 0
        evaluated.visits += judged.find(({ name }) => name === 'visits-have-attempts')?.evaluated ?? 0
      }),
      { seed: 5001, numRuns: 200 },
    )
    expect(evaluated.attempts).toBeGreaterThan(150)
    expect(evaluated.visits).toBeGreaterThan(200)
  })

  /** Two calls of a server that fails, tried twice each. */
  const spec: WorldSpec = {
    units: { web: {}, db: {} },
    operations: { 'web.get': [call('db.read')], 'db.read': [fail()] },
    edges: { 'web -> db': { guard: { layers: [retry(2)] } } },
    workloads: { users: { calls: 'web.get', arrivals: at(0, 1) } },
  }
  const broken = (over: (recorder: Recorder) => Partial<Probe>): readonly string[] =>
    judge(spec, (recorder) => ({
      began: (...fact) => recorder.began(...fact),
      ended: (...fact) => recorder.ended(...fact),
      failed: (...fact) => recorder.failed(...fact),
      waited: (...fact) => recorder.waited(...fact),
      level: (...fact) => recorder.level(...fact),
      counted: (...fact) => recorder.counted(...fact),
      ...over(recorder),
    })).flatMap(({ ok, breach }) => (ok ? [] : [breach ?? '']))

  it('are silent about retries that are told as they are', () => {
    expect(broken(() => ({}))).toEqual([])
  })

  it('catch an attempt that nothing has caused', () => {
    const { catalogue } = createWorld(buildPlan(spec), { seed: '1', replication: 0 })
    const retries = catalogue.counters.findIndex(({ name }) => name === 'retries')
    const told = broken((recorder) => ({
      counted: (counter, ...fact) => (counter === retries ? undefined : recorder.counted(counter, ...fact)),
    }))
    expect(told).toEqual(['web -> db: 2 calls, retries and hedges led to 4 attempts, refusals and shared answers'])
  })

  it('catch a visit that nobody has sent', () => {
    const { catalogue } = createWorld(buildPlan(spec), { seed: '1', replication: 0 })
    const attempts = catalogue.counters.findIndex(({ name }) => name === 'attempts')
    let seen = 0
    const told = broken((recorder) => ({
      counted: (counter, ...fact) =>
        counter === attempts && ++seen === 3 ? undefined : recorder.counted(counter, ...fact),
    }))
    expect(told).toEqual(['db: 4 visits, but only 3 requests were sent there'])
  })
})
