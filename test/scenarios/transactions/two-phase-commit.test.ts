import { describe, expect, test } from 'vitest'
import { FactKind } from '../../../src/sim/data-fact.ts'
import { StepKind } from '../../../src/sim/plan.ts'
import { watch } from '../../sim/transactions/business-world.ts'
import { complaints, planOf, problemsOf, program } from '../compile/compiling.ts'
import { MODULES, type SagaTown, sagaTown } from './saga-town.ts'

const TWO_PHASE: SagaTown = { as: 'two-phase-commit' }

describe('a two-phase commit', () => {
  test('prepares what an operation does, in a local transaction around it', () => {
    const plan = planOf(sagaTown(TWO_PHASE))
    const { steps } = program(plan, 'payments.take-prepare')
    expect(steps.map(({ kind, access }) => access?.verb ?? kind)).toEqual([
      StepKind.begin,
      'prepare',
      'rollback',
      StepKind.end,
    ])
    for (const verb of ['commit', 'rollback'] as const) {
      expect(program(plan, `payments.take-${verb}`).steps[0]?.access?.verb).toBe(`${verb}-prepared`)
    }
  })

  test('waits so long for the answer to a decision as for votes, and for votes by itself', () => {
    const calls = program(planOf(sagaTown(TWO_PHASE)), 'transaction place-order').steps.slice(0, 3)
    expect(calls.map(({ timeout }) => timeout)).toEqual([0, 5e9, 5e9])
  })

  test('needs a store of kind sql for all that a leg writes', () => {
    const stores = { documents: { kind: 'object', holds: ['payments-stock'] } }
    const town = sagaTown({ ...TWO_PHASE, rest: { stores } })
    const problem = problemsOf(town).find(({ code }) => code === 'S334')
    expect(problem?.path.join('.')).toBe('app.payments.operations.take.steps.1.update')
    expect(problem?.message).toContain('"payments-stock" is in a store of kind object')
    expect(problem?.related?.[0]?.path.join('.')).toBe('app.shop.operations.checkout.steps.1.steps.1.call')
  })

  test('needs something to prepare for every leg', () => {
    const town = sagaTown(TWO_PHASE)
    const payments = { operations: { take: [{ cpu: '1ms' }], giveBack: [{ cpu: '1ms' }] } }
    const written = { ...town, app: { ...town.app, payments } }
    expect(complaints(written)).toContain('S334 app.shop.operations.checkout.steps.1.steps.1.call')
    const problem = problemsOf(written).find(({ code }) => code === 'S334')
    expect(problem?.message).toContain('"payments" has no record in a store of kind sql')
  })

  test('is not told that nothing undoes a leg: nothing need', () => {
    const steps = MODULES.map((module) => ({ call: `${module}.take` }))
    expect(complaints(sagaTown({ ...TWO_PHASE, steps })).filter((one) => one.startsWith('L421'))).toEqual([])
  })

  test.each([
    ['with a store for each', {}],
    ['on one store of several shards', { stores: { main: { holds: 'all', shards: 3 } } }],
    ['on one store with replicas', { stores: { main: { holds: 'all', replicas: 2 } } }],
  ] as const)('commits all or nothing, %s', (_, rest) => {
    const run = watch(planOf(sagaTown({ ...TWO_PHASE, no: { orders: '30%' }, rest })))
    const committed = run.facts.business(['committed']).map(({ business }) => business)
    const compensated = run.facts.business(['compensated']).map(({ business }) => business)
    expect(committed.length + compensated.length).toBe(run.facts.ids.length)
    expect(Math.min(committed.length, compensated.length)).toBeGreaterThan(2)
    const rows = run.facts.of(FactKind.committed).filter(({ leg }) => leg >= 0)
    for (const id of run.facts.ids) {
      const legs = rows.flatMap(({ business, leg }) => (business === id ? [leg] : []))
      expect(legs.sort((a, b) => a - b)).toEqual(committed.includes(id) ? [0, 1, 2, 3] : [])
    }
  })
})
