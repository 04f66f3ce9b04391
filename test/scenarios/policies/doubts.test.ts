import { describe, expect, test } from 'vitest'
import { planOf, problemsOf, type Written } from '../compile/compiling.ts'

/** A chain of units a, b and c, 1 ms each way between them, where c takes 40 ms. */
const chain: Written = {
  run: { duration: '1min' },
  app: {
    a: { operations: { o: [{ call: 'b.o' }] } },
    b: { operations: { o: [{ call: 'c.o' }] } },
    c: { operations: { o: { steps: [{ io: '40ms' }], idempotent: false } } },
  },
  network: { 'same-zone': '1ms', protocol: 'none' },
  workload: { w: { arrivals: 'constant(50/s)', call: 'a.o' } },
}

/** Doubts about the chain with some policies: code, place and what stands below the caret. */
function doubts(policies: readonly unknown[], more: Partial<Written> = {}): readonly (readonly string[])[] {
  return problemsOf({ ...chain, ...more, policies }).map(({ code, path, message, label }) => [
    code,
    path.join('.'),
    message,
    ...(label === undefined ? [] : [label]),
  ])
}

function codes(policies: readonly unknown[], more: Partial<Written> = {}): readonly string[] {
  return doubts(policies, more).map(([code = '']) => code)
}

describe('a timeout that is shorter than the one inside', () => {
  const inner = { on: 'b -> c', timeout: '1s' }

  test('is doubted, with the tries of the inner call', () => {
    const tries = { ...inner, retry: { attempts: 3, backoff: 'exponential(100ms, factor=2)' } }
    expect(doubts([{ on: 'a -> b', timeout: '2s' }, tries])).toEqual([
      [
        'L370',
        'policies.0.timeout',
        '"a -> b" gives up after 2s, while "b -> c" may still be waited for',
        'b -> c: 3 attempts of 1s and about 300 ms of waits are 3.3 s',
      ],
    ])
  })

  test('is fine where it is as long, where the callee stops with it, and where the total is', () => {
    const outer = { on: 'a -> b', timeout: '900ms' }
    expect(codes([outer, inner])).toEqual(['L370'])
    expect(codes([{ ...outer, timeout: '1s' }, inner])).toEqual([])
    expect(codes([{ ...outer, propagate: true }, inner])).toEqual([])
    expect(codes([{ ...outer, cancel: true }, inner])).toEqual([])
    expect(codes([outer, { ...inner, 'total-timeout': '800ms' }])).toEqual(['L376'])
    const sending = { ...chain.app, b: { operations: { o: [{ send: 'c.o' }] } } }
    expect(codes([outer, inner], { app: sending })).toEqual([])
  })
})

describe('retries in several layers', () => {
  const layers = [
    { on: 'w -> a', timeout: '9s', retry: 3 },
    { on: 'a -> b', timeout: '9s', cancel: true, retry: { attempts: 3, budget: 'none' } },
    { on: 'b -> c', timeout: '1s', retry: 3 },
  ]

  test('are doubted with their product and the way', () => {
    expect(doubts(layers.map((layer) => ({ ...layer, cancel: true })))).toEqual([
      [
        'L371',
        'policies.2.retry',
        '3 layers retry, so one request can make 27 calls of "b -> c"',
        'w -> a, a -> b, b -> c: 3 × 3 × 3 attempts',
      ],
    ])
  })

  test('are fine where all but one of them are bounded by a budget', () => {
    const bounded = layers.map((layer, index) =>
      index === 1 ? { ...layer, cancel: true } : { ...layer, cancel: true, retry: { attempts: 3, budget: '20%' } },
    )
    expect(codes(bounded)).toEqual([])
    expect(codes([{ on: 'b -> c', timeout: '1s', retry: 3 }])).toEqual([])
  })
})

describe('a breaker', () => {
  const onC = (breaker: unknown, more: object = {}): readonly unknown[] => [
    { on: 'b -> c', timeout: '1s', breaker, ...more },
  ]

  test('that sees too few calls is doubted', () => {
    expect(doubts(onC({ window: '1s', minimum: 51 }))).toEqual([
      [
        'L372',
        'policies.0.breaker',
        'the breaker of "b -> c" can hardly open',
        '50 calls in 1s on average, of the 51 it needs',
      ],
    ])
    expect(codes(onC({ window: '1s', minimum: 50 }))).toEqual([])
    expect(codes(onC('polly'))).toEqual([])
    expect(codes(onC({ preset: 'polly', window: '1s' }))).toEqual(['L372'])
    expect(codes(onC({ preset: 'cockatiel-sampling', errors: '9%' }))).toEqual(['L372'])
    expect(codes(onC('cockatiel-sampling'))).toEqual([])
    expect(codes(onC({ preset: 'resilience4j-time', window: '1s' }, { timeout: '900ms' }))).toEqual(['L372'])
    expect(codes(onC('resilience4j'))).toEqual([])
    expect(codes(onC('cockatiel-count'), { run: { duration: '1s' } })).toEqual(['L372'])
  })

  test('counts the calls of each of its states, and the attempts inside', () => {
    const few = { window: '1s', minimum: 40 }
    const two = { deploy: { 'each-module': {}, b: { instances: 2 } } }
    expect(codes(onC(few), two)).toEqual(['L372'])
    expect(codes(onC(few, { scope: 'shared' }), two)).toEqual([])
    expect(codes(onC({ window: '1s', minimum: 90 }, { retry: 2 }))).toEqual([])
    expect(codes(onC({ window: '1s', minimum: 90 }, { retry: 2, order: ['breaker', 'retry'] }))).toEqual(['L372'])
  })

  test('whose threshold nothing can pass, or whose window is over before a timeout', () => {
    expect(doubts(onC({ errors: '100%' })).map(([code, , , label]) => [code, label])).toEqual([
      ['L372', 'more than 100% of the calls cannot fail'],
    ])
    expect(doubts(onC({ window: '900ms' }))).toEqual([
      [
        'L373',
        'policies.0.breaker',
        'a call of "b -> c" times out after 1s, when the window of its breaker has passed',
        'a window of 900ms',
      ],
    ])
    expect(codes(onC({ preset: 'resilience4j', window: 5, minimum: 5 }))).toEqual([])
  })
})

describe('a bound on concurrency', () => {
  // 50/s of 1 + 40 + 1 ms are 2.1 at a time.
  test('below Little’s law is doubted, at the client and at the server', () => {
    expect(doubts([{ on: 'b -> c', bulkhead: 2 }])).toEqual([
      [
        'L374',
        'policies.0.bulkhead',
        'a bulkhead of 2 is too small for "b -> c"',
        '50 calls a second of 42 ms are 2.1 at a time',
      ],
    ])
    expect(codes([{ on: 'b -> c', bulkhead: 3 }])).toEqual([])
    expect(codes([{ on: 'b -> c', 'concurrency-limit': 'aimd(initial=1, min=1, max=2)' }])).toEqual(['L374'])
    expect(codes([{ on: 'b -> c', 'concurrency-limit': 'aimd' }])).toEqual([])
    expect(codes([{ on: '* -> c', at: 'server', bulkhead: 1 }])).toEqual(['L374'])
    expect(codes([{ on: '* -> c', at: 'server', bulkhead: 2 }])).toEqual([])
  })

  test('is one for each caller, unless they share it', () => {
    const two = { deploy: { 'each-module': {}, b: { instances: 2 } } }
    expect(codes([{ on: 'b -> c', bulkhead: 2 }], two)).toEqual([])
    expect(codes([{ on: 'b -> c', bulkhead: 2, scope: 'shared' }], two)).toEqual(['L374'])
    expect(
      codes([{ on: 'b -> c', bulkhead: 2, scope: 'shared', per: 'instance' }], {
        deploy: { 'each-module': {}, c: { instances: 2 } },
      }),
    ).toEqual([])
  })
})

test('a rate limit below the mean rate is doubted', () => {
  expect(doubts([{ on: 'b -> c', 'rate-limit': '40/s' }])).toEqual([
    ['L381', 'policies.0.rate-limit', '"b -> c" lets 40/s through', '50 calls a second come on average'],
  ])
  expect(codes([{ on: 'b -> c', 'rate-limit': '50/s' }])).toEqual([])
  expect(codes([{ on: 'b -> c', 'rate-limit': 'sliding-window(99, per=2s)' }])).toEqual(['L381'])
  expect(codes([{ on: '* -> c', at: 'server', 'rate-limit': '49/s' }])).toEqual(['L381'])
})

describe('times for several attempts', () => {
  const retried = { on: 'b -> c', timeout: '400ms', retry: { attempts: 3, backoff: 'constant(100ms)' } }
  const late = (deadline: unknown): Partial<Written> => ({
    workload: { w: { arrivals: 'constant(50/s)', call: 'a.o', deadline } },
  })

  test('that a deadline cuts are doubted', () => {
    expect(doubts([retried], late('1s'))).toEqual([
      [
        'L375',
        'workload.w.deadline',
        'a deadline of 1s ends before "b -> c" has made all its attempts',
        '3 attempts of 400ms and about 200 ms of waits are 1.4 s',
      ],
    ])
    expect(codes([retried], late('1.4s'))).toEqual([])
    expect(codes([{ ...retried, retry: 'unlimited', 'total-timeout': '1s' }], late('1s'))).toEqual([])
  })

  test('that a total timeout cuts are doubted, but not one around each attempt', () => {
    expect(doubts([{ ...retried, 'total-timeout': '1s' }])).toEqual([
      [
        'L376',
        'policies.0.total-timeout',
        'a total timeout of 1s ends before the 3 attempts of "b -> c" can',
        '3 attempts of 400ms and about 200 ms of waits are 1.4 s, cut at 1s',
      ],
    ])
    expect(codes([{ ...retried, 'total-timeout': '2s' }])).toEqual([])
    expect(codes([{ ...retried, 'total-timeout': '1s', order: ['retry', 'total-timeout'] }])).toEqual([])
  })
})

describe('a hedge', () => {
  const twoOf = (threads: number): Partial<Written> => ({
    deploy: { 'each-module': {}, c: { instances: 2, runtime: `threads(${threads})` } },
  })

  test('that would overload its callee is doubted, one by percentile only where its share does', () => {
    // 50/s of 40 ms hold 2 slots of 4, and with a hedge for each call 4 of 4.
    const lasting = { after: '60ms', cancel: false }
    expect(doubts([{ on: 'b -> c', hedge: lasting }], twoOf(2))).toEqual([
      [
        'L377',
        'policies.0.hedge',
        'once answers take 60ms, "c" has 100% of the work it can do',
        '50% without hedges, and up to 2 calls for one with them',
      ],
    ])
    expect(codes([{ on: 'b -> c', hedge: lasting }], twoOf(3))).toEqual([])
    expect(codes([{ on: 'b -> c', hedge: { ...lasting, after: 'p95' } }], twoOf(2))).toEqual([])
    // Whoever is cancelled gives its server back.
    expect(codes([{ on: 'b -> c', hedge: '60ms' }], twoOf(2))).toEqual([])
  })

  test('needs a second instance', () => {
    expect(codes([{ on: 'b -> c', hedge: '60ms' }])).toEqual(['L378'])
    expect(codes([{ on: 'b -> c', hedge: '60ms' }], twoOf(200))).toEqual([])
  })
})

describe('a retry', () => {
  test('of what may have been done is doubted where it is unsafe', () => {
    const unsafe = { on: 'b -> c', timeout: '1s', retry: { unsafe: true, on: ['timeout', 'refused'] } }
    expect(doubts([unsafe])).toEqual([
      [
        'L379',
        'policies.0.retry.unsafe',
        '"c.o" may be done twice',
        'tried again after timeout, which leave open whether it was done',
      ],
    ])
    expect(codes([{ ...unsafe, retry: { unsafe: true, on: 'definite' } }])).toEqual([])
    expect(codes([{ ...unsafe, on: 'a -> b' }])).toEqual([])
    expect(codes([{ ...unsafe, retry: { on: ['timeout'] } }])).toEqual([])
  })

  test('without a timeout is doubted, unless every step has its own', () => {
    expect(doubts([{ on: 'b -> c', retry: 3 }])).toEqual([
      ['L380', 'policies.0.retry', '"b -> c" is tried again, and has no timeout'],
    ])
    expect(codes([{ on: 'b -> c', retry: 1 }])).toEqual([])
    const app = { ...chain.app, b: { operations: { o: [{ call: 'c.o', timeout: '1s' }] } } }
    expect(codes([{ on: 'b -> c', retry: 3 }], { app })).toEqual([])
  })
})

describe('a setting that changes nothing', () => {
  test('is doubted where no call has a policy, or no timeout', () => {
    expect(codes([{ on: 'b -> c', scope: 'shared' }])).toEqual(['L382'])
    expect(codes([{ on: 'b -> c', per: 'instance', breaker: 'opossum' }])).toEqual([])
    expect(
      codes([
        { on: '* -> *', scope: 'shared' },
        { on: 'b -> c', breaker: 'opossum' },
      ]),
    ).toEqual([])
    expect(codes([{ on: 'b -> c', propagate: true }])).toEqual(['L382'])
    expect(codes([{ on: 'b -> c', propagate: true, timeout: '1s' }])).toEqual([])
  })

  test('is doubted in the queue of an event loop, and in one that has nothing to go by', () => {
    const queued = (queue: unknown, runtime = 'threads(200)'): readonly string[] =>
      codes([], { deploy: { 'each-module': {}, c: { queue, runtime } } })
    expect(queued({ codel: true }, 'event-loop')).toEqual(['L383'])
    expect(queued({ limit: 5 }, 'event-loop')).toEqual([])
    expect(queued({ codel: true })).toEqual([])
    expect(queued({ discipline: 'priority' })).toEqual(['L384'])
    expect(queued({ drop: 'hopeless' })).toEqual(['L384'])
    const workload = {
      w: {
        arrivals: 'constant(50/s)',
        call: 'a.o',
        deadline: { after: '9s', propagate: true },
        priorities: { 'a.o': 1 },
      },
    }
    const deploy = { 'each-module': {}, c: { queue: { discipline: 'priority', drop: 'hopeless' } } }
    expect(codes([], { workload, deploy })).toEqual([])
  })
})

test('closed workloads count where more calls calm a doubt, and not where they would raise one', () => {
  const workload = { w: { users: 10, call: 'a.o' } }
  expect(codes([{ on: 'b -> c', bulkhead: 2, 'rate-limit': '10/s' }], { workload })).toEqual([])
  expect(codes([{ on: 'b -> c', breaker: 'polly', timeout: '1s' }], { workload })).toEqual([])
  expect(planOf({ ...chain, workload }).workloads[0]?.arrivals.kind).toBe('closed')
})
