import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'

const ONE = { kind: 'rabbitmq' }
const SQS = { kind: 'sqs' }

function result(of: Partial<Town>, at: readonly number[]) {
  return run(town({ broker: ONE, ...of }), { at })
}

function facts(of: Partial<Town>, at: readonly number[]) {
  return result(of, at).facts
}

describe('a publish step', () => {
  it('waits for the confirm, and its time is that of the call', () => {
    const { log } = result({}, [0])
    expect(log.onlyCall('shop.buy')).toMatchObject({ latency: 2e6, outcome: 'ok', parts: { network: 2e6 } })
  })

  it('does not wait where nobody is to confirm', () => {
    const { log, facts: told } = result({ event: { acks: 'none' } }, [0])
    expect(log.onlyCall('shop.buy').latency).toBe(0)
    expect(told.of('confirmed')).toEqual([])
    expect(told.times('handled')).toEqual([12])
  })

  it('fails with what the broker has said, and goes on where it is optional', () => {
    const full = {
      consumer: { prefetch: 1 },
      handler: [{ io: '1s' }],
      event: { 'max-length': 1, overflow: 'reject-publish' },
    }
    const strict = result(full, [0, 1, 2])
    expect(strict.log.calls('shop.buy').map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'rejected'])
    expect(strict.log.origins).toEqual(['rejected at b'])
    const lax = result({ ...full, buy: [{ publish: 'order.placed', optional: true }] }, [0, 1, 2])
    expect(lax.log.calls('shop.buy').map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok'])
  })

  it('gives up after the time for one attempt, where there is only one, and the message may have come', () => {
    const lost = [{ partition: 'shop -> b', direction: 'back', at: '0s', for: '10s' }]
    const { log, facts: told } = result({ event: { 'request-timeout': '2s' }, faults: lost }, [0])
    expect(log.onlyCall('shop.buy')).toMatchObject({ latency: 2e9, outcome: 'timeout', parts: { retry: 2e9 } })
    expect(log.origins).toEqual(['timeout at shop -> b'])
    expect(told.story(0)).toEqual(['published', 'stored', 'delivered 1', 'handled', 'settled', 'unconfirmed timeout'])
  })

  it('that a policy wants to be shorter is shorter', () => {
    const lost = [{ partition: 'shop -> b', at: '0s', for: '10s' }]
    const more = { policies: [{ on: 'shop -> b', timeout: '500ms' }] }
    expect(result({ faults: lost, more }, [0]).log.onlyCall('shop.buy').latency).toBe(0.5e9)
  })

  it('goes on without the code that was stopped: the message is on its way', () => {
    const slow = [{ latency: 'shop -> b', direction: 'there', add: '100ms', at: '0s' }]
    const { facts: told, log } = result(
      { faults: slow, buy: [{ parallel: [{ publish: 'order.placed' }, { io: '10ms' }], need: 1 }] },
      [0],
    )
    expect(log.onlyCall('shop.buy').latency).toBe(10e6)
    expect(told.messages('handled')).toEqual([0])
    expect(told.messages('confirmed')).toEqual([0])
  })
})

describe('what is waited for', () => {
  const of = (acks: string) =>
    facts({ broker: { kind: 'rabbitmq', nodes: 3 }, event: { queue: 'quorum', acks }, shops: 2 }, [0, 100])

  it('is a majority of the nodes, or the one that takes the message', () => {
    expect(of('all').times('confirmed')).toEqual([4, 106])
    expect(of('one').times('confirmed')).toEqual([2, 102])
    expect(of('one').times('stored')).toEqual([3, 104])
  })
})

describe('attempts', () => {
  const again = { 'request-timeout': '1s', 'delivery-timeout': '5s', 'retry-backoff': '100ms' }
  const cut = (lasts: string) => [{ partition: 'shop -> b', at: '0s', for: lasts }]

  it('follow each other until one is answered; what it took before is waiting for retries', () => {
    const { log, facts: told } = result({ event: again, faults: cut('2s') }, [0])
    // Sent at 0, 1.1 and 2.2 s.
    expect(told.times('confirmed')).toEqual([2202])
    expect(log.onlyCall('shop.buy').parts).toEqual({ network: 2e6, retry: 2200e6 })
  })

  it('end when their time is over', () => {
    const { log, facts: told } = result({ event: again, faults: cut('20s') }, [0])
    // Sent at 0, 1.1, 2.2, 3.3 and 4.4 s; the next would come after 5 s.
    expect(told.story(0)).toEqual(['published', 'unconfirmed timeout'])
    expect(log.onlyCall('shop.buy').latency).toBe(5.4e9)
    expect(log.calls('b.publish', 'shop').length).toBe(5)
  })

  it('do not follow a no', () => {
    const event = { ...again, 'max-length': 1, overflow: 'reject-publish' }
    const told = facts({ event, consumer: { prefetch: 1 }, handler: [{ io: '1s' }] }, [0, 1, 2])
    expect(told.times('unconfirmed')).toEqual([4])
  })

  it('make duplicates where the answer was lost and nobody recognises them', () => {
    const lost = [{ partition: 'shop -> b', direction: 'back', at: '0s', for: '500ms' }]
    const told = facts({ event: again, faults: lost }, [0])
    expect(told.of('stored').map(({ message }) => message)).toEqual([0, 0])
    expect(told.of('handled').length).toBe(2)
    expect(told.times('confirmed')).toEqual([1102])
  })

  it('end with the process: what it had not got rid of is unconfirmed', () => {
    const crash = [{ crash: 'shop', host: 'up', restart: '0s', at: '1500ms', for: '1s' }]
    const told = facts({ event: again, faults: [...cut('20s'), ...crash] }, [0])
    expect(told.story(0)).toEqual(['published', 'unconfirmed crashed'])
    expect(told.times('unconfirmed')).toEqual([1500])
  })
})

describe('batches', () => {
  it('wait so long for more, and go together', () => {
    const { log, facts: told } = result(
      { broker: SQS, event: { linger: '50ms', wait: '20s', duplicates: '0%' } },
      [100, 120, 140, 160],
    )
    expect(told.times('stored')).toEqual([151, 151, 151, 211])
    expect(log.calls('b.publish', 'shop').length).toBe(2)
    expect(log.calls('shop.buy').map(({ latency }) => latency / 1e6)).toEqual([52, 32, 12, 52])
    expect(log.calls('shop.buy')[0]?.parts).toEqual({ pool: 50e6, network: 2e6 })
  })

  it('go without waiting when they are full', () => {
    const event = { linger: '50ms', 'batch-size': '2KiB', size: '1KiB', wait: '20s', duplicates: '0%' }
    expect(facts({ broker: SQS, event }, [100, 120, 140]).times('stored')).toEqual([121, 121, 191])
  })

  it('are lost with the process that gathers them, though nobody was to confirm', () => {
    const crash = [{ crash: 'shop', host: 'up', restart: '0s', at: '120ms', for: '1s' }]
    const told = facts({ event: { linger: '50ms', acks: 'none' }, faults: crash }, [100])
    expect(told.story(0)).toEqual(['published'])
  })
})
