import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { demandOf } from '../../../src/scenarios/compile/utilisation.ts'
import { compile } from '../../../src/scenarios/compile.ts'
import { type Plan, type ProgramPlan, StepKind } from '../../../src/sim/plan.ts'
import { scenarioOf, type Written } from '../compile/compiling.ts'

const runs = { seed: 20_261_121, numRuns: 60 }
const key = fc.constantFrom({}, { key: 'one' })

/** Statements that every store can do. */
const simple: fc.Arbitrary<unknown> = fc.oneof(
  key.map((more) => ({ read: 'plain', ...more })),
  key.map((more) => ({ write: 'plain', ...more })),
  key.map((more) => ({ insert: 'plain', ...more })),
  key.map((more) => ({ delete: 'plain', ...more })),
)
const statement: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('leader', 'replica', 'any', 'nearest').map((from) => ({ read: 'numbers', from })),
  fc.integer({ min: -9, max: 9 }).map((set) => ({ write: 'numbers', set })),
  fc.integer({ min: -9, max: 9 }).map((add) => ({ update: 'numbers', add, require: '>= 0', as: 'sold-out' })),
  fc.constantFrom({ insert: 'rows' }, { query: 'rows' }, { query: 'numbers', rows: 7 }, { delete: 'numbers' }),
)
const cpu = fc.constant<unknown>({ cpu: '1ms' })
const begin = fc
  .tuple(fc.array(fc.oneof(statement, cpu), { maxLength: 2 }), statement, fc.boolean())
  .map(([steps, last, loop]): unknown => ({ begin: loop ? [{ repeat: 2, do: [...steps, last] }] : [...steps, last] }))
const lease = fc.array(statement, { maxLength: 2 }).map((body): unknown => ({ lease: 'numbers', ttl: '1s', do: body }))
const join = fc.constant<unknown>({ join: ['numbers', 'theirs'], rows: 3 })
const step = fc.oneof(simple, statement, begin, lease, join, cpu)
const body = fc.array(
  fc.oneof(
    step,
    fc.array(step, { maxLength: 2 }).map((steps) => ({ repeat: 2, do: steps })),
  ),
  {
    maxLength: 5,
  },
)

const sql = fc.record({
  replicas: fc.nat(2),
  shards: fc.constantFrom(1, 3, { count: 2, by: 'consistent', grow: { at: '1s', to: 4, rate: '1k/s' } }),
  zones: fc.constantFrom(['a'], ['b', 'a']),
  shared: fc.boolean(),
})
const quorum = fc.record({
  kind: fc.constant('quorum'),
  nodes: fc.integer({ min: 3, max: 5 }),
  coordinator: fc.constantFrom('node', 'client'),
  'anti-entropy': fc.constantFrom('none', '1h'),
})
const other = fc.oneof(quorum, fc.constant({ kind: 'object' }), fc.constant({ kind: 'search' }), sql)

/** Scenarios about data without mistakes. */
const written: fc.Arbitrary<Written> = fc
  .record({ steps: body, main: sql, side: other, whole: fc.boolean(), instances: fc.integer({ min: 1, max: 3 }) })
  .map(({ steps, main, side, whole, instances }) => ({
    app: {
      m: {
        operations: { o: steps },
        owns: { plain: {}, numbers: { initial: 5 }, rows: { per: 'one', rows: 2, keys: 20 } },
      },
      n: { operations: { o: [{ read: 'theirs' }] }, owns: { theirs: {} } },
    },
    deploy: whole ? { all: { modules: 'all', instances } } : { 'each-module': { instances } },
    stores: { main: { holds: ['numbers', 'rows', 'theirs'], ...main }, side: { holds: ['plain'], ...side } },
    network: { zones: { a: 'us-east-1', b: 'us-east-1' } },
    workload: { w: { arrivals: 'poisson(1/s)', call: 'm.o', inputs: { one: 'uniform of 20' } } },
  }))

function check(law: (plan: Plan) => void): void {
  fc.assert(
    fc.property(written, (document) => {
      const result = compile(scenarioOf(document))
      if (!result.ok) throw new Error(JSON.stringify(result.problems))
      law(result.plan)
    }),
    runs,
  )
}

const partsOf = ({ programs }: Plan): [ProgramPlan, number][] =>
  programs.flatMap((program) => program.steps.map((_, index): [ProgramPlan, number] => [program, index]))

describe('every plan about data', () => {
  test('has stores on the units of their names, with an instance for every node, and records in them', () => {
    check((plan) => {
      for (const { name, unit, sharding, inside } of plan.stores) {
        expect(plan.units[unit]).toMatchObject({ name, role: 'store' })
        expect(plan.units[unit]?.instances).toBe(sharding.shards * sharding.nodesPerShard)
        const talks = sharding.nodesPerShard > 1 || sharding.grow !== null
        expect(inside >= 0).toBe(talks)
        if (talks) expect(plan.edges[inside]).toMatchObject({ from: unit, to: unit, pool: -1, guard: null })
      }
      expect(plan.records.map(({ name }) => name)).toEqual(['numbers', 'plain', 'rows', 'theirs'])
      expect(plan.records.map(({ store }) => plan.stores[store]?.name)).toEqual(['main', 'side', 'main', 'main'])
    })
  })

  test('sends every statement to the store that keeps its record, over the edge of its unit', () => {
    check((plan) => {
      for (const [program, index] of partsOf(plan)) {
        const { kind, access, program: callee, edge } = program.steps[index] ?? { kind: -1 }
        expect(access !== undefined).toBe(kind === StepKind.access)
        if (access === undefined) continue
        const unit = plan.stores[access.store]?.unit
        expect(plan.programs[callee ?? -1]).toMatchObject({ unit, operation: true })
        expect(plan.edges[edge ?? -1]).toMatchObject({ from: program.unit, to: unit })
        if (access.record >= 0) expect(plan.records[access.record]?.store).toBe(access.store)
      }
    })
  })

  test('has what a call carries delivered once in each program that a statement or a node calls', () => {
    check((plan) => {
      const carried = new Set(
        partsOf(plan).flatMap(([program, index]) => {
          const { kind, program: callee } = program.steps[index] ?? { kind: -1, program: -1 }
          const component = program.name.endsWith('.replication') && kind === StepKind.call
          return kind === StepKind.access || component ? [callee] : []
        }),
      )
      plan.programs.forEach(({ name, steps, unit }, p) => {
        const delivers = steps.filter(({ kind }) => kind === StepKind.deliver).length
        const ofStore = plan.units[unit]?.role === 'store' && !name.endsWith('.replication')
        expect(delivers).toBe(ofStore ? 1 : 0)
        if (carried.has(p)) expect(delivers).toBe(1)
      })
    })
  })

  test('has two statements after every block, which means of plans jump over', () => {
    check((plan) => {
      const { means } = demandOf(plan, 'open')
      plan.programs.forEach(({ steps }, p) => {
        steps.forEach((step, s) => {
          if (step.kind !== StepKind.begin && step.kind !== StepKind.lease) return
          const after = [steps[s + 1], steps[s + 2]].map((each) => each?.access?.verb)
          expect(after).toEqual(step.kind === StepKind.begin ? ['commit', 'rollback'] : ['acquire', 'release'])
          const { store } = step.transaction ?? step.lease ?? { store: -1 }
          expect([steps[s + 1]?.access?.store, steps[s + 2]?.access?.store]).toEqual([store, store])
          expect(means.of(p).reach.slice(s + 1, s + 3)).toEqual([0, 0])
          expect(plan.programs[step.program]).toMatchObject({ operation: false })
        })
      })
    })
  })

  test('is the same in whatever order its maps are written', () => {
    fc.assert(
      fc.property(written, (document) => {
        expect(compile(scenarioOf(reordered(document) as Written))).toEqual(compile(scenarioOf(document)))
      }),
      { ...runs, numRuns: 20 },
    )
  })
})

/** A document with the keys of all maps in another order; the kind of a step stays first. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, part]) => [name, reordered(part)]),
  )
}
