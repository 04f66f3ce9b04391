import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'

const SQS = { kind: 'sqs' }
/** Waits for messages, so that they come as soon as they are there. */
const LONG = { wait: '20s', duplicates: '0%' }
const FIFO = { fifo: true, wait: '20s' }
const SLOW = [{ io: '100ms' }]

function facts(of: Partial<Town>, at: readonly number[]) {
  return run(town({ broker: SQS, event: LONG, ...of }), { at }).facts
}

describe('polling', () => {
  it('that waits brings a message two hops after it was sent, and deletes it a hop after it is handled', () => {
    const told = facts({}, [100])
    expect(told.times('stored')).toEqual([101])
    expect(told.times('delivered')).toEqual([102])
    expect(told.times('settled')).toEqual([113])
  })

  it('that does not wait asks again a second after nothing was there', () => {
    const told = facts({ event: { wait: '0s', duplicates: '0%' } }, [100])
    // Asked at 1 ms, answered with nothing at 2 ms, asked again at 1003 ms.
    expect(told.times('delivered')).toEqual([1004])
  })

  it('brings ten messages at most, and no more than are handled at once', () => {
    const many = Array.from({ length: 12 }, () => 100)
    const told = facts({ handler: SLOW, consumer: { concurrency: 4 } }, many)
    expect(told.times('delivered').filter((time) => time < 200).length).toBe(4)
    const others = facts({ handler: SLOW, consumer: { concurrency: 50 } }, many)
    expect(new Set(others.times('delivered')).size).toBeGreaterThan(1)
  })

  it('by several instances shares the messages', () => {
    const told = facts({ mailers: 2, handler: SLOW, consumer: { concurrency: 1 } }, [100, 100])
    expect(new Set(told.of('delivered').map(({ instance }) => instance)).size).toBe(2)
    expect(told.times('delivered')).toEqual([102, 102])
  })
})

describe('a receive whose caller has stopped waiting', () => {
  const impatient = (cancel: boolean) =>
    run(
      town({
        broker: SQS,
        event: { wait: '20s', duplicates: '0%', visibility: '5s' },
        run: { duration: '100s' },
        more: { policies: [{ on: 'mailer -> b', timeout: '4s', cancel }] },
      }),
      { at: [10_000] },
    ).facts

  it('is answered nevertheless, and what is in the answer is hidden, and then to be seen again', () => {
    const told = impatient(false)
    const story = told.story(0)
    expect(story.slice(0, 4)).toEqual(['published', 'stored', 'confirmed', 'returned timeout'])
    expect(told.times('returned')[0]).toBe(15_001)
    // Those that have been given up are answered first, one after the other.
    expect(told.of('returned').length).toBeGreaterThan(3)
    expect(told.of('dropped')).toEqual([])
  })

  it('is not where the service is told', () => {
    const told = impatient(true)
    expect(told.of('returned')).toEqual([])
    expect(told.times('delivered')).toEqual([10_002])
  })
})

describe('a message whose visibility has ended while it is handled', () => {
  const late = (fifo: boolean) =>
    facts(
      {
        event: { wait: '20s', visibility: '5s', fifo, ...(fifo ? {} : { duplicates: '0%' }) },
        consumer: { concurrency: 1 },
        handler: [{ io: '6s' }],
      },
      [100],
    )

  it('can be deleted yet from a standard queue, if nobody has received it since', () => {
    expect(late(false).of('delivered').length).toBe(1)
    expect(late(false).times('settled')).toEqual([6103])
  })

  it('cannot from a FIFO queue, whose receipts expire with it: it comes again', () => {
    const told = late(true)
    expect(told.of('delivered').length).toBeGreaterThan(1)
    expect(told.times('returned')[0]).toBe(5101)
  })
})

describe('visibility', () => {
  const failing = { id: 'e', errors: 'mailer.on-order-placed', first: 1 }

  it('hides a message that was received for its time; what fails comes again then', () => {
    const told = facts({ event: { ...LONG, visibility: '5s' }, faults: [failing] }, [100])
    expect(told.times('returned')).toEqual([5101])
    expect(told.story(0)).toEqual([
      'published',
      'stored',
      'confirmed',
      'delivered 1',
      'failed error',
      'returned timeout',
      'delivered 2',
      'handled',
      'settled',
    ])
  })

  it('shorter than the work lets it be done twice, and only the last receipt deletes', () => {
    const told = facts(
      {
        event: { ...LONG, visibility: '60ms' },
        handler: SLOW,
        mailers: 2,
        consumer: { concurrency: 1 },
        run: { drain: '1s', duration: '1s' },
      },
      [100],
    )
    expect(told.times('delivered').slice(0, 2)).toEqual([102, 162])
    expect(told.of('handled').length).toBeGreaterThan(1)
  })

  it('brings back what a crash has taken along; the receive that it has left behind may take it once more', () => {
    const crash = [{ crash: 'mailer', host: 'up', restart: '0s', at: '150ms', for: '1s' }]
    const told = facts({ event: { ...LONG, visibility: '5s' }, handler: SLOW, faults: crash }, [100])
    expect(told.times('returned')).toEqual([5101, 10_101])
    expect(told.times('delivered')).toEqual([102, 10_102])
    expect(told.messages('settled')).toEqual([0])
  })

  it('means nothing to what was deleted before it is handled: a crash loses it', () => {
    const crash = [{ crash: 'mailer', host: 'up', restart: '0s', at: '150ms', for: '1s' }]
    const told = facts(
      { event: { ...LONG, visibility: '5s' }, handler: SLOW, consumer: { ack: 'before' }, faults: crash },
      [100],
    )
    expect(told.story(0)).toEqual(['published', 'stored', 'confirmed', 'settled', 'delivered 1', 'failed crashed'])
    // Deleted first, a round trip later handled.
    expect(told.times('delivered')).toEqual([104])
  })
})

describe('what is received too often', () => {
  it('goes to the dead letters with the receive after that', () => {
    const event = { ...LONG, visibility: '1s', 'max-receive': 3 }
    const told = facts({ event, handler: [{ fail: '100%' }] }, [100])
    expect(told.of('delivered').map(({ delivery }) => delivery)).toEqual([1, 2, 3])
    expect(told.story(0).at(-1)).toBe('deadLettered delivery-limit')
    expect(told.times('deadLettered')).toEqual([3101])
  })
})

describe('delay and retention', () => {
  it('hides a new message', () => {
    expect(facts({ event: { ...LONG, delay: '2s' } }, [100]).times('delivered')).toEqual([2102])
  })

  it('ends what nobody has deleted in time', () => {
    const event = { ...LONG, visibility: '10s', retention: '1min' }
    const told = facts({ event, handler: [{ fail: '100%' }], run: { duration: '2min', drain: '2min' } }, [100])
    expect(told.of('delivered').length).toBe(6)
    expect(told.times('dropped')).toEqual([60_101])
    expect(told.story(0).at(-1)).toBe('dropped expired')
  })
})

describe('a FIFO queue', () => {
  const one = { inputs: { who: 'uniform of 1' }, buy: [{ publish: 'order.placed', key: 'who' }] }
  const failing = { id: 'e', errors: 'mailer.on-order-placed', first: 1 }

  it('hands out no more of a group while some of it is being handled, and handles what it hands out in order', () => {
    const told = facts({ ...one, event: FIFO, handler: SLOW, mailers: 2 }, [100, 110, 120])
    // The others come together when the first is deleted, and are handled one after the other.
    expect(told.times('delivered')).toEqual([102, 204, 304])
    expect(told.of('handled').map(({ message }) => message)).toEqual([0, 1, 2])
  })

  it('lets nothing of a group overtake what has failed', () => {
    const told = facts({ ...one, event: { ...FIFO, visibility: '3s' }, faults: [failing] }, [100, 150])
    expect(told.of('handled').map(({ message }) => message)).toEqual([0, 1])
    expect(told.times('delivered')).toEqual([102, 3102, 3112])
  })

  it('leaves the rest of a group alone that it was given with what has failed', () => {
    const told = facts(
      { ...one, event: { ...FIFO, visibility: '3s', delay: '1s' }, handler: SLOW, faults: [failing] },
      [100, 100],
    )
    expect(told.of('delivered').map(({ message }) => message)).toEqual([0, 0, 1])
    expect(told.of('handled').map(({ message }) => message)).toEqual([0, 1])
  })

  it('may be handed out again while it is being handled, and who had it first can delete nothing of it', () => {
    const event = { ...FIFO, visibility: '50ms', delay: '1s' }
    const run = { duration: '1230ms', drain: '0s' }
    const told = facts({ ...one, event, handler: SLOW, mailers: 2, run }, [100, 100])
    // Received at 1101 ms by the one, at 1151 ms by the other; the one goes on with what it has.
    const seen = told.of('delivered').map(({ at, message, delivery }) => [at / 1e6, message, delivery])
    expect(seen.slice(0, 2)).toEqual([
      [1102, 0, 1],
      [1152, 0, 2],
    ])
    expect(seen).toContainEqual([1202, 1, 1])
    expect(told.of('settled')).toEqual([])
  })

  it('takes no notice of other groups', () => {
    const two = { inputs: { who: 'uniform of 1000' }, buy: [{ publish: 'order.placed', key: 'who' }] }
    const told = facts({ ...two, event: FIFO, handler: SLOW }, [100, 110])
    expect(told.times('delivered')).toEqual([102, 112])
  })

  it('drops what its publisher sends again within five minutes, and not what it sends after that', () => {
    const lost = [{ partition: 'shop -> b', direction: 'back', at: '0s', for: '2s' }]
    const again = { 'request-timeout': '1s', 'delivery-timeout': '1min', 'retry-backoff': '100ms' }
    const told = facts({ ...one, event: { ...FIFO, ...again }, faults: lost }, [100])
    expect(told.times('stored')).toEqual([101])
    expect(told.times('deduplicated')).toEqual([1201, 2301])
    expect(told.times('confirmed')).toEqual([2302])
    expect(told.of('handled').length).toBe(1)
    const soon = facts({ ...one, event: { ...FIFO, ...again, deduplication: '1500ms' }, faults: lost }, [100])
    expect(soon.times('deduplicated')).toEqual([1201])
    expect(soon.of('handled').length).toBe(2)
  })
})

describe('a standard queue', () => {
  it('delivers some messages twice for no reason, and keeps what is sent twice', () => {
    const many = Array.from({ length: 400 }, (_, i) => 100 + i)
    const told = facts({ event: { ...LONG, duplicates: '10%' } }, many)
    const twice = told.of('stored').length - 400
    // 400 draws of 10 %: outside of [16, 68] less than once in 10^5 seeds.
    expect(twice).toBeGreaterThanOrEqual(16)
    expect(twice).toBeLessThanOrEqual(68)
    expect(told.of('handled').length).toBe(400 + twice)
  })
})
