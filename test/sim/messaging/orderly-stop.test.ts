import { describe, expect, it } from 'vitest'
import { type Run, run, type Town, town } from './post-office.ts'

const KAFKA = { kind: 'kafka', nodes: 3 }
const TOPIC = { partitions: 4, replication: 3, 'min-in-sync': 2 }
/** Every 100 ms for 30 s. */
const STEADY = Array.from({ length: 300 }, (_, i) => i * 100)

function of(more: Partial<Town>, at: readonly number[] = STEADY): Run {
  return run(town({ broker: KAFKA, event: TOPIC, run: { duration: '60s' }, ...more }), { at })
}

/** Longest time between a publish and its confirm, ms. */
function slowest({ facts }: Run): number {
  return Math.max(...facts.of('confirmed').map(({ at, publishedAt }) => (at - publishedAt) / 1e6))
}

/** Longest time between a publish and the end of its handler, ms. */
function latest({ facts }: Run): number {
  return Math.max(...facts.of('handled').map(({ at, publishedAt }) => (at - publishedAt) / 1e6))
}

describe('a node of a log that is stopped in order', () => {
  const drain = [{ drain: 'b', instances: [0], grace: '5s', restart: '1s', at: '10s', for: '10s' }]
  const crash = [{ crash: 'b', instances: [0], host: 'up', restart: '1s', at: '10s', for: '10s' }]

  it('hands what it leads over first: its publishers go to another one at their next attempt', () => {
    const result = of({ faults: drain, broker: { ...KAFKA, failover: '9s' } })
    expect(result.facts.of('unconfirmed')).toEqual([])
    // An answer that it does not lead, 100 ms until the next attempt, and that.
    expect(slowest(result)).toBeLessThan(200)
    expect(result.facts.of('settled').length).toBe(STEADY.length)
  })

  it('and one that crashes is replaced when it has been missed for long enough', () => {
    const result = of({ faults: crash, broker: { ...KAFKA, failover: '9s' } })
    expect(slowest(result)).toBeGreaterThan(8000)
  })

  it('leads again after it is back, and not in between', () => {
    const { log } = of({ faults: [{ ...drain[0], for: '20s' }], broker: KAFKA })
    const visits = log.ends.filter(({ series, outcome }) => series === 'visit b/0' && outcome === 'ok')
    expect(visits.some(({ end }) => end > 31e9)).toBe(true)
    expect(visits.some(({ end }) => end > 15e9 && end < 31e9)).toBe(false)
  })

  it('leads on where there is no other', () => {
    const result = of({ faults: [{ ...drain[0], for: '3s' }], broker: { kind: 'kafka' }, event: {} })
    expect(slowest(result)).toBeLessThan(100)
  })

  it('takes part again if it is not stopped after all', () => {
    const short = { drain: 'b', grace: '50s', at: '10s', for: '3s' }
    const three = [0, 1, 2].map((n) => ({ ...short, id: `d${n}`, instances: [n], at: `${10 + 5 * n}s` }))
    const result = of({ faults: three, broker: KAFKA })
    // Each of them has gone and come back; at the end all three are in sync again, so two may go.
    expect(result.facts.of('unconfirmed')).toEqual([])
    expect(slowest(result)).toBeLessThan(400)
  })
})

describe('a consumer of a log that is stopped in order', () => {
  const stop = (kind: string, more = {}) => [{ [kind]: 'mailer', instances: [0], restart: '1s', at: '10s', ...more }]
  const two = { mailers: 2, handler: [{ io: '10ms' }], consumer: { commit: '5s' } }

  it('commits and leaves its group at once, and the others have its partitions', () => {
    const result = of({ ...two, faults: stop('drain', { grace: '5s', for: '20s' }) })
    // They learn of it at their next heartbeat, three seconds after the last one.
    expect(latest(result)).toBeLessThan(3500)
    expect(result.facts.of('returned')).toEqual([])
    expect(result.facts.of('handled').length).toBe(STEADY.length)
    expect(result.facts.of('rebalanced').length).toBe(2)
  })

  it('and one that crashes holds them until its session is over', () => {
    const result = of({ ...two, faults: stop('crash', { host: 'up', for: '60s' }), run: { duration: '80s' } })
    expect(latest(result)).toBeGreaterThan(40_000)
  })

  it('keeps its place where it is a static member', () => {
    const result = of({
      ...two,
      consumer: { 'static-membership': true },
      faults: stop('drain', { grace: '1s', for: '5s' }),
    })
    expect(result.facts.of('rebalancing')).toEqual([])
    expect(latest(result)).toBeGreaterThan(3000)
    expect(result.facts.of('handled').length).toBeGreaterThanOrEqual(STEADY.length)
  })

  it('handles what it has polled before', () => {
    const slow = { handler: [{ io: '400ms' }], consumer: { commit: '5s' }, event: { partitions: 1 } }
    const faults = stop('drain', { grace: '20s', for: '30s' })
    const { facts } = of({ ...slow, faults }, [9000, 9100, 9100, 9100, 9700])
    expect(facts.of('returned')).toEqual([])
    // It polls again when it is done with the first message: the last one waits until it has started again.
    const handled = facts.times('handled')
    expect(handled.map((ms) => ms < 11_000)).toEqual([true, true, true, true, false])
    // Committed when it left, and not five seconds after that.
    expect(facts.times('settled').filter((ms) => ms < 11_000).length).toBe(4)
    expect(handled[4]).toBeGreaterThan(41_000)
  })

  it('goes on if it is not stopped after all', () => {
    const result = of({ ...two, mailers: 1, faults: stop('drain', { grace: '50s', for: '5s' }) })
    expect(result.facts.of('handled').length).toBe(STEADY.length)
    expect(result.facts.messages('settled').length).toBe(STEADY.length)
    const between = result.facts.times('handled').filter((ms) => ms > 10_200 && ms < 15_000)
    expect(between).toEqual([])
  })
})

describe('a consumer of RabbitMQ that is stopped in order', () => {
  it('gets nothing more, ends what it has, and what it has not ended in time goes to others', () => {
    const result = of(
      {
        broker: { kind: 'rabbitmq' },
        event: {},
        mailers: 2,
        handler: [{ io: '3s' }],
        consumer: { prefetch: 1 },
        faults: [{ drain: 'mailer', instances: [0], grace: '2s', for: '60s', at: '10s' }],
      },
      [8000, 9000, 11_000, 11_100],
    )
    const delivered = result.facts.of('delivered')
    const [first, second, ...later] = delivered.map(({ instance }) => instance)
    expect(first).not.toBe(second)
    expect(new Set(later)).toEqual(new Set([second]))
    expect(result.facts.of('returned').length).toBe(0)
    expect(result.facts.messages('settled')).toEqual([0, 1, 2, 3])
  })

  it('is cut off with what it has when its time is over', () => {
    const result = of(
      {
        broker: { kind: 'rabbitmq' },
        event: {},
        handler: [{ io: '8s' }],
        faults: [{ drain: 'mailer', grace: '2s', for: '5s', restart: '1s', at: '10s' }],
      },
      [9000],
    )
    expect(result.facts.times('returned')).toEqual([12_000])
    // It starts after 15 s, for 1 s.
    expect(result.facts.times('delivered')).toEqual([9002, 16_001])
  })

  it('that loses its channel, because it has had a message for too long, wants no others for that', () => {
    const result = of(
      {
        broker: { kind: 'rabbitmq' },
        event: {},
        mailers: 2,
        handler: [{ io: '20s' }],
        consumer: { timeout: '6s', prefetch: 1 },
        faults: [{ drain: 'mailer', instances: [0], grace: '25s', for: '40s', at: '10s' }],
      },
      [9000, 16_000],
    )
    const [first, ...others] = result.facts.of('delivered').map(({ instance }) => instance)
    expect(others.length).toBeGreaterThan(1)
    expect(new Set(others.slice(0, 2)).has(first ?? -1)).toBe(false)
  })

  it('wants messages again after a crash, which ends that', () => {
    const drain = { id: 'd', drain: 'mailer', grace: '20s', for: '40s', at: '10s' }
    const crash = { id: 'c', crash: 'mailer', host: 'up', restart: '0s', for: '2s', at: '12s' }
    const result = of({ broker: { kind: 'rabbitmq' }, event: {}, faults: [drain, crash] }, [20_000])
    expect(result.facts.times('delivered')).toEqual([20_002])
  })

  it('wants messages again if it is not stopped after all', () => {
    const result = of(
      { broker: { kind: 'rabbitmq' }, event: {}, faults: [{ drain: 'mailer', grace: '20s', for: '5s', at: '10s' }] },
      [11_000],
    )
    expect(result.facts.times('delivered')).toEqual([15_001])
  })
})

describe('a node of RabbitMQ that is stopped in order', () => {
  it('gives the lead of its quorum queues away, and its connections up', () => {
    const drain = { drain: 'b', instances: [0], grace: '5s', for: '20s', restart: '1s', at: '10s' }
    const result = of({ broker: { kind: 'rabbitmq', nodes: 3 }, event: { queue: 'quorum' }, faults: [drain] })
    expect(result.facts.of('unconfirmed')).toEqual([])
    expect(slowest(result)).toBeLessThan(150)
    expect(result.facts.messages('settled').length).toBe(STEADY.length)
  })
})

describe('a consumer of SQS that is stopped in order', () => {
  it('receives nothing more, and deletes what it has handled', () => {
    const result = of(
      {
        broker: { kind: 'sqs' },
        event: { duplicates: 0 },
        handler: [{ io: '3s' }],
        faults: [{ drain: 'mailer', grace: '5s', for: '20s', restart: '1s', at: '10s' }],
      },
      [8500, 11_500],
    )
    expect(result.facts.of('returned')).toEqual([])
    expect(result.facts.times('handled')[0]).toBeLessThan(14_000)
    expect(result.facts.times('delivered')[1]).toBeGreaterThan(31_000)
    expect(result.facts.messages('settled')).toEqual([0, 1])
  })
})

describe('an orderly stop', () => {
  it('has an effect where somebody consumes, even if nothing is lost by it', () => {
    const faults = [{ drain: 'mailer', grace: '1s', for: '500ms', at: '10s' }]
    for (const kind of ['kafka', 'rabbitmq', 'sqs']) {
      const { end } = of({ broker: { kind }, event: {}, faults }, [])
      expect([kind, end.faults[0]?.bites]).toEqual([kind, 1])
    }
  })
})
