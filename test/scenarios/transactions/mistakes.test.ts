import { describe, expect, it, test } from 'vitest'
import { complaints, planOf, problemsOf, type Written } from '../compile/compiling.ts'
import { said } from '../mistakes/said.ts'
import { CHAIN, MODULES, type SagaTown, sagaTown } from './saga-town.ts'

const STEPS = 'app.shop.operations.checkout.steps.1'
const TAKE = 'app.inventory.operations.take.steps'

/** All modules in one unit, with one store or with two. */
function together(stores: unknown): Pick<SagaTown, 'deploy' | 'rest'> {
  return { deploy: { all: { modules: 'all' } }, rest: { stores } }
}

const ONE = together({ main: { holds: 'all' } })
const TWO = together({
  main: { holds: ['inventory-stock'] },
  other: { holds: MODULES.slice(1).map((m) => `${m}-stock`) },
})

function errors(change: SagaTown | (Written & { readonly transactions?: unknown })): readonly string[] {
  const town = 'as' in change ? sagaTown(change) : change
  return complaints(town).filter((one) => one.startsWith('S'))
}

/** The town with other steps of `inventory.take`. */
function taking(change: SagaTown, ...steps: readonly unknown[]): Written {
  const town = sagaTown(change)
  const inventory = { ...(town.app['inventory'] as object), operations: { take: steps, giveBack: [{ cpu: '1ms' }] } }
  return { ...town, app: { ...town.app, inventory } }
}

/** The first problem that a user sees of a realisation, or of anything else that is written in the place of `saga`. */
function shown(realisation: string): string {
  return said(
    `name: town
app:
  shop: { operations: { buy: [ { transaction: order, steps: [ { call: stock.take } ] } ] } }
  stock: { owns: { items: {} }, operations: { take: [ { write: items } ] }, on: { order.placed: [ { write: items } ] } }
transactions: { order: ${realisation} }
workload: { users: { arrivals: poisson(1/s), call: shop.buy } }
`,
  )
}

describe('the names of business transactions', () => {
  const inside = (name: string): readonly unknown[] => [CHAIN[0], { transaction: name, steps: CHAIN.slice(1) }]

  test('are different, also inside each other', () => {
    expect(errors({ as: 'saga', steps: inside('place-order') })).toEqual([`S332 ${STEPS}.steps.1.transaction`])
    expect(errors({ as: 'saga', steps: [...inside('pack'), { transaction: 'pack', steps: [CHAIN[0]] }] })).toEqual([
      `S332 ${STEPS}.steps.2.transaction`,
    ])
    expect(errors({ as: 'saga', steps: inside('pack') })).toEqual([])
  })

  test('are realised by the outermost of them', () => {
    const town = {
      ...sagaTown({ as: 'saga', steps: inside('pack') }),
      transactions: { 'place-order': 'saga', pack: 'saga' },
    }
    expect(errors(town)).toEqual(['S333 transactions.pack'])
    expect(problemsOf(town)[0]?.message).toBe('"pack" is part of "place-order" and realised with it')
  })

  test('that are misspelt are not said to be missing as well', () => {
    const town = { ...sagaTown({ as: 'saga' }), transactions: { 'place-orders': 'saga' } }
    expect(complaints(town).filter((one) => /^(S|L420)/.test(one))).toEqual(['S333 transactions.place-orders'])
    expect(problemsOf(town).find(({ code }) => code === 'S333')?.suggestion).toBe('place-order')
  })

  test('and of operations leave room for those that Orrery makes', () => {
    const town = sagaTown({ as: 'two-phase-commit' })
    const operations = { take: [{ write: 'inventory-stock' }], 'take-prepare': [{ cpu: '1ms' }] }
    const owns = { 'inventory-stock': { keys: 5 } }
    const inventory = { owns, operations: { ...operations, giveBack: [{ cpu: '1ms' }] } }
    const written = { ...town, app: { ...town.app, inventory } }
    expect(errors(written)).toEqual(['S336 app.inventory.operations.take-prepare'])
    expect(errors({ ...written, transactions: { 'place-order': 'saga' } })).toEqual([])
    const reread = { ...operations, 'take-reread': [{ cpu: '1ms' }], take: [{ read: 'inventory-stock' }], giveBack: [] }
    const again = { ...town, app: { ...town.app, inventory: { owns, operations: reread } } }
    expect(
      errors({ ...again, transactions: { 'place-order': { saga: 'orchestrated', 'reread-value': true } } }),
    ).toEqual(['S336 app.inventory.operations.take-reread'])
  })

  test('and of records leave room for logs', () => {
    const town = sagaTown({ as: 'saga' })
    const shop = { ...(town.app['shop'] as object), owns: { 'place-order-log': { keys: 5 } } }
    expect(errors({ ...town, app: { ...town.app, shop } })).toEqual(['S311 app.shop.owns.place-order-log'])
    const none = { ...town, app: { ...town.app, shop }, transactions: { 'place-order': 'none' } }
    expect(errors(none)).toEqual([])
  })
})

describe('a local transaction', () => {
  test('needs one unit and one store of kind sql, and says which it has', () => {
    expect(errors({ as: 'local', ...ONE })).toEqual([])
    expect(errors({ as: 'local', ...TWO })).toEqual(['S331 transactions.place-order'])
    expect(errors({ as: 'local' })).toEqual(['S331 transactions.place-order'])
    const [two] = problemsOf(sagaTown({ as: 'local', ...TWO }))
    expect(two?.message).toBe('"place-order" cannot be local: its legs are on 2 stores, "main" and "other"')
  })

  test('is on the store that its legs touch, whatever else their modules own', () => {
    const town = taking({ as: 'local', ...ONE }, { update: 'inventory-stock', add: -1 })
    const inventory = town.app['inventory'] as { readonly owns: object }
    const owns = { ...inventory.owns, archive: { keys: 5 } }
    const stores = { main: { holds: MODULES.map((m) => `${m}-stock`) }, far: { holds: ['archive'] } }
    expect(errors({ ...town, app: { ...town.app, inventory: { ...inventory, owns } }, stores })).toEqual([])
  })

  test('is the default only where it can be one', () => {
    const unsaid = (change: Partial<SagaTown>): Written =>
      ({ ...sagaTown({ as: 'none', ...change }), transactions: {} }) as Written
    expect(complaints(unsaid(ONE)).filter((one) => /^(S|L420)/.test(one))).toEqual([])
    for (const change of [TWO, {}]) {
      expect(complaints(unsaid(change)).filter((one) => /^(S|L420)/.test(one))).toEqual([`L420 ${STEPS}.transaction`])
      expect(planOf(unsaid(change)).businesses?.[0]?.rules.kind).toBe('none')
    }
  })

  test.each([
    [
      'steps at once',
      { parallel: [[{ update: 'inventory-stock', add: 1 }], [{ update: 'inventory-stock', add: 1 }]] },
      '0.parallel',
    ],
    ['an answer', 'respond', '0'],
    ['a lease', { lease: 'inventory-stock', ttl: '1s', do: [{ update: 'inventory-stock', add: 1 }] }, '0.lease'],
  ])('has no %s in what its legs do', (_, step, at) => {
    const town = taking({ as: 'local', ...ONE }, step, { update: 'inventory-stock', add: -1 })
    expect(errors(town)).toEqual([`S265 ${TAKE}.${at}`])
    const related = problemsOf(town).find(({ code }) => code === 'S265')?.related
    expect(related?.[0]?.path.join('.')).toBe(`${STEPS}.steps.0.call`)
  })

  test('that is written as a block has none of that either, in what it calls inside its unit', () => {
    const town = taking({ as: 'none', ...ONE }, { parallel: [[{ write: 'inventory-stock' }], [{ cpu: '1ms' }]] })
    const checkout = [{ begin: [{ write: 'orders-stock' }, { call: 'inventory.take' }] }]
    const shop = { operations: { checkout } }
    const { transactions, ...rest } = town as Written & { readonly transactions: unknown }
    expect(transactions).toBeDefined()
    const found = complaints({ ...rest, app: { ...town.app, shop } }).filter((one) => one.startsWith('S265'))
    expect(found).toEqual([`S265 ${TAKE}.0.parallel`])
  })
})

describe('what is written in the place of a realisation', () => {
  it.each([
    ['true', 'not true'],
    ['2pc', 'did you mean "two-phase-commit"?'],
    ['tcc', 'did you mean "try-confirm-cancel"?'],
    ['sagas', 'did you mean "saga"?'],
    ['orchestrated', 'did you mean "{ saga: orchestrated }"?'],
    ['choreography', 'did you mean "{ saga: choreographed }"?'],
    ['{ saga: orchestrate }', 'did you mean "orchestrated"?'],
    ['{ saga: orchestrated, timeout: 30 }', 'a duration needs one'],
    ['{ saga: orchestrated, attempts: -3 }', 'it is negative'],
    ['{ two-phase-commit: {}, timeout: 5s }', 'it belongs inside: { two-phase-commit: { timeout: … } }'],
    ['[ saga ]', 'or a map such as { saga: choreographed } belongs here, not a list'],
  ])('is answered: %s', (written, answer) => {
    expect(shown(written)).toContain(answer)
  })

  it('never shows half of what would be right', () => {
    for (const written of ['true', '5', '[]', 'xx yy']) {
      expect(shown(written)).not.toMatch(/\{ saga belongs|some of choreographed/)
    }
  })
})
