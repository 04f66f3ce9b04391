import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'

const ONE = { kind: 'rabbitmq' }
const THREE = { kind: 'rabbitmq', nodes: 3 }
const QUORUM = { queue: 'quorum' }
/** Handles for 100 ms. */
const SLOW = [{ io: '100ms' }]

function facts(of: Partial<Town>, at: readonly number[]) {
  return run(town({ broker: ONE, ...of }), { at }).facts
}

describe('a message that nothing happens to', () => {
  it('is there after one hop, confirmed after two, delivered after two, and settled when its answer is back', () => {
    const told = facts({}, [0])
    expect(told.times('stored')).toEqual([1])
    expect(told.times('confirmed')).toEqual([2])
    expect(told.times('delivered')).toEqual([2])
    expect(told.times('handled')).toEqual([12])
    expect(told.times('settled')).toEqual([13])
  })

  it('of a quorum queue waits for the nearest other node, and takes a hop more from a node that does not lead', () => {
    const { facts: told } = run(town({ broker: THREE, event: QUORUM, shops: 2 }), { at: [0, 100] })
    // One hop to a node, a round trip between nodes; the second shop is connected to the next node, which hands it on.
    expect(told.times('stored')).toEqual([3, 104])
    expect(told.times('confirmed')).toEqual([4, 106])
  })

  it('that nobody handles is confirmed and gone', () => {
    const mailer = { on: {}, operations: { idle: [] } }
    const { facts: told } = run(town({ broker: ONE, mailer, consumer: {} }), { at: [0] })
    expect(told.story(0)).toEqual(['published', 'dropped unroutable', 'confirmed'])
  })
})

describe('prefetch', () => {
  it('is how many messages an instance has unacknowledged; the next one goes when an answer is back', () => {
    const told = facts({ consumer: { prefetch: 1 }, handler: SLOW }, [0, 0, 0])
    // 1 ms to the consumer, 100 ms there, 1 ms back.
    expect(told.times('delivered')).toEqual([2, 104, 206])
  })

  it('unlimited hands everything out at once, to instances in turn', () => {
    const told = facts({ handler: SLOW, mailers: 2 }, [0, 0, 0])
    expect(told.times('delivered')).toEqual([2, 2, 2])
    const [a, b, c] = told.of('delivered').map(({ instance }) => instance)
    expect([a === b, a === c]).toEqual([false, true])
  })

  it('means nothing where messages are acknowledged as they are sent, and what a crash finds is lost', () => {
    const told = facts(
      {
        consumer: { prefetch: 1, ack: 'on-delivery' },
        handler: SLOW,
        faults: [{ crash: 'mailer', host: 'up', at: '50ms', for: '1s' }],
      },
      [0, 0],
    )
    expect(told.story(0)).toEqual(['published', 'stored', 'settled', 'delivered 1', 'confirmed', 'failed crashed'])
    expect(told.story(1)).toEqual(told.story(0))
  })
})

describe('a consumer that is gone', () => {
  const crash = (host: string) => [{ crash: 'mailer', instances: [0], host, restart: '0s', at: '50ms', for: '200s' }]
  const of = (host: string) =>
    facts(
      {
        handler: SLOW,
        mailers: 2,
        faults: crash(host),
        broker: { ...ONE, heartbeat: '10s' },
        run: { duration: '3min' },
      },
      [0],
    )

  it('with its connection closed is noticed at once: another one has the message a hop later', () => {
    const told = of('up')
    expect(told.story(0)).toEqual([
      'published',
      'stored',
      'delivered 1',
      'confirmed',
      'failed crashed',
      'returned consumer-gone',
      'delivered 2',
      'handled',
      'settled',
    ])
    expect(told.times('returned')).toEqual([50])
    expect(told.times('delivered')).toEqual([2, 51])
  })

  it('in silence is noticed by the heartbeat, after the timeout and at most half of it more', () => {
    const [returned = 0] = of('down').times('returned')
    // Heard of at 0 (connected); looked at every 5 s.
    expect(returned).toBe(10_000)
  })

  it('standing still for less than that is waited for; for longer, its work is done twice', () => {
    const paused = (lasts: string) =>
      facts(
        {
          handler: SLOW,
          mailers: 2,
          broker: { ...ONE, heartbeat: '10s' },
          faults: [{ pause: 'mailer', instances: [0], at: '50ms', for: lasts }],
        },
        [0],
      )
    expect(paused('8s').times('handled')).toEqual([8050])
    expect(paused('8s').times('returned')).toEqual([])
    const twice = paused('20s')
    expect(twice.times('returned')).toEqual([10_000])
    expect(twice.times('handled')).toEqual([10_101, 20_050])
    expect(twice.times('settled')).toEqual([10_102])
  })
})

describe('a broker that stands still', () => {
  it('for less than the heartbeat closes no connection, whatever it was about to find', () => {
    const told = facts(
      { handler: [{ io: '20s' }], broker: { ...ONE, heartbeat: '10s' }, faults: [{ pause: 'b', at: '4s', for: '9s' }] },
      [0],
    )
    expect(told.of('returned')).toEqual([])
    expect(told.times('settled')).toEqual([20_003])
  })

  it('for longer finds all connections closed by those who did not hear of it', () => {
    const told = facts(
      {
        handler: [{ io: '25s' }],
        broker: { ...ONE, heartbeat: '10s' },
        faults: [{ pause: 'b', at: '4s', for: '16s' }],
      },
      [0],
    )
    expect(told.times('returned')).toEqual([20_000])
    expect(told.messages('settled')).toEqual([0])
  })
})

describe('what is lost on the way over a connection that stands', () => {
  const cut = (direction: string) => [{ partition: 'b -> mailer', direction, at: '0s', for: '1s' }]

  it('is sent again after 0.2 s, 0.4 s, 0.8 s …, and delivered once', () => {
    const told = facts({ faults: cut('there') }, [0])
    expect(told.times('delivered')).toEqual([1 + 200 + 400 + 800 + 1])
    expect(told.story(0)).toEqual(['published', 'stored', 'confirmed', 'delivered 1', 'handled', 'settled'])
  })

  it('so that an answer that is lost settles the message later, and nothing is done twice', () => {
    const told = facts({ faults: cut('back') }, [0])
    expect(told.times('handled')).toEqual([12])
    expect(told.times('settled')).toEqual([12 + (200 + 1) + (400 + 1) + (800 + 2)])
  })

  it('also where nobody waits for the answer', () => {
    const told = facts({ faults: cut('there'), consumer: { ack: 'on-delivery' } }, [0])
    expect(told.times('settled')).toEqual([1])
    expect(told.times('delivered')).toEqual([1402])
  })
})

describe('a message whose handler fails', () => {
  const handler = [{ io: '10ms' }, { fail: '100%' }]

  it('takes its old place again, before those that have come since', () => {
    const told = facts({ handler: [{ io: '10ms' }, { fail: '50%' }], consumer: { prefetch: 1 } }, [0, 0, 0, 0, 0, 0])
    const order = told.of('settled').map(({ message }) => message)
    expect(order).toEqual([0, 1, 2, 3, 4, 5])
    expect(told.of('returned').length).toBeGreaterThan(0)
  })

  it('is given up where the consumer says so, to the dead letters if there are any', () => {
    const rejected = { handler, consumer: { 'on-failure': 'reject' } }
    expect(facts(rejected, [0]).story(0).at(-1)).toBe('dropped rejected')
    const story = facts({ ...rejected, event: { 'dead-letters': true } }, [0]).story(0)
    expect(story).toEqual(['published', 'stored', 'delivered 1', 'confirmed', 'failed error', 'deadLettered rejected'])
  })

  it('of a quorum queue is delivered again as often as its limit says, and given up', () => {
    const event = { ...QUORUM, 'delivery-limit': 3 }
    const told = facts({ handler, broker: THREE, event }, [0])
    expect(told.of('delivered').map(({ delivery }) => delivery)).toEqual([1, 2, 3, 4])
    expect(told.story(0).at(-1)).toBe('dropped delivery-limit')
  })

  it('lets others go first in a quorum queue that never gives up', () => {
    const event = { ...QUORUM, 'delivery-limit': 'unlimited' }
    const once = { id: 'e', errors: 'mailer.on-order-placed', first: 1, moment: 'after' }
    const told = facts({ event, broker: ONE, consumer: { prefetch: 1 }, handler: SLOW, faults: [once] }, [0, 10, 20])
    expect(told.of('settled').map(({ message }) => message)).toEqual([1, 2, 0])
    const limited = { ...QUORUM, 'delivery-limit': 20 }
    const near = facts(
      { event: limited, broker: ONE, consumer: { prefetch: 1 }, handler: SLOW, faults: [once] },
      [0, 10, 20],
    )
    expect(near.of('settled').map(({ message }) => message)).toEqual([0, 1, 2])
  })
})

describe('a message that is not acknowledged in time', () => {
  it('costs its consumer the connection: all that it has is delivered again', () => {
    const told = facts(
      { handler: [{ io: '3s' }], consumer: { timeout: '2s' }, mailers: 2, run: { duration: '10s', drain: '0s' } },
      [0, 1000],
    )
    expect(told.of('returned').map(({ at, message }) => [at / 1e6, message])).toContainEqual([2001, 0])
  })
})

describe('room', () => {
  const busy = { consumer: { prefetch: 1 }, handler: SLOW }

  it('for so many messages that wait: the oldest gives way', () => {
    const told = facts({ ...busy, event: { 'max-length': 2, 'dead-letters': true } }, [0, 1, 2, 3, 4])
    expect(told.messages('deadLettered')).toEqual([1, 2])
    expect(told.messages('settled')).toEqual([0, 3, 4])
  })

  it('or the new one is refused, and its publisher hears so', () => {
    const told = facts({ ...busy, event: { 'max-length': 2, overflow: 'reject-publish' } }, [0, 1, 2, 3, 4])
    expect(told.messages('settled')).toEqual([0, 1, 2])
    expect(told.story(3)).toEqual(['published', 'dropped overflow', 'unconfirmed rejected'])
  })
})

describe('a queue whose messages grow too old', () => {
  it('loses them from its head when their time is over, and never what is being handled', () => {
    const told = facts({ consumer: { prefetch: 1 }, handler: SLOW, event: { ttl: '50ms' } }, [0, 10, 120])
    expect(told.story(1).at(-1)).toBe('dropped expired')
    expect(told.of('dropped').map(({ at }) => at / 1e6)).toEqual([61])
    expect(told.messages('settled')).toEqual([0, 2])
  })
})

describe('classes of priority', () => {
  const shop = { operations: { buy: [{ publish: 'order.placed' }], rush: [{ publish: 'order.placed' }] } }
  const arrivals = 'poisson(1/s)'
  const workload = {
    high: { arrivals, call: 'shop.rush' },
    low: { arrivals, call: 'shop.buy', priorities: { 'shop.buy': 1 } },
  }
  const of = (event: Readonly<Record<string, unknown>>) =>
    run(town({ broker: ONE, event, consumer: { prefetch: 1 }, handler: SLOW, shop, more: { workload } }), {
      each: [
        [3, 4],
        [0, 1, 2],
      ],
    }).facts

  it('are served from the most important one, in each as they came', () => {
    expect(
      of({ priorities: 1 })
        .of('settled')
        .map(({ message }) => message),
    ).toEqual([0, 3, 4, 1, 2])
  })

  it('give way from the head too: the most important first', () => {
    expect(of({ priorities: 1, 'max-length': 2 }).messages('dropped')).toEqual([3, 4])
  })
})

describe('a node that crashes', () => {
  const crash = [{ crash: 'b', instances: [0], host: 'up', restart: '0s', at: '50ms', for: '2s' }]
  const of = (broker: Readonly<Record<string, unknown>>, event: Readonly<Record<string, unknown>>) =>
    facts({ broker, event, handler: SLOW, consumer: { prefetch: 1 }, faults: crash }, [0, 1])

  it('has what is durable again when it is back, and delivers again what was not settled', () => {
    const told = of(ONE, { durable: true })
    expect(told.times('delivered')).toEqual([2, 2051, 2153])
    expect(told.messages('settled')).toEqual([0, 1])
  })

  it('loses what is not durable', () => {
    expect(of(ONE, { durable: false }).messages('dropped')).toEqual([0, 1])
  })

  it('is replaced by another in a quorum queue, and nothing is lost', () => {
    const told = of(THREE, QUORUM)
    expect(told.of('dropped')).toEqual([])
    expect(told.messages('settled')).toEqual([0, 1])
    // A second and a round trip for the votes; the second message goes when a majority knows that the first is settled.
    expect(told.times('delivered').slice(1)).toEqual([1053, 1157])
  })
})

describe('a quorum queue that changes its leader', () => {
  it('is led by who has everything that was confirmed, and not by who was away meanwhile', () => {
    const away = { partition: { between: 'b/2', and: ['b/0', 'b/1'] }, at: '0s', for: '1s' }
    const crash = { crash: 'b', instances: [0], host: 'up', restart: '0s', at: '1500ms', for: '5s' }
    const stalled = { pause: 'mailer', at: '0s', for: '10s' }
    const faults = [away, crash, stalled]
    const told = facts(
      { broker: THREE, event: QUORUM, consumer: { prefetch: 1 }, faults },
      [100, 101, 102, 103, 104, 105],
    )
    expect(told.messages('confirmed').length).toBeGreaterThan(3)
    expect(told.of('dropped')).toEqual([])
    expect(told.messages('settled')).toEqual([0, 1, 2, 3, 4, 5])
    expect(new Set(told.of('delivered').map(({ instance }) => instance)).size).toBe(1)
    expect(told.of('settled')[0]?.instance).toBe(1)
  })
})

describe('a quorum queue without a majority', () => {
  it('confirms nothing, and what it has taken is there when a majority is back', () => {
    const crash = [{ crash: 'b', instances: [1, 2], host: 'down', restart: '0s', at: '0s', for: '10s' }]
    const told = facts(
      { broker: THREE, event: { ...QUORUM, 'request-timeout': '1s' }, faults: crash, run: { duration: '1min' } },
      [100],
    )
    expect(told.of('unconfirmed').map(({ at }) => at / 1e6)).toEqual([1100])
    expect(told.messages('settled')).toEqual([0])
    expect(told.times('stored')[0]).toBeGreaterThan(10_000)
  })
})
