import { describe, expect, test } from 'vitest'
import type { Problem } from '../../../src/scenarios/problem.ts'
import { complaints, problemsOf, type Written } from './compiling.ts'

/** Nothing but what a test states: no protocol, 1 ms each way. */
const network = { protocol: 'none', 'same-zone': '1ms', 'in-process': '0s' }

function system(app: Written['app'], workload: unknown, more: Partial<Written> = {}): Written {
  return { app, network, workload: { w: workload }, ...more }
}

function shown(written: Written): readonly Partial<Problem>[] {
  return problemsOf(written).map(({ code, path, message, label }) => ({
    code,
    path,
    message,
    ...(label === undefined ? {} : { label }),
  }))
}

describe('more load than capacity', () => {
  const busy = { m: { operations: { o: [{ cpu: 'exp(10ms)' }] } } }

  test('of cores: 150 visits of 10 ms need 1.5 of 1 core', () => {
    const written = system(busy, { arrivals: 'poisson(150/s)', call: 'm.o' }, { deploy: { m: { cores: 1 } } })
    expect(shown(written)).toEqual([
      {
        code: 'L320',
        path: ['deploy', 'm'],
        message: 'unit "m" needs 1.5 cores on average and has 1',
        label: '150 visits/s, 10 ms of computing for each',
      },
    ])
  })

  test('is not doubted below, and is at exactly the capacity', () => {
    const at = (rate: string): readonly string[] =>
      complaints(system(busy, { arrivals: `poisson(${rate})`, call: 'm.o' }, { deploy: { m: { cores: 1 } } }))
    expect(at('99/s')).toEqual([])
    expect(at('100/s')).toEqual(['L320 deploy.m'])
  })

  test('counts instances, batches, shares, repetitions and what failures save', () => {
    const steps = [
      { fail: '20%' },
      { choose: [{ share: '50%', do: [{ repeat: '4', do: [{ cpu: '10ms' }] }] }] },
      { parallel: { times: 3, do: [{ cpu: '1ms' }] } },
    ]
    // 25 batches of 4 = 100/s; 0.8 of them go on; 0.5 * 4 * 10 ms + 3 * 1 ms = 23 ms; 100 * 0.8 * 23 ms = 1.84 cores.
    const written = system(
      { m: { operations: { o: steps } } },
      { arrivals: 'batches(25/s, size=4)', call: 'm.o' },
      { deploy: { m: { cores: 1 } } },
    )
    expect(shown(written)).toMatchObject([{ code: 'L320', message: 'unit "m" needs 1.84 cores on average and has 1' }])
    expect(complaints({ ...written, deploy: { m: { cores: 1, instances: 2 } } })).toEqual([])
  })

  test('counts work that nobody waits for', () => {
    const app = { m: { operations: { o: [{ send: 'later' }], later: [{ cpu: '10ms' }] } } }
    const written = system(app, { arrivals: 'poisson(300/s)', call: 'm.o' })
    expect(shown(written)).toMatchObject([{ code: 'L320', message: 'unit "m" needs 3 cores on average and has 2' }])
  })

  test('counts what the protocol costs at both ends', () => {
    const app = {
      a: { operations: { o: { steps: [{ call: 'b.o', request: '0B' }], answer: '0B' } } },
      b: { operations: { o: { steps: [], answer: '0B' } } },
    }
    // 56,515 ns for calling and 37,757 ns for being called: 94.3 us; 22,000/s need 2.07 cores, and 0.83 at the callee.
    const written = system(app, { arrivals: 'poisson(22000/s)', call: 'a.o', request: '0B' })
    expect(shown({ ...written, network: { ...network, protocol: 'json' } })).toMatchObject([
      { code: 'L320', message: 'unit "a" needs 2.07 cores on average and has 2' },
    ])
  })

  test('of worker slots, which are held while the callee works', () => {
    const app = { a: { operations: { o: [{ call: 'b.o' }] } }, b: { operations: { o: [{ io: '500ms' }] } } }
    const deploy = { a: { runtime: 'threads(20)' }, b: {} }
    // 40/s * (1 ms + 500 ms + 1 ms) = 20.08 slots of a; 40/s * 500 ms = 20 of 200 slots of b.
    expect(shown(system(app, { arrivals: 'poisson(40/s)', call: 'a.o' }, { deploy }))).toEqual([
      {
        code: 'L321',
        path: ['deploy', 'a', 'runtime'],
        message: 'unit "a" holds 20.1 worker slots on average and has 20',
        label: '40 visits/s, each holds one for 502 ms',
      },
    ])
    const loop = { a: { runtime: 'event-loop' }, b: {} }
    expect(complaints(system(app, { arrivals: 'poisson(40/s)', call: 'a.o' }, { deploy: loop }))).toEqual([])
  })

  test('of a slot that goes on working after the answer', () => {
    const app = { m: { operations: { o: [{ io: '10ms' }, 'respond', { io: '90ms' }] } } }
    const deploy = { m: { runtime: 'threads(10)' } }
    expect(shown(system(app, { arrivals: 'poisson(100/s)', call: 'm.o' }, { deploy }))).toMatchObject([
      { code: 'L321', label: '100 visits/s, each holds one for 100 ms' },
    ])
  })

  test('of a store and of its pool, by Little’s law', () => {
    const app = { m: { owns: { r: {} }, operations: { o: [{ read: 'r' }] } } }
    const stores = { db: { read: '50ms', concurrency: 5, connections: 5 } }
    // 100/s * 50 ms = 5 reads at a time; 100/s * (1 ms + 50 ms + 1 ms) = 5.2 connections.
    expect(shown(system(app, { arrivals: 'constant(100/s)', call: 'm.o' }, { stores }))).toEqual([
      {
        code: 'L322',
        path: ['stores', 'db', 'concurrency'],
        message: 'store "db" must serve 5 reads and writes at a time and serves 5',
        label: '100 a second, 50 ms each',
      },
      {
        code: 'L323',
        path: ['stores', 'db', 'connections'],
        message: '"db" needs 5.2 connections on average and has 5',
        label: '100 uses/s, each holds one for 52 ms',
      },
    ])
    expect(
      complaints(
        system(
          app,
          { arrivals: 'constant(100/s)', call: 'm.o' },
          { stores: { db: { ...stores.db, concurrency: 6, connections: 6 } } },
        ),
      ),
    ).toEqual([])
  })

  test('is no doubt about closed users, who wait', () => {
    expect(complaints(system(busy, { users: 500, call: 'm.o' }, { deploy: { m: { cores: 1 } } }))).toEqual([])
  })

  test('uses the mean of ramps, of changing states and of replayed files', () => {
    const at = (arrivals: unknown): string | undefined =>
      problemsOf(system(busy, { arrivals, call: 'm.o' }, { run: { duration: '10s' }, deploy: { m: { cores: 1 } } }), {
        files: new Map([['log.csv', '1200\n']]),
      })[0]?.message
    expect(at({ rate: [{ from: '0/s', to: '300/s' }] })).toBe('unit "m" needs 1.5 cores on average and has 1')
    expect(at('mmpp(100/s for 1s, 200/s for 3s)')).toBe('unit "m" needs 1.75 cores on average and has 1')
    expect(at({ replay: 'log.csv', 'counts-per': '10s' })).toBe('unit "m" needs 1.2 cores on average and has 1')
  })

  test('of work without a mean is unlimited', () => {
    const app = { m: { operations: { o: [{ cpu: 'pareto(min=1ms, shape=1)' }] } } }
    expect(shown(system(app, { arrivals: 'poisson(1/s)', call: 'm.o' }))).toMatchObject([
      {
        code: 'L320',
        message: 'unit "m" needs unlimited cores on average and has 2',
        label: '1 visits/s, an unlimited time of computing for each',
      },
    ])
  })
})

describe('limits below the mean', () => {
  const app = { a: { operations: { o: [{ call: 'b.o' }] } }, b: { operations: { o: [{ io: '500ms' }] } } }
  const workload = { arrivals: 'poisson(1/s)', call: 'a.o' }

  test('a timeout that is over before the answer comes, wherever it is written', () => {
    expect(shown(system(app, workload, { policies: [{ on: '* -> b', timeout: '501ms' }] }))).toEqual([
      {
        code: 'L330',
        path: ['policies', 0, 'timeout'],
        message: 'a timeout of 501ms is over before "b.o" answers',
        label: 'it takes 502 ms on average when nothing waits',
      },
    ])
    const own = { ...app, a: { operations: { o: [{ call: 'b.o', timeout: '100ms' }] } } }
    expect(shown(system(own, workload))).toMatchObject([
      { code: 'L330', path: ['app', 'a', 'operations', 'o', 'steps', 0, 'timeout'] },
    ])
    expect(complaints(system(app, workload, { policies: [{ on: '* -> b', timeout: '502ms' }] }))).toEqual([])
  })

  test('the way to instances in several zones is the mean of the ways', () => {
    const spread = {
      deploy: { a: {}, b: { instances: 4, zones: ['near', 'near', 'near', 'far'] } },
      network: { ...network, zones: { near: 'us-east-1', far: 'us-east-1' }, 'cross-zone': '9ms' },
    }
    // Three of four calls take 1 ms each way, one takes 9 ms: 6 ms there and back on average.
    const policies = [{ on: 'a -> b', timeout: '100ms' }]
    const inNear = { ...spread, deploy: { ...spread.deploy, a: { zone: 'near' } }, policies }
    expect(shown(system(app, workload, inNear))).toMatchObject([
      { code: 'L330', label: 'it takes 506 ms on average when nothing waits' },
    ])
  })

  test('one policy that is too short for several operations is doubted once, with the worst', () => {
    expect(shown(system(app, workload, { policies: [{ on: '* -> *', timeout: '100ms' }] }))).toEqual([
      {
        code: 'L330',
        path: ['policies', 0, 'timeout'],
        message: 'a timeout of 100ms is over before "b.o" (and 1 more) answers',
        label: 'it takes 502 ms on average when nothing waits',
      },
    ])
  })

  test('a deadline that is over before the request can end', () => {
    expect(shown(system(app, { ...workload, deadline: '251ms' }))).toEqual([
      {
        code: 'L331',
        path: ['workload', 'w', 'deadline'],
        message: 'a deadline of 251ms is over before "a.o" can answer',
        label: '2 times as long on average when nothing waits',
      },
    ])
    expect(complaints(system(app, { ...workload, deadline: '503ms' }))).toEqual([])
  })

  test('the quickest of several branches decides when any is enough', () => {
    const racing = { m: { operations: { o: [{ parallel: [{ io: '10ms' }, { io: '900ms' }], need: 'any' }] } } }
    expect(complaints(system(racing, { arrivals: 'poisson(1/s)', call: 'm.o', deadline: '11ms' }))).toEqual([])
    expect(complaints(system(racing, { arrivals: 'poisson(1/s)', call: 'm.o', deadline: '9ms' }))).toEqual([
      'L331 workload.w.deadline',
    ])
  })
})

describe('circles of calls', () => {
  const workload = { arrivals: 'poisson(1/s)', call: 'a.x' }
  const maybe = (call: string): unknown => ({ choose: [{ share: '10%', do: [{ call }] }] })
  const ring = (first: unknown, second: unknown): Written['app'] => ({
    a: { operations: { x: [first] } },
    b: { operations: { y: [{ cpu: '1ms' }, second] } },
  })
  const inOne = { deploy: { one: { modules: 'all' } } }

  test('inside a unit without a way out are an error that shows the circle', () => {
    expect(shown(system(ring({ call: 'b.y' }, { call: 'a.x' }), workload, inOne))).toEqual([
      {
        code: 'S220',
        path: ['app', 'a', 'operations', 'x', 'steps', 0],
        message: 'these calls inside one unit never come to an end: a.x -> b.y -> a.x',
      },
    ])
  })

  test('are found through branches and repetitions, and in an operation that calls itself', () => {
    const self = (step: unknown): readonly string[] =>
      complaints(system({ a: { operations: { x: [step] } } }, workload)).filter((text) => text.startsWith('S'))
    expect(self({ send: 'x' })).toEqual(['S220 app.a.operations.x.steps.0'])
    expect(self({ parallel: [{ call: 'x' }, { cpu: '1ms' }] })).toEqual([
      'S220 app.a.operations.x.steps.0.parallel.0.0',
    ])
    expect(self({ repeat: '2', do: [{ call: 'x' }] })).toEqual(['S220 app.a.operations.x.steps.0.do.0'])
    expect(self({ repeat: '0', do: [{ call: 'x' }] })).toEqual([])
    expect(self({ repeat: 'uniform(0, 2)', do: [{ call: 'x' }] })).toEqual([])
    expect(self(maybe('x'))).toEqual([])
  })

  test('without a way out over the network go on for ever, which is doubted alone', () => {
    const policies = [{ on: '* -> *', timeout: '1ms' }]
    expect(shown(system(ring({ call: 'b.y' }, { call: 'a.x' }), workload, { policies }))).toMatchObject([
      { code: 'L302', message: 'every request goes round in these calls without end: a.x -> b.y -> a.x' },
    ])
  })

  test('that wait for each other without any timeout can block for ever', () => {
    const app = ring({ call: 'b.y' }, maybe('a.x'))
    expect(shown(system(app, workload))).toMatchObject([
      {
        code: 'L301',
        path: ['app', 'a', 'operations', 'x', 'steps', 0],
        label: 'once all workers wait, nothing ever frees one',
      },
    ])
    expect(complaints(system(app, workload, { policies: [{ on: 'a -> b', timeout: '1s' }] }))).toEqual([])
    expect(complaints(system(app, workload, inOne))).toEqual([])
    expect(
      complaints(system(ring({ call: 'b.y' }, { choose: [{ share: '10%', do: [{ send: 'a.x' }] }] }), workload)),
    ).toEqual([])
  })
})

describe('what nothing reaches', () => {
  test('is not what branches, repetitions, choices and messages lead to', () => {
    const steps = [
      { parallel: [{ call: 'a' }, { cpu: '1ms' }] },
      { repeat: '2', do: [{ call: 'b' }] },
      { choose: [{ share: '1%', do: [{ call: 'c' }] }] },
      { send: 'd' },
    ]
    const leaf = [{ cpu: '1ms' }]
    const app = { m: { operations: { o: steps, a: leaf, b: leaf, c: leaf, d: leaf } } }
    expect(complaints(system(app, { arrivals: 'poisson(1/s)', call: 'm.o' }))).toEqual([])
  })

  test('an operation is doubted, and a unit instead of all its operations', () => {
    const app = {
      m: { operations: { o: [], p: [], q: [{ call: 'p' }] } },
      n: { operations: { a: [{ call: 'm.q' }], b: [] } },
    }
    const written = system(app, { arrivals: 'poisson(1/s)', call: 'm.o' })
    expect(complaints(written)).toEqual(['L304 app.m.operations.p', 'L304 app.m.operations.q', 'L303 app.n'])
    expect(complaints({ ...written, deploy: { m: {}, spare: { modules: ['n'] } } })).toEqual([
      'L304 app.m.operations.p',
      'L304 app.m.operations.q',
      'L303 deploy.spare',
    ])
  })
})
