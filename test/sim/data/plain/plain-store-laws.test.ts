import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ABSENT, FactKind } from '../../../../src/sim/data-fact.ts'
import { NullProbe } from '../../../../src/sim/kernel/null-probe.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { faults, hits } from '../../services/faults.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, MS, type WorldSpec } from '../../world/plans.ts'
import { expectDrained, type Run } from '../../world/simulate.ts'
import { access, deliver, io, type StepSpec } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

const KEYS = 3
const GROUPS = 2
const ROWS = 5
const PER_ROW = 10_000

type Op =
  | { readonly verb: 'read' | 'delete'; readonly key: number }
  | { readonly verb: 'write' | 'insert' | 'update'; readonly key: number; readonly value: number }
  | { readonly verb: 'add-row' | 'rows'; readonly key: number }

const key = fc.integer({ min: 0, max: KEYS })
const value = fc.integer({ min: 1, max: 9 })
const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ verb: fc.constantFrom('read' as const, 'delete' as const), key }),
  fc.record({ verb: fc.constantFrom('write' as const, 'insert' as const, 'update' as const), key, value }),
  fc.record({
    verb: fc.constantFrom('add-row' as const, 'rows' as const),
    key: fc.integer({ min: 0, max: GROUPS }),
  }),
)

function stepOf(one: Op): StepSpec {
  switch (one.verb) {
    case 'add-row':
      return access('insert', 'orders', { key: one.key, grouped: true, optional: true })
    case 'rows':
      return access('query', 'orders', { key: one.key, grouped: true, optional: true })
    case 'update': {
      const require = { operator: '<=', limit: 20 } as const
      return access('update', 'items', { key: one.key, add: one.value, require, optional: true })
    }
    case 'write':
    case 'insert':
      return access(one.verb, 'items', { key: one.key, value: { kind: 'set', value: one.value }, optional: true })
    default:
      return access(one.verb, 'items', { key: one.key, optional: true })
  }
}

/** What must come of it: how the statement ends, and the value that it brings back; by a model of two maps. */
class Model {
  readonly #items = new Map<number, number>(Array.from({ length: KEYS }, (_, i) => [i, 7]))
  readonly #groups = new Map<number, number>(Array.from({ length: GROUPS }, (_, i) => [i, ROWS]))

  after(one: Op): readonly [outcome: string, value: number | undefined] {
    const before = this.#items.get(one.key)
    switch (one.verb) {
      case 'read':
        return ['ok', before]
      case 'delete':
        this.#items.delete(one.key)
        return ['ok', undefined]
      case 'write':
        this.#items.set(one.key, one.value)
        return ['ok', one.value]
      case 'insert':
        if (before !== undefined) return ['duplicate-key', undefined]
        this.#items.set(one.key, one.value)
        return ['ok', one.value]
      case 'update':
        if (before === undefined || before + one.value > 20) return ['rejected', undefined]
        this.#items.set(one.key, before + one.value)
        return ['ok', before + one.value]
      case 'rows':
        return ['ok', this.#groups.get(one.key)]
      case 'add-row':
        this.#groups.set(one.key, (this.#groups.get(one.key) ?? 0) + 1)
        return ['ok', this.#groups.get(one.key)]
    }
  }
}

const OPERATIONS = [
  'items.read',
  'items.write',
  'items.insert',
  'items.update',
  'items.delete',
  'orders.insert',
  'orders.query',
]

function spec(steps: readonly StepSpec[], instances: number): WorldSpec {
  return {
    units: { shop: {}, db: { instances } },
    modules: { items: 'db', orders: 'db' },
    operations: { 'shop.go': steps, ...Object.fromEntries(OPERATIONS.map((name) => [name, [io(1 * MS), deliver()]])) },
    stores: {
      db: {
        records: { items: { keys: KEYS, initial: 7 }, orders: { keys: GROUPS, rows: ROWS } },
        rules: { kind: 'object' },
        sharding: { nodesPerShard: instances },
        perRow: PER_ROW,
      },
    },
    workloads: { users: { calls: 'shop.go', arrivals: at(0) } },
  }
}

function run(world: WorldSpec): Run & { readonly facts: Facts } {
  const made = createWorld(buildPlan(world), { seed: '1', replication: 0 })
  const log = new Log(made.catalogue)
  const facts = new Facts()
  const end = made.run(log, facts)
  expect(log.breaches).toEqual([])
  expectDrained({ log, end, world: made })
  return { log, end, world: made, facts }
}

const CRASH = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const

describe('a store of objects', () => {
  it('keeps through crashes what was written', () => {
    const steps = [access('write', 'items', { value: { kind: 'set', value: 3 } }), io(50 * MS), access('read', 'items')]
    const plain = spec(steps, 2)
    const { facts } = run({ ...plain, faults: faults(hits('db', CRASH, 20 * MS, 40 * MS)) })
    expect(facts.of(FactKind.read).map((fact) => fact.value)).toEqual([3])
  })

  it('does, whichever of its nodes is asked, what a map would do that is asked one thing after the other', () => {
    fc.assert(
      fc.property(fc.array(op, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (ops, instances) => {
        const { log, facts } = run(spec(ops.map(stepOf), instances))
        const model = new Model()
        const expected = ops.map((one) => model.after(one))
        const calls = log.ends.filter(({ series }) => /call shop > (items|orders)/.test(series))
        expect(calls.map(({ outcome }) => outcome)).toEqual(expected.map(([outcome]) => outcome))
        // Whoever looks at rows needs that long for each.
        const scans = ops.map(({ verb }, i) => (verb === 'rows' ? (expected[i]?.[1] ?? 0) * PER_ROW : 0))
        expect(calls.map(({ latency }) => latency - MS)).toEqual(scans)
        const told = facts.all.filter(({ kind }) => kind === FactKind.read || kind === FactKind.acknowledged)
        const there = ops.flatMap((one, i) =>
          expected[i]?.[0] === 'ok' ? [{ one, value: expected[i]?.[1] ?? 0 }] : [],
        )
        expect(told.map((fact) => fact.value)).toEqual(there.map((each) => each.value))
        expect(told.map(({ group }) => group)).toEqual(there.map(({ one: { verb } }) => /row/.test(verb)))
        for (const [i, { kind, version, value: found }] of told.entries()) {
          const { verb, key: of } = there[i]?.one ?? { verb: '', key: -1 }
          if (kind !== FactKind.read) continue
          const last = told
            .slice(0, i)
            .findLast((fact) => fact.key === of && fact.group === (verb === 'rows') && fact.kind !== FactKind.read)
          const gone = found === 0
          const start = of < (verb === 'rows' ? GROUPS : KEYS) ? 0 : ABSENT
          expect(version).toBe(last === undefined ? start : gone ? ABSENT : last.version)
        }
      }),
      { seed: 16, numRuns: 150 },
    )
  })

  it('gives every row that names no key one of its own', () => {
    const steps = [access('insert', 'items', { key: -1 }), access('insert', 'items', { key: -1 })]
    // With policies each call has attempts of its own, which bring back what they have found.
    const plan = buildPlan({ ...spec(steps, 1), edges: { 'shop -> db': { guard: {} } } })
    const unnamed = {
      ...plan,
      programs: plan.programs.map((program) => ({
        ...program,
        steps: program.steps.map((step) => (step.access === undefined ? step : { ...step, key: null })),
      })),
    }
    const facts = new Facts()
    createWorld(unnamed, { seed: '1', replication: 0 }).run(new NullProbe(), facts)
    expect(facts.of(FactKind.committed).map((fact) => fact.key)).toEqual([KEYS, KEYS + 1])
    expect(facts.of(FactKind.acknowledged).map((fact) => fact.key)).toEqual([KEYS, KEYS + 1])
  })
})
