import { describe, expect, it } from 'vitest'
import { EventKind } from '../../../src/sim/event-kind.ts'
import { Engine } from '../../../src/sim/kernel/engine.ts'
import type { HealthCheckPlan } from '../../../src/sim/policy-plan.ts'
import type { HealthBoard } from '../../../src/sim/services/health-board.ts'
import { HealthChecks } from '../../../src/sim/services/health-checks.ts'
import type { Instance } from '../../../src/sim/services/instance.ts'
import { instancesWith } from '../world/balancers.ts'

const PLAN: HealthCheckPlan = { interval: 100, timeout: 30, takes: 5, unhealthy: 1, healthy: 1 }

interface Checked {
  readonly board: HealthBoard
  /** When each instance was asked, by its position. */
  readonly asked: readonly number[][]
  readonly engine: Engine
}

/** Checks of so many instances on an engine of their own, run until `until`; `answer` as `Ask`. */
function check(
  count: number,
  answer: (position: number, now: number) => number,
  options: { readonly until: number; readonly plan?: Partial<HealthCheckPlan>; readonly end?: number },
): Checked {
  const instances = instancesWith(Array.from({ length: count }, () => 0))
  const asked: number[][] = instances.map(() => [])
  const engine: Engine = new Engine(
    {
      dispatch: (kind, index) => {
        expect(kind).toBe(EventKind.healthCheck)
        if (checks.expects(index, engine.sequence)) checks.due(index)
      },
      expects: (_, index, sequence) => checks.expects(index, sequence),
      describe: () => '',
    },
    { events: 1e6, eventsPerInstant: 1e3, pendingEvents: 1e3 },
  )
  const ask = (_: unknown, instance: Instance): number => {
    const position = instances.indexOf(instance)
    asked[position]?.push(engine.now)
    return answer(position, engine.now)
  }
  const checks = new HealthChecks({ engine, ask, until: options.end ?? 1e9, busy: () => false })
  const board = checks.add({ ...PLAN, ...options.plan }, instances, null)
  checks.start()
  engine.run(options.until)
  return { board, asked, engine }
}

describe('health checks', () => {
  it('ask every instance once in each interval, spread evenly', () => {
    const { asked } = check(4, () => 5, { until: 400 })
    expect(asked).toEqual([
      [0, 100, 200, 300],
      [25, 125, 225, 325],
      [50, 150, 250, 350],
      [75, 175, 275, 375],
    ])
  })

  it('count a refusal at once, and silence after the timeout', () => {
    const refused = check(1, () => -1, { until: 1 })
    expect(refused.board.healthy(0)).toBe(false)
    const silent = (until: number): boolean => check(1, () => Number.POSITIVE_INFINITY, { until }).board.healthy(0)
    expect([silent(30), silent(31)]).toEqual([true, false])
  })

  it('take an answer that is just in time, and no later one', () => {
    const healthy = (takes: number): boolean => check(1, () => takes, { until: 100 }).board.healthy(0)
    expect([healthy(30), healthy(31)]).toEqual([true, false])
  })

  it('keep their pace when a check gets no answer', () => {
    const { asked } = check(1, (_, now) => (now === 0 ? Number.POSITIVE_INFINITY : 5), { until: 350 })
    expect(asked).toEqual([[0, 100, 200, 300]])
  })

  it('never have two checks of one instance out, where the timeout is longer than the interval', () => {
    const { asked } = check(1, () => Number.POSITIVE_INFINITY, { until: 800, plan: { timeout: 250 } })
    expect(asked).toEqual([[0, 250, 500, 750]])
  })

  it('end with the load, so that a run can come to its end', () => {
    const { engine, asked } = check(2, () => 5, { until: Number.POSITIVE_INFINITY, end: 220 })
    expect(asked).toEqual([
      [0, 100, 200],
      [50, 150],
    ])
    expect(engine.pending).toBe(0)
  })

  it('of several balancers have different phases', () => {
    const engine = new Engine(
      { dispatch: () => undefined, expects: () => false, describe: () => '' },
      { events: 100, eventsPerInstant: 100, pendingEvents: 100 },
    )
    const checks = new HealthChecks({ engine, ask: () => 5, until: 1e9, busy: () => false })
    const instances = instancesWith([0])
    for (let i = 0; i < 3; i++) checks.add(PLAN, instances, { edge: 0, caller: i })
    checks.start()
    const times: number[] = []
    for (let now = 0; now < 100; now++) {
      const before = engine.pending
      engine.run(now + 1)
      if (engine.pending < before) times.push(now)
    }
    expect(times.length).toBe(3)
  })
})
