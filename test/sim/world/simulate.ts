import { expect } from 'vitest'
import type { Plan } from '../../../src/sim/plan.ts'
import { createWorld, type RunEnd, type World } from '../../../src/sim/world.ts'
import { Log } from './log.ts'
import { buildPlan, type WorldSpec } from './plans.ts'

/** A run that has ended, with all that was seen of it. */
export interface Run {
  readonly log: Log
  readonly end: RunEnd
  readonly world: World
}

/** Runs a plan and holds it to what every run must keep: see `Log`. */
export function simulatePlan(plan: Plan, options: { readonly seed?: string; readonly lines?: boolean } = {}): Run {
  const world = createWorld(plan, { seed: options.seed ?? '1', replication: 0 })
  const log = new Log(world.catalogue, { lines: options.lines ?? false })
  const end = world.run(log)
  expect(log.breaches).toEqual([])
  return { log, end, world }
}

export function simulate(spec: WorldSpec, options: { readonly seed?: string; readonly lines?: boolean } = {}): Run {
  return simulatePlan(buildPlan(spec), options)
}

/** Levels that stay when everybody has gone: what policies have learnt, which faults are on, what shards have. */
const LEARNT = /^(breaker|concurrency-limit|ejected|fault|instances-up|leaders|hints|shard-keys) /

/** Nothing is left of any request: no call, no frame, no one in a queue, on a cpu, in a pool or behind a policy. */
export function expectDrained({ log, end, world }: Run): void {
  expect(end.status).toBe('completed')
  expect(log.inFlight()).toEqual({})
  const left = { requests: end.inFlight, frames: world.frames, passages: world.passages }
  expect(left).toEqual({ requests: 0, frames: 0, passages: 0 })
  const last = [...log.levels].map(([level, changes]) => [level, changes.at(-1)?.value])
  expect(last.filter(([level, value]) => value !== 0 && !LEARNT.test(`${level}`))).toEqual([])
}
