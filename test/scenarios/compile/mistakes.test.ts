import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/scenarios/compile.ts'
import { complaints, problemsOf, scenarioOf, shop, type Written } from './compiling.ts'

const work = [{ cpu: '1ms' }]

/** An app of one operation, `m.o`, and whatever a test adds. */
function small(more: Partial<Written> = {}, steps: readonly unknown[] = work): Written {
  return {
    app: { m: { operations: { o: steps } } },
    workload: { w: { arrivals: 'poisson(1/s)', call: 'm.o' } },
    ...more,
  }
}

describe('names that nothing bears', () => {
  test('a scenario without a mistake has no complaint', () => {
    expect(complaints(small())).toEqual([])
    expect(complaints(shop)).toEqual([])
  })

  test('a call of an unknown operation suggests the nearest and shows where that is declared', () => {
    const app = { m: { operations: { checkout: [{ call: 'chekout' }] } } }
    expect(problemsOf({ app, workload: { w: { arrivals: 'poisson(1/s)', call: 'm.checkout' } } })).toMatchObject([
      {
        code: 'S202',
        severity: 'error',
        message: 'there is no operation "chekout"',
        path: ['app', 'm', 'operations', 'checkout', 'steps', 0, 'call'],
        suggestion: 'checkout',
        related: [{ path: ['app', 'm', 'operations', 'checkout'], message: '"checkout" is declared here' }],
      },
    ])
  })

  test('an unknown module is told from an unknown operation, and only its part of the text is marked', () => {
    const app = { ...shop.app, more: { operations: { a: [{ call: 'paymnts.charge' }, { send: 'payments.charg' }] } } }
    const found = problemsOf({ ...shop, app }).filter(({ severity }) => severity === 'error')
    expect(found).toMatchObject([
      { code: 'S201', suggestion: 'payments', slice: { start: 0, end: 7 }, related: [{ path: ['app', 'payments'] }] },
      { code: 'S202', suggestion: 'payments.charge', related: [{ path: ['app', 'payments', 'operations', 'charge'] }] },
    ])
  })

  test('steps inside choose, parallel and repeat are looked at, too, and located', () => {
    const steps = [
      { choose: [{ share: '50%', do: [{ call: 'x' }] }] },
      { parallel: [{ call: 'x' }, [...work, { call: 'x' }]] },
      { parallel: { times: 2, do: [{ call: 'x' }] } },
      { repeat: '2', do: [{ call: 'x' }] },
    ]
    const at = ['app', 'm', 'operations', 'o', 'steps'].join('.')
    expect(complaints(small({}, steps))).toEqual([
      `S202 ${at}.0.choose.0.do.0.call`,
      `S202 ${at}.1.parallel.0.0.call`,
      `S202 ${at}.1.parallel.1.1.call`,
      `S202 ${at}.2.parallel.do.0.call`,
      `S202 ${at}.3.do.0.call`,
    ])
  })

  test('in mixes they are marked at the key', () => {
    const workload = { w: { arrivals: 'poisson(1/s)', mix: { 'm.o': '50%', 'm.p': '50%' } } }
    expect(problemsOf(small({ workload }))).toMatchObject([
      { code: 'S202', path: ['workload', 'w', 'mix', 'm.p'], at: 'key', expected: 'one of m.o' },
    ])
  })

  test('records, inputs, zones and machines are found, each with its suggestion', () => {
    const written: Written = {
      ...shop,
      app: { ...shop.app, more: { operations: { a: [{ read: 'product' }, { write: 'stock', key: 'userr' }] } } },
      deploy: {
        'each-module': {},
        shop: { zone: 'esat', machine: 'c7i.lrage' },
        payments: { zones: ['east', 'eats'], instances: 2 },
      },
      network: { zones: { east: 'us-east-1' } },
      stores: { 'each-unit': { zone: 'eas', machine: 'db.m5.lagre' } },
      workload: {
        shoppers: {
          arrivals: 'poisson(1/s)',
          mix: { 'shop.browse': '50%', 'more.a': '50%' },
          inputs: { user: 'uniform of 10' },
          zone: 'easst',
        },
      },
    }
    const found = problemsOf(written).filter(({ severity }) => severity === 'error')
    expect(found.map(({ code, path, suggestion }) => `${code} ${path.join('.')} ${suggestion ?? '-'}`)).toEqual([
      'S203 app.more.operations.a.steps.0.read products',
      'S207 app.more.operations.a.steps.1.key user',
      'S205 deploy.payments.zones.1 east',
      'S206 deploy.shop.machine c7i.large',
      'S205 deploy.shop.zone east',
      'S206 stores.each-unit.machine db.m5.large',
      'S205 stores.each-unit.zone east',
      'S205 workload.shoppers.zone east',
    ])
  })

  test('a template is complained about once, however many units are made from it', () => {
    expect(complaints({ ...shop, deploy: { 'each-module': { machine: 'none', zone: 'none' } } })).toEqual([
      'S206 deploy.each-module.machine',
      'S205 deploy.each-module.zone',
    ])
  })
})

describe('modules and units', () => {
  test('a module in two units is an error that names both', () => {
    expect(problemsOf({ ...shop, deploy: { a: { modules: 'all' }, b: { modules: ['shop'] } } })).toMatchObject([
      {
        code: 'S210',
        message: 'module "shop" is in two units: "a" and "b"',
        path: ['deploy', 'b', 'modules'],
        related: [{ path: ['deploy', 'a', 'modules'] }],
      },
    ])
  })

  test('modules in no unit are listed', () => {
    expect(problemsOf({ ...shop, deploy: { a: { modules: ['shop'] } } })).toMatchObject([
      { code: 'S212', message: 'no unit holds modules catalog and payments', path: ['deploy'] },
    ])
  })

  test('a wrong list is reported alone, not with the modules that are missing because of it', () => {
    expect(complaints({ ...shop, deploy: { a: { modules: ['shop', 'catalogue', 'payments'] } } })).toEqual([
      'S201 deploy.a.modules.1',
    ])
  })

  test('only a unit with the name of a module may leave its modules out', () => {
    expect(complaints({ ...shop, deploy: { 'each-module': {}, web: {} } })).toEqual(['S211 deploy.web'])
    expect(complaints({ ...shop, deploy: { 'each-module': {}, shop: {} } })).toEqual([])
  })

  test('a unit may not take the name of a module that it does not hold and the template needs', () => {
    expect(complaints({ ...shop, deploy: { 'each-module': {}, payments: { modules: ['shop'] } } })).toEqual([
      'S215 deploy.payments',
    ])
  })

  test('units, stores and workloads have different names', () => {
    const written = {
      ...shop,
      stores: { shop: {} },
      workload: { payments: { arrivals: 'poisson(1/s)', call: 'shop.checkout' }, ...shop.workload },
    }
    expect(complaints(written)).toEqual(['S215 stores.shop', 'S215 workload.payments'])
  })
})

describe('records and stores', () => {
  test('a record has one owner and one store', () => {
    const app = { ...shop.app, other: { owns: { stock: {} }, operations: { x: [{ read: 'stock' }] } } }
    expect(complaints({ ...shop, app }).filter((text) => text.startsWith('S'))).toEqual(['S213 app.other.owns.stock'])
    expect(complaints({ ...shop, stores: { one: {}, two: { holds: ['stock'] } } })).toEqual(['S214 stores.two.holds'])
    expect(complaints({ ...shop, stores: { one: { holds: ['stok'] } } })).toEqual(['S203 stores.one.holds.0'])
  })

  test('a named store may keep a part; the rest goes to the units’ own', () => {
    const result = compile(scenarioOf({ ...shop, stores: { main: { holds: ['charges', 'stock'] } } }))
    const names = result.ok ? result.deployment.units.map(({ name, records }) => `${name}: ${records.join(' ')}`) : []
    expect(names).toEqual(['catalog: ', 'catalog-db: products', 'main: charges stock', 'payments: ', 'shop: '])
  })

  test('an operation cannot be called what reading a record is called', () => {
    const app = {
      products: { owns: { products: {} }, operations: { read: [{ read: 'products' }], find: [{ call: 'read' }] } },
    }
    expect(complaints({ app, workload: { w: { arrivals: 'poisson(1/s)', call: 'products.find' } } })).toEqual([
      'S216 app.products.operations.read',
    ])
  })

  test('a record that no step touches is doubted', () => {
    const app = { m: { owns: { dust: {} }, operations: { o: work } } }
    expect(complaints(small({ app }))).toEqual(['L305 app.m.owns.dust'])
  })
})

describe('what no world can do', () => {
  test('a business reason cannot be what the simulator calls an outcome, except error', () => {
    expect(complaints(small({}, [{ fail: '1%', as: 'timeout' }]))).toEqual(['S217 app.m.operations.o.steps.0.as'])
    expect(
      complaints(
        small({}, [
          { fail: '1%', as: 'error' },
          { fail: '1%', as: 'declined' },
        ]),
      ),
    ).toEqual([])
  })

  test('respond stands in the operation or in a choose of it, not in a branch or a repetition', () => {
    const inBranch = [{ parallel: [['respond'], work] }]
    const inMany = [{ parallel: { times: 2, do: ['respond'] } }]
    const inRepeat = [{ repeat: '2', do: ['respond'] }]
    const inChoose = [{ choose: [{ share: '50%', do: ['respond', ...work] }] }]
    const chooseInRepeat = [{ repeat: '2', do: inChoose }]
    const codes = [inBranch, inMany, inRepeat, chooseInRepeat, inChoose, ['respond', ...work]].map((steps) =>
      problemsOf(small({}, steps))
        .map(({ code }) => code)
        .join(),
    )
    expect(codes).toEqual(['S218', 'S218', 'S218', 'S218', '', ''])
  })

  test('weights and choices must fit the number of instances', () => {
    const balanced = (balance: string): readonly string[] =>
      complaints(small({ deploy: { m: { instances: 2, balance } } }))
    expect(balanced('weighted(3, 1)')).toEqual([])
    expect(balanced('weighted(3, 1, 1)')).toEqual(['S224 deploy.m.balance'])
    expect(balanced('power-of(2)')).toEqual([])
    expect(balanced('power-of(3)')).toEqual(['S224 deploy.m.balance'])
    expect(balanced('power-of(3, replacement)')).toEqual([])
  })

  test('more cores than the machine has and more zones than instances are doubted', () => {
    expect(complaints(small({ deploy: { m: { cores: 4 } } }))).toEqual(['L310 deploy.m.cores'])
    const network = { zones: { a: 'us-east-1', b: 'us-east-1' } }
    expect(complaints(small({ network, deploy: { m: { zones: ['a', 'b'] } } }))).toEqual(['L309 deploy.m.zones'])
  })

  test('all mistakes are reported at once, errors and doubts, and no plan is made', () => {
    const result = compile(
      scenarioOf({
        ...small({}, [{ call: 'x' }, { read: 'y' }]),
        deploy: { m: { cores: 4, machine: 'fast' } },
        policies: [{ on: 'a -> b', timeout: '1s' }],
      }),
    )
    expect(result.ok).toBe(false)
    expect(result.problems.map(({ code }) => code)).toEqual(['S202', 'S203', 'S206', 'S204', 'S204'])
  })
})

describe('more than a world can hold', () => {
  test('is refused before anything is built, where it is written, at once', () => {
    const zones = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`z${index}`, 'us-east-1']))
    const workload = { w: { users: '2M', call: 'm.o' } }
    const steps = [{ parallel: { times: 10_000_000_000, do: work } }]
    const deploy = { m: { instances: '1G' } }
    expect(complaints({ ...small({ workload, deploy, network: { zones } }, steps) })).toEqual([
      'S232 network.zones',
      'S232 deploy.m.instances',
      'S232 workload.w.users',
      'S232 app.m.operations.o.steps.0.parallel.times',
    ])
  })

  test('counts the instances and shards of all units and stores together', () => {
    const shards = (count: number): readonly string[] =>
      complaints({
        ...shop,
        deploy: { 'each-module': { instances: 3000 } },
        stores: { 'each-unit': { shards: count } },
      })
    expect(shards(500)).toEqual([])
    expect(shards(501)).toEqual(['S232 stores.each-unit.shards'])
  })

  test('is no bar to a large world: 10,000 instances, 1,000 branches and 100 zones compile', () => {
    const zones = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`z${index}`, 'us-east-1']))
    const steps = [{ parallel: { times: 1000, do: work } }]
    const deploy = { m: { instances: 10_000, zones: Object.keys(zones) } }
    const result = compile(scenarioOf(small({ deploy, network: { zones } }, steps)))
    expect(result.ok && result.plan.units[0]?.zones.length).toBe(10_000)
  })
})

describe('very many mistakes', () => {
  const many = (count: number): Written => {
    const steps = Array.from({ length: count }, (_, index) => ({ call: `q${index}` }))
    return small({}, steps)
  }

  test('are all reported, the first of them in detail', () => {
    const found = problemsOf(many(60))
    expect(found.length).toBe(60)
    expect(found.filter(({ expected }) => expected !== undefined).length).toBe(50)
  })

  test('in the lists of units are named together, a few of them', () => {
    const modules = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`m${index + 10}`, { operations: { o: work } }]),
    )
    const written = {
      app: modules,
      deploy: { a: { modules: 'all' }, b: { modules: 'all' } },
      workload: { w: { arrivals: 'poisson(1/s)', call: 'm10.o' } },
    }
    expect(problemsOf(written).map(({ message }) => message)).toEqual([
      'modules "m10", "m11", "m12", "m13", "m14" and 1 more are in two units: "a" and "b"',
    ])
  })
})
