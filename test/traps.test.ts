import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runScenario } from '../src/experiments/run-scenario.ts'
import type { VariantDocument } from '../src/metrics/result-document.ts'
import type { ScenarioDocument } from '../src/scenarios/schema/scenario.ts'
import type { FaultEffect } from '../src/sim/fault-plan.ts'
import { NullProbe } from '../src/sim/kernel/null-probe.ts'
import { createWorld } from '../src/sim/world.ts'
import { prepared, tinyScenario } from './experiments/tiny-scenario.ts'
import { city } from './faults/city.ts'
import { watch } from './faults/watch.ts'
import { shipped, shippedNames } from './gallery/shipped.ts'
import { breaker } from './sim/calls/policies.ts'
import { shop } from './sim/calls/shop.ts'
import { at, buildPlan, MS, open, SECOND, type WorldSpec } from './sim/world/plans.ts'
import { simulate } from './sim/world/simulate.ts'
import { call, cpu, fail, io, parallel } from './sim/world/steps.ts'

/** Users call web over a link of 5 ms, web calls db with a timeout of 30 ms. */
function chain(db: number, more: Partial<WorldSpec> = {}): WorldSpec {
  return {
    units: { web: { slots: 20 }, db: { slots: 20 } },
    operations: { 'web.get': [cpu(1 * MS), call('db.read')], 'db.read': [io(db)] },
    edges: { 'web -> db': { timeout: 30 * MS } },
    workloads: { users: { calls: 'web.get', arrivals: open(50) } },
    duration: 2 * SECOND,
    ...more,
  }
}

function always(effect: FaultEffect): NonNullable<WorldSpec['faults']> {
  const schedule = {
    kind: 'scripted',
    at: 0,
    lasts: Number.POSITIVE_INFINITY,
    every: 0,
    jitter: 0,
    until: 1e18,
  } as const
  return () => [{ id: 'f', kind: effect.kind, schedule, effect }]
}

const ALL = { kind: 'all' } as const
const silences: readonly (readonly [string, FaultEffect])[] = [
  [
    'crash',
    {
      kind: 'crash',
      on: { units: [1], zones: [], pick: ALL },
      host: 'down',
      restart: 0,
      cold: { factor: 1, lasts: 0 },
    },
  ],
  [
    'partition',
    {
      kind: 'partition',
      path: { edges: [0], direction: 'both', from: [], to: [], end: 'callee', pick: ALL, programs: [] },
    },
  ],
]

async function resultOf(scenario: ScenarioDocument, ...set: readonly string[]): Promise<VariantDocument> {
  const { document } = await runScenario(prepared(scenario, ...set), { replay: '' })
  const [variant] = Object.values(document.variants)
  if (variant === undefined) throw new RangeError('a scenario has a variant')
  return variant
}

/** One server of 100 requests a second at most, asked 150 times. */
const crowded: ScenarioDocument = {
  name: 'crowded',
  run: { duration: '20s', warmup: '2s', drain: '20s', seed: 1, replications: 5 },
  app: { desk: { operations: { ask: [{ cpu: 'exp(10ms)' }] } } },
  deploy: { desk: { runtime: 'threads(1)', queue: 5 } },
  workload: { users: { arrivals: 'poisson(150/s)', call: 'desk.ask' } },
}

describe('no trap that others fell into', () => {
  it('1: a fault reaches what stands behind calls, pools and stores', () => {
    const timeouts = (faults: readonly unknown[]): number => {
      const run = watch({ ...city, faults })
      return run.during.get('call shared > parts.read')?.ended['timeout'] ?? 0
    }
    const times = { at: '1s', for: '1s' }
    expect(timeouts([])).toBe(0)
    expect(timeouts([{ stall: 'parts-db', ...times }])).toBeGreaterThan(5)
    expect(timeouts([{ 'pool-exhausted': 'parts-db', take: 4, ...times }])).toBeGreaterThan(5)
  })

  it('2: a caller holds its slot until the answer: its utilisation rises when the callee slows', () => {
    const held = (db: number): number => simulate(chain(db)).log.average('concurrency web/0', 0, 2 * SECOND)
    // Little's law: 50 a second, each 1 ms of its own and the callee's time.
    expect(held(4 * MS)).toBeCloseTo(50 * 0.005, 1)
    expect(held(24 * MS)).toBeGreaterThan(4 * held(4 * MS))
  })

  it.each(silences)('3: calls into a %s fail exactly at their timeout', (_, effect) => {
    const { log } = simulate(chain(4 * MS, { faults: always(effect) }))
    const calls = log.calls('db.read')
    expect(calls.length).toBeGreaterThan(60)
    expect(new Set(calls.map(({ outcome, latency }) => `${outcome} ${latency}`))).toEqual(
      new Set([`timeout ${30 * MS}`]),
    )
  })

  it('4: a breaker sees timeouts, and counts them as failures', () => {
    const run = shop([breaker(2, 1000 * MS)], [io(50 * MS)], {
      edge: { timeout: 10 * MS },
      arrivals: [0, 20 * MS, 40 * MS],
    })
    expect(run.log.calls('db.read').map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout', 'breaker-open'])
  })

  it('5: what is done in parallel takes as long as the branch that decides it', () => {
    const branches = [10, 20, 30, 40, 50].map((ms) => [io(ms * MS)])
    const time = (need: number): number => {
      const operations = { 'web.get': [parallel(branches, { need })] }
      const spec = { units: { web: {} }, operations, workloads: { users: { calls: 'web.get', arrivals: at(0) } } }
      return simulate(spec).log.onlyCall('web.get').latency
    }
    expect([1, 2, 3, 4, 5].map(time)).toEqual([10, 20, 30, 40, 50].map((ms) => ms * MS))
  })

  it('6: an idle component changes no other number', () => {
    const lines = (spec: WorldSpec): string => simulate(spec, { lines: true }).log.lines.join('\n')
    const spec = chain(4 * MS)
    const idle = {
      units: { idle: { instances: 3 }, ...spec.units },
      operations: { 'idle.do': [cpu(1)], ...spec.operations },
    }
    expect(lines({ ...spec, ...idle })).toBe(lines(spec))
  })

  it('7: a seed decides everything, and the order of what is written nothing', async () => {
    const fingerprint = async (scenario: ScenarioDocument, ...set: readonly string[]): Promise<string> =>
      (await resultOf(scenario, ...set)).fingerprint
    const first = await fingerprint(tinyScenario)
    expect(await fingerprint(tinyScenario)).toBe(first)
    expect(await fingerprint(tinyScenario, 'run.seed=12')).not.toBe(first)
    const { app, ...rest } = tinyScenario
    expect(await fingerprint({ ...rest, app: Object.fromEntries(Object.entries(app).toReversed()) })).toBe(first)
  })

  it('8: failures are no fast answers: they have figures of their own, and availability tells of them', async () => {
    const { total } = await resultOf(crowded)
    expect(total.availability?.value).toBeLessThan(0.8)
    // A full queue answers at once; whoever got in has waited.
    expect(total.timeToFailureMs['queue-full']?.max?.value).toBeLessThan(1)
    expect(total.latencyMs.p50?.value).toBeGreaterThan(20)
    expect(total.latencyMs.p99?.value).toBeGreaterThan(total.latencyMs.p50?.value ?? 0)
  })

  it('9: an answer takes as long over the network as its request, and may be lost like it', () => {
    const over = (link: object): ReturnType<typeof simulate>['log'] =>
      simulate(chain(1 * MS, { edges: { 'web -> db': { link, timeout: 30 * MS } }, duration: 40 * SECOND })).log
    expect(over({ delay: 5 * MS }).calls('db.read')[0]?.latency).toBe(11 * MS)
    const calls = over({ delay: 5 * MS, loss: 0.5 }).calls('db.read')
    const good = calls.filter(({ outcome }) => outcome === 'ok').length / calls.length
    // 1/4, where one way would be 1/2; 5 standard errors of 2000 calls.
    expect(Math.abs(good - 0.25)).toBeLessThan(5 * Math.sqrt(0.1875 / calls.length))
  })

  it('10: no timer goes off for what has ended, and a share of 10 % is taken in 10 % of all cases', () => {
    const lines = (timeout: number): string =>
      simulate(chain(4 * MS, { edges: { 'web -> db': { timeout } } }), { lines: true }).log.lines.join('\n')
    expect(lines(5 * MS)).toBe(lines(0))
    const { log } = simulate(
      chain(0, { operations: { 'web.get': [fail(0.1)] }, units: { web: {} }, edges: {}, duration: 40 * SECOND }),
    )
    const calls = log.calls('web.get')
    const failed = calls.filter(({ outcome }) => outcome === 'error').length / calls.length
    expect(Math.abs(failed - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / calls.length))
  })

  it('11: every scenario that ships has a test of what it claims', () => {
    const untested = shippedNames().filter((name) => !existsSync(new URL(`gallery/${name}.test.ts`, import.meta.url)))
    expect(untested).toEqual([])
    expect(shippedNames().filter((name) => !existsSync(shipped(name)))).toEqual([])
  })

  it('12: who is turned away at a cap is counted', async () => {
    const { total } = await resultOf(crowded)
    const value = (estimate: { readonly value: number } | null | undefined): number => estimate?.value ?? 0
    const failed = Object.values(total.failed).reduce((sum, one) => sum + value(one), 0)
    expect(Object.keys(total.failed)).toEqual(['queue-full'])
    expect(value(total.offered)).toBeCloseTo(value(total.good) + failed + value(total.unfinished), 6)
    expect(failed).toBeGreaterThan(0.25 * value(total.offered))
  })

  it('13: a check is as narrow as what was measured: 5 % beside the truth fails', async () => {
    const quiet = {
      ...crowded,
      workload: { users: { arrivals: 'poisson(50/s)', call: 'desk.ask' } },
      deploy: 'each-module',
      network: { protocol: 'none' },
    } as const
    const judged = async (limit: string): Promise<readonly string[]> =>
      (await resultOf({ ...quiet, expect: [limit] }, 'run.duration=4min')).checks
        .filter(({ source }) => source === 'expectation')
        .map(({ verdict }) => verdict)
    // Two cores at a quarter, processor sharing: M/M/2-PS has the mean of M/M/2, 10 ms / (1 - 1/16).
    expect(await judged('desk.ask.latency.mean < 11.2ms')).toEqual(['pass'])
    expect(await judged('desk.ask.latency.mean < 10.13ms')).toEqual(['fail'])
  })

  it('14: at the edge nobody passes by luck: what one seed cannot tell is inconclusive', async () => {
    const { total } = await resultOf(crowded)
    const edge = `desk.ask.latency.mean < ${total.latencyMs.mean?.value}ms`
    const { checks } = await resultOf({ ...crowded, expect: [edge] })
    expect(checks.find(({ source }) => source === 'expectation')?.verdict).toBe('inconclusive')
  })

  it('15: the clock is that of the model: a run in pieces is the run', () => {
    const plan = buildPlan(chain(4 * MS))
    const world = (): ReturnType<typeof createWorld> => createWorld(plan, { seed: '1', replication: 0 })
    const whole = world().run(new NullProbe())
    const pieces = world()
    for (let time = 0; time < 2 * SECOND; time += 16_666_667) pieces.runUntil(time, new NullProbe())
    expect(pieces.run(new NullProbe())).toEqual(whole)
  })

  it('16: what is expected is judged: a run that misses it is not ok', async () => {
    const verdict = async (expectation: string): Promise<readonly [string, boolean]> => {
      const { document } = await runScenario(prepared({ ...crowded, expect: [expectation] }), { replay: '' })
      return [document.verdict, document.ok]
    }
    expect(await verdict('desk.ask.availability >= 99%')).toEqual(['fail', false])
    expect(await verdict('desk.ask.availability < 99%')).toEqual(['pass', true])
  })
})
