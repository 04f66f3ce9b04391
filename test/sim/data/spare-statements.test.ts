import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataFact, FactKind } from '../../../src/sim/data-fact.ts'
import type { StoreRules } from '../../../src/sim/data-plan.ts'
import { createWorld } from '../../../src/sim/world.ts'
import { Log } from '../world/log.ts'
import { at, buildPlan, MS } from '../world/plans.ts'
import { access, deliver, io, type StepSpec } from '../world/steps.ts'
import { SQL } from '../world/stores.ts'
import { Facts } from './facts.ts'

/** What a request does, and how long after the one before it comes, ms. */
interface Reading {
  readonly verb: 'read' | 'query' | 'join'
  readonly record: 'stock' | 'names'
  readonly key: number
  /** How many rows it looks at, 1 ms each. */
  readonly rows: number
  readonly after: number
}

const READING: fc.Arbitrary<Reading> = fc.record({
  verb: fc.constantFrom('read', 'query', 'join'),
  record: fc.constantFrom('stock', 'names'),
  key: fc.nat(2),
  rows: fc.nat(3),
  after: fc.nat(6),
})

/** `names`, the second record. */
const BESIDE = [{ record: 1, grouped: false }]

function stepOf({ verb, record, key, rows }: Reading): StepSpec {
  if (verb === 'read') return access('read', record, { key })
  if (verb === 'query') return access('query', record, { key, rows })
  return access('join', 'stock', { key, rows, with: BESIDE })
}

/** What those of the requests have read that come at all. */
function readsOf(
  readings: readonly Reading[],
  rules: StoreRules,
  comes: (request: number) => boolean,
): readonly DataFact[] {
  let time = 0
  const times = readings.map(({ after }) => {
    time += after * MS
    return time
  })
  // Those of `names` take effect when their caller has given them up, and while those of `stock` are on their way back.
  const statements: readonly (readonly [string, readonly StepSpec[]])[] = ['read', 'query', 'join'].flatMap((verb) => [
    [`stock.${verb}`, [io(1 * MS), deliver(), io(2 * MS)]] as const,
    [`names.${verb}`, [io(8 * MS), deliver()]] as const,
  ])
  const plan = buildPlan({
    units: { app: {}, db: {} },
    modules: { stock: 'db', names: 'db' },
    operations: {
      ...Object.fromEntries(readings.map((reading, r) => [`app.r${r}`, [stepOf(reading)]])),
      ...Object.fromEntries(statements),
    },
    stores: { db: { records: { stock: { keys: 3, initial: 7 }, names: { keys: 2, initial: 5 } }, rules, perRow: MS } },
    edges: { 'app -> db': { timeout: 5 * MS } },
    workloads: Object.fromEntries(
      times.map((due, r) => [`w${r}`, { calls: `app.r${r}`, arrivals: at(...(comes(r) ? [due] : [])) }]),
    ),
  })
  const facts = new Facts()
  const world = createWorld(plan, { seed: '1', replication: 0 })
  expect(world.run(new Log(world.catalogue, { lines: false }), facts).status).toBe('completed')
  return facts.of(FactKind.read)
}

describe('reads of a store that nobody writes to', () => {
  it.each([
    ['sql', SQL],
    ['object', { kind: 'object' }],
  ] as const)('find what they would find alone, whatever was read before or is given up: %s', (_, rules) => {
    let answered = 0
    const law = fc.property(fc.array(READING, { minLength: 2, maxLength: 12 }), (readings) => {
      const together = readsOf(readings, rules, () => true)
      answered += together.length
      for (const workload of readings.keys()) {
        const alone = readsOf(readings, rules, (request) => request === workload)
        expect(together.filter((fact) => fact.workload === workload)).toEqual(alone)
      }
    })
    fc.assert(law, { seed: 1, numRuns: 60 })
    expect(answered).toBeGreaterThan(100)
  })
})
