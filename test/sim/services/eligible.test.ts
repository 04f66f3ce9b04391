import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NullProbe } from '../../../src/sim/kernel/null-probe.ts'
import type { Probe } from '../../../src/sim/kernel/probe.ts'
import { Outcome } from '../../../src/sim/outcome.ts'
import type { BalancePlan } from '../../../src/sim/plan.ts'
import type { EjectionPlan } from '../../../src/sim/policy-plan.ts'
import { EjectionReport } from '../../../src/sim/services/ejection-report.ts'
import { HealthBoard } from '../../../src/sim/services/health-board.ts'
import type { Instance } from '../../../src/sim/services/instance.ts'
import { balancer, instancesWith, pickFrom } from '../world/balancers.ts'

const SECOND = 1e9
const POLICIES: readonly BalancePlan['policy'][] = [
  'random',
  'round-robin',
  'least-outstanding',
  'power-of-choices',
  'weighted',
  'by-key',
]

const EJECTION: EjectionPlan = {
  failures: Object.values(Outcome).map((outcome) => outcome !== Outcome.ok),
  consecutive: 2,
  interval: 10 * SECOND,
  baseEjection: 30 * SECOND,
  maxEjection: 300 * SECOND,
  maxEjectedShare: 0.5,
  successRate: null,
  failurePercentage: null,
}

const CHECKS = { interval: 1, timeout: 1, takes: 0, unhealthy: 1, healthy: 1 }

/** A probe that keeps what it is told of levels and counters. */
function listening(): { readonly probe: Probe; readonly said: string[] } {
  const said: string[] = []
  const probe = new NullProbe()
  return {
    said,
    probe: Object.assign(probe, {
      level: (id: number, now: number, value: number) => said.push(`level ${id} = ${value} at ${now / SECOND}`),
      counted: (id: number, now: number, amount: number) => said.push(`counter ${id} + ${amount} at ${now / SECOND}`),
    }),
  }
}

/** Positions of the instances that `picks` picks go to, each of which stays outstanding. */
function picked(one: ReturnType<typeof balancer>, instances: readonly Instance[], picks: number): ReadonlySet<number> {
  return new Set(
    Array.from({ length: picks }, (_, key) => {
      const instance = one.pick(key)
      if (instance === null) throw new Error('nobody was picked')
      one.sent(instance)
      return instances.indexOf(instance)
    }),
  )
}

describe.each(POLICIES)('a balancer by %s', (policy) => {
  const options = { policy, weights: [1, 2, 3, 4, 5] }

  it('leaves out who is ejected, and takes in who is back', () => {
    const instances = instancesWith([0, 0, 0, 0, 0])
    const clock = { now: 0 }
    const one = balancer({ ...options, ejection: EJECTION }, instances, { clock })
    expect(picked(one, instances, 200)).toEqual(new Set([0, 1, 2, 3, 4]))
    for (const out of [1, 3]) {
      for (let i = 0; i < 2; i++) one.result(instances[out] as Instance, Outcome.timeout, 0)
    }
    expect(picked(one, instances, 200)).toEqual(new Set([0, 2, 4]))
    clock.now = 30 * SECOND
    expect(picked(one, instances, 500)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('leaves out who is not healthy or is being drained', () => {
    const instances = instancesWith([0, 0, 0, 0, 0])
    const board = new HealthBoard(CHECKS, 5)
    const one = balancer(options, instances, { board })
    const [, , , drained] = instances as readonly [Instance, Instance, Instance, Instance]
    board.checked(0, false)
    drained.inRotation = false
    expect(picked(one, instances, 200)).toEqual(new Set([1, 2, 4]))
    board.checked(0, true)
    drained.inRotation = true
    expect(picked(one, instances, 500)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('takes all that are not drained where nobody is left, and nobody where all are', () => {
    const instances = instancesWith([0, 0, 0])
    const board = new HealthBoard(CHECKS, 3)
    const one = balancer({ policy, weights: [1, 1, 1] }, instances, { board })
    for (let i = 0; i < 3; i++) board.checked(i, false)
    const [first, ...rest] = instances as readonly [Instance, Instance, Instance]
    first.inRotation = false
    expect(picked(one, instances, 100)).toEqual(new Set([1, 2]))
    for (const each of rest) each.inRotation = false
    expect([one.pick(-1), one.pick(7)]).toEqual([null, null])
    first.inRotation = true
    expect(picked(one, instances, 10)).toEqual(new Set([0]))
  })

  it('draws and picks as if there were no ejection as long as nobody is out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }), fc.array(fc.nat(9)), (outstanding, keys) => {
        const run = (ejection: EjectionPlan | null): readonly number[] => {
          const instances = instancesWith(outstanding)
          const one = balancer({ ...options, ejection }, instances)
          return keys.map((key) => {
            const instance = one.pick(key - 1)
            if (instance === null) throw new Error('nobody was picked')
            one.sent(instance)
            one.result(instance, Outcome.ok, 0)
            return instances.indexOf(instance)
          })
        }
        expect(run(EJECTION)).toEqual(run(null))
      }),
      { seed: 12, numRuns: 50 },
    )
  })
})

describe('a balancer', () => {
  it('gives those that are in the same share in turn, also beside one that is out', () => {
    const instances = instancesWith([0, 0, 0, 0])
    const one = balancer({ policy: 'round-robin' }, instances)
    ;(instances[1] as Instance).inRotation = false
    const order = Array.from({ length: 7 }, () => instances.indexOf(pickFrom(one)))
    expect(order).toEqual([0, 2, 3, 0, 2, 3, 0])
  })

  it('sends the same key to the same of those that are in', () => {
    const instances = instancesWith([0, 0, 0, 0])
    const one = balancer({ policy: 'by-key' }, instances)
    ;(instances[2] as Instance).inRotation = false
    for (let key = 0; key < 50; key++) {
      const first = one.pick(key)
      expect(first === instances[2]).toBe(false)
      expect(one.pick(key)).toBe(first)
    }
  })

  it('counts only its own requests also when the order of those that are in has changed', () => {
    const instances = instancesWith([0, 0, 0])
    const one = balancer({ policy: 'least-outstanding', scope: 'client' }, instances)
    one.sent(instances[1] as Instance)
    ;(instances[0] as Instance).inRotation = false
    // What other clients have sent to it is none of its business.
    ;(instances[2] as Instance).outstanding = 9
    expect(pickFrom(one)).toBe(instances[2])
  })

  it('learns nothing about an instance from a call that was cancelled or stopped by a deadline', () => {
    const instances = instancesWith([0, 0])
    const one = balancer({ policy: 'round-robin', ejection: EJECTION }, instances)
    const [first] = instances as readonly [Instance, Instance]
    one.result(first, Outcome.timeout, 0)
    one.result(first, Outcome.cancelled, 0)
    one.result(first, Outcome.deadline, 0)
    expect(picked(one, instances, 4)).toEqual(new Set([0, 1]))
    one.result(first, Outcome.timeout, 0)
    expect(picked(one, instances, 4)).toEqual(new Set([1]))
  })

  it('tells of ejections at the pick that finds them', () => {
    const instances = instancesWith([0, 0, 0, 0])
    const { probe, said } = listening()
    const clock = { now: 0 }
    const report = new EjectionReport({ ejected: 7, ejections: [10, 11, 12, 13] }, probe)
    const one = balancer({ policy: 'round-robin', ejection: EJECTION }, instances, { clock, report })
    const other = balancer({ policy: 'round-robin', ejection: EJECTION }, instances, { clock, report })
    const fails = (which: typeof one, position: number): void => {
      for (let i = 0; i < 2; i++) which.result(instances[position] as Instance, Outcome.refused, clock.now)
    }
    fails(one, 2)
    expect(said).toEqual([])
    clock.now = SECOND
    pickFrom(one)
    pickFrom(one)
    expect(said.splice(0)).toEqual(['level 7 = 1 at 1', 'counter 12 + 1 at 1'])
    fails(other, 2)
    fails(one, 0)
    pickFrom(other)
    pickFrom(one)
    expect(said.splice(0)).toEqual([
      'level 7 = 2 at 1',
      'counter 12 + 1 at 1',
      'level 7 = 3 at 1',
      'counter 10 + 1 at 1',
    ])
    clock.now = 31 * SECOND
    pickFrom(one)
    // The one was ejected at 0, the others at 1 s: their time is over at the sweep of 40 s.
    expect(said.splice(0)).toEqual(['level 7 = 2 at 31'])
    clock.now = 50 * SECOND
    pickFrom(one)
    pickFrom(other)
    expect(said.splice(0)).toEqual(['level 7 = 1 at 50', 'level 7 = 0 at 50'])
  })
})
