import { describe, expect, test } from 'vitest'
import { OUTCOME_NAMES, Outcome } from '../../../src/sim/outcome.ts'
import { StepKind } from '../../../src/sim/plan.ts'
import { compiled, edge, monolith, planOf, program, shop, unit } from './compiling.ts'

describe('one application, two deployments', () => {
  const many = planOf(shop)
  const one = planOf(monolith)
  const services = (plan: typeof many): string[] =>
    plan.units.filter(({ role }) => role === 'service').map(({ name }) => name)

  test('each-module makes a unit of every module and a store of every unit that owns records', () => {
    expect(many.units.map(({ name }) => name)).toEqual(['catalog', 'catalog-db', 'payments', 'payments-db', 'shop'])
    expect(one.units.map(({ name }) => name)).toEqual(['everything', 'main'])
    expect(services(many)).toEqual(['catalog', 'payments', 'shop'])
  })

  test('the programs and the paths of their steps are the same in both', () => {
    const shape = (plan: typeof many): unknown =>
      plan.programs.map(({ name, operation, steps }) => ({ name, operation, steps: steps.map((step) => step.path) }))
    expect(shape(one)).toEqual(shape(many))
  })

  test('the steps differ in nothing but edges, units, stores and what only a network call has', () => {
    const bare = (plan: typeof many): unknown =>
      plan.programs.map(({ steps }) =>
        steps.map(({ edge: _, timeout: __, access, ...rest }) => ({
          ...rest,
          ...(access === undefined ? {} : { access: { ...access, store: plan.stores[access.store]?.name === '' } }),
          amount: rest.amount.text,
        })),
      )
    expect(JSON.stringify(bare(one))).toBe(JSON.stringify(bare(many)))
  })

  test('calls cross the network between units and stay inside within one', () => {
    expect(many.edges.map(({ name }) => name)).toEqual([
      'catalog -> catalog-db',
      'payments -> payments-db',
      'shop -> catalog',
      'shop -> payments',
      'shoppers -> shop',
    ])
    expect(one.edges.map(({ name }) => name)).toEqual(['everything -> main', 'shoppers -> everything'])
    const calls = (plan: typeof many): number[] => program(plan, 'shop.checkout').steps.map((step) => step.edge)
    expect(calls(many)).toEqual([-1, 2, 3, -1])
    expect(calls(one)).toEqual([-1, -1, -1, -1])
  })

  test('a timeout of a step holds between units and means nothing inside one', () => {
    expect(program(many, 'shop.checkout').steps[1]?.timeout).toBe(500e6)
    expect(program(one, 'shop.checkout').steps[1]?.timeout).toBe(0)
  })

  test('reading and writing are statements for the store over an edge with its pool', () => {
    const read = program(many, 'catalog.search').steps[1]
    expect(read?.kind).toBe(StepKind.access)
    expect(many.programs[read?.program ?? -1]).toMatchObject({
      name: 'products.read',
      unit: many.units.findIndex(({ name }) => name === 'catalog-db'),
      operation: true,
    })
    expect(many.pools).toEqual([
      { name: 'catalog-db', size: 20 },
      { name: 'payments-db', size: 20 },
    ])
    expect(edge(many, 'catalog -> catalog-db')).toMatchObject({ pool: 0, protocol: { name: 'none', clientFixed: 0 } })
    expect(unit(many, 'catalog-db')).toMatchObject({ role: 'store', slots: 2, cores: 2, instances: 1 })
    expect(program(many, 'products.read').steps.map(({ kind }) => kind)).toEqual([
      StepKind.io,
      StepKind.deliver,
      StepKind.end,
    ])
  })

  test('business reasons follow the built-in outcomes in code-unit order', () => {
    const several = planOf({
      ...shop,
      app: {
        ...shop.app,
        zoo: { operations: { visit: [{ fail: '1%', as: 'closed' }, { fail: '1%' }, { fail: '1%', as: 'Zebra' }] } },
      },
    })
    expect(several.outcomes.slice(OUTCOME_NAMES.length)).toEqual(['Zebra', 'closed', 'out-of-stock'])
    expect(program(several, 'zoo.visit').steps.map(({ outcome }) => outcome)).toEqual([
      OUTCOME_NAMES.length + 1,
      Outcome.error,
      OUTCOME_NAMES.length,
      0,
    ])
  })

  test('the deployment names machines, zones and what holds what, for the bill', () => {
    const { deployment } = compiled({
      ...shop,
      deploy: { 'each-module': { instances: 2 }, shop: { machine: 'c7i.xlarge' } },
    })
    expect(
      deployment.units.map(({ name, modules, records, instances }) => ({ name, modules, records, instances })),
    ).toEqual([
      { name: 'catalog', modules: ['catalog'], records: [], instances: 2 },
      { name: 'catalog-db', modules: [], records: ['products', 'stock'], instances: 1 },
      { name: 'payments', modules: ['payments'], records: [], instances: 2 },
      { name: 'payments-db', modules: [], records: ['charges'], instances: 1 },
      { name: 'shop', modules: ['shop'], records: [], instances: 1 },
    ])
    expect(deployment.units.at(-1)?.machine).toMatchObject({
      name: 'c7i.xlarge',
      vcpu: 4,
      pricePerHour: 0.1785,
      provider: 'aws',
    })
    expect(deployment.traffic.map(({ provider }) => provider)).toEqual(new Array(6).fill('aws'))
    expect(deployment.zones).toEqual([{ name: 'a', region: 'us-east-1' }])
  })
})

describe('a unit', () => {
  const withUnit = (template: Record<string, unknown>) =>
    unit(planOf({ ...monolith, deploy: { everything: { modules: 'all', ...template } } }), 'everything')

  test('has the cores of its machine, Tomcat’s 200 threads and a queue of 10,000 unless told otherwise', () => {
    expect(withUnit({ machine: 'c7i.xlarge' })).toMatchObject({
      cores: 4,
      slots: 200,
      scheduling: 'ps',
      queue: { limit: 10_000, discipline: 'fifo' },
      zones: [0],
    })
  })

  test('as an event loop has one core, first come first served, and no slots to run out of', () => {
    expect(withUnit({ runtime: 'event-loop', machine: 'c7i.4xlarge' })).toMatchObject({
      cores: 1,
      slots: Number.POSITIVE_INFINITY,
      scheduling: 'fcfs',
    })
  })

  test('spreads its instances over its zones in turn', () => {
    const plan = planOf({
      ...monolith,
      network: { zones: { c: 'us-east-1', a: 'us-east-1', b: 'us-east-1' } },
      deploy: { everything: { modules: 'all', instances: 5, zones: ['b', 'c', 'a'] } },
    })
    expect(plan.zones).toEqual(['a', 'b', 'c'])
    expect(unit(plan, 'everything').zones).toEqual([1, 2, 0, 1, 2])
    expect(unit(plan, 'main').zones).toEqual([0])
  })

  test('holds the module of its own name without saying so', () => {
    const plan = planOf({ ...shop, deploy: { 'each-module': {}, shop: { instances: 3 } } })
    expect(unit(plan, 'shop').instances).toBe(3)
    expect(unit(plan, 'catalog').instances).toBe(1)
  })
})
