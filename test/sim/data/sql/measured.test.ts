import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { Log } from '../../world/log.ts'
import { buildPlan, closed, MS, SECOND, US, type WorldSpec } from '../../world/plans.ts'
import { access, begin, call, choose, deliver, io, type StepSpec } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

/** Read and lock a row, think, write what was made of it; a cold one of nine needs a key that both draw alike. */
const add = (record: string, key: number): StepSpec =>
  begin('db', [
    access('read', record, { key, forUpdate: true }),
    io(exponential(20 * MS)),
    access('write', record, { key, value: { kind: 'read-plus', add: 1 } }),
  ])

const cold = Array.from({ length: 9 }, (_, key) => [1 / 9, [add('rows', 1 + key)]] as const)

/** 8 clients who pause exp(60 ms), each with a connection; 80 % of the operations are on one row of ten. */
const HOT_ROW: WorldSpec = {
  units: { app: {}, db: { slots: 8 } },
  modules: { rows: 'db' },
  operations: {
    'app.add': [choose([0.8, [call('app.hot')]], [0.2, [call('app.cold')]])],
    'app.hot': [add('rows', 0)],
    'app.cold': [choose(...cold)],
    'rows.read': [io(500 * US), deliver()],
    'rows.write': [io(250 * US), deliver()],
    'db.commit': [io(200 * US), deliver()],
    'db.rollback': [deliver()],
  },
  stores: { db: { records: { rows: { keys: 10, initial: 0 } } } },
  workloads: { clients: { calls: 'app.add', arrivals: closed(8, exponential(60 * MS)) } },
  duration: 90 * SECOND,
}

interface Figures {
  readonly opsPerS: number
  readonly lost: number
  readonly all: readonly number[]
  readonly hot: readonly number[]
}

function measure(seed: number): Figures {
  const world = createWorld(buildPlan(HOT_ROW), { seed: `${seed}`, replication: 0 })
  const log = new Log(world.catalogue)
  const facts = new Facts()
  world.run(log, facts)
  const done = log.calls('app.add')
  const values = new Map(facts.of(FactKind.committed).map(({ key, value }) => [key, value]))
  const sum = [...values.values()].reduce((total, value) => total + value, 0)
  const seen = done.filter(({ end }) => end >= 3 * SECOND && end < 90 * SECOND)
  const hot = log.calls('app.hot').filter(({ end }) => end >= 3 * SECOND && end < 90 * SECOND)
  return {
    opsPerS: seen.length / 87,
    lost: done.length - sum,
    all: seen.map(({ latency }) => latency / MS).sort((a, b) => a - b),
    hot: hot.map(({ latency }) => latency / MS).sort((a, b) => a - b),
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const quantile = (sorted: readonly number[], p: number): number => sorted[Math.floor(p * sorted.length)] ?? 0

describe('SELECT FOR UPDATE on a hot row', () => {
  it('is as slow as PostgreSQL 15 was measured to be, and loses nothing', () => {
    // The intervals say where the mean over many runs must lie. Over 60 runs it is at least 1.6 % (requests a second)
    // and 2.4 % (times) away from their ends; 8 runs miss that by more in one of 20 choices of seeds at most.
    const runs = Array.from({ length: 8 }, (_, seed) => measure(seed))
    expect(runs.map(({ lost }) => lost)).toEqual(runs.map(() => 0))
    const figures: readonly (readonly [string, number, readonly [number, number]])[] = [
      ['opsPerS', mean(runs.map(({ opsPerS }) => opsPerS)), [57.3, 61]],
      ['lat.mean', mean(runs.map(({ all }) => mean(all))), [71.3, 79.3]],
      ['lat.p50', mean(runs.map(({ all }) => quantile(all, 0.5))), [56.4, 70.1]],
      ['lat.p90', mean(runs.map(({ all }) => quantile(all, 0.9))), [145, 171]],
      ['lat.p95', mean(runs.map(({ all }) => quantile(all, 0.95))), [172, 211]],
      ['lat.p99', mean(runs.map(({ all }) => quantile(all, 0.99))), [215, 300]],
      ['hotLat.mean', mean(runs.map(({ hot }) => mean(hot))), [84.8, 93.7]],
      ['hotLat.p50', mean(runs.map(({ hot }) => quantile(hot, 0.5))), [72.3, 85.7]],
      ['hotLat.p95', mean(runs.map(({ hot }) => quantile(hot, 0.95))), [178, 226]],
      ['hotLat.p99', mean(runs.map(({ hot }) => quantile(hot, 0.99))), [220, 312]],
    ]
    const outside = figures.filter(([, value, [low, high]]) => !(value >= low && value <= high))
    expect(outside).toEqual([])
  })
})
