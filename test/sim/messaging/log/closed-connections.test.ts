import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'

/** One node leads all partitions' first replicas in turn: partition p is led by node p. */
const KAFKA = { kind: 'kafka', nodes: 3, failover: '9s' }
const TOPIC = { partitions: 3, replication: 3, 'min-in-sync': 2 }

function of(host: string, at: readonly number[], more: Partial<Town> = {}) {
  const faults = [{ crash: 'b', instances: [0], host, restart: '0s', at: '1s', for: '90s' }]
  return run(town({ broker: KAFKA, event: TOPIC, faults, run: { duration: '100s' }, ...more }), { at })
}

/** How long the message took to be confirmed, ms. */
function took({ facts }: ReturnType<typeof run>, message: number): number {
  const fact = facts.of('confirmed').find((one) => one.message === message)
  return ((fact?.at ?? Number.NaN) - (fact?.publishedAt ?? 0)) / 1e6
}

describe('a producer whose leader has crashed', () => {
  // Without a key the first message goes to partition 0, the fourth again.
  const times = [2000, 2001, 2002, 20_000]

  it('hears of it at once where the host is up, and tries until another one leads', () => {
    const result = of('up', [2000, 2001, 2002])
    // Missed for 9 s from the last sign of life on, which came before it crashed.
    expect(took(result, 0)).toBeGreaterThan(6000)
    expect(took(result, 0)).toBeLessThan(11_000)
  })

  it('waits for its request timeout where the host is gone', () => {
    expect(took(of('down', times), 0)).toBeGreaterThan(30_000)
    expect(took(of('down', times), 0)).toBeLessThan(30_200)
  })

  it('closes the connection then, so that what was sent over it later fails too, and is sent to who leads now', () => {
    // Published 18 s after the first, and sent to the same node: without that it would wait for 30 s as well.
    const result = of('down', times)
    expect(took(result, 3)).toBeGreaterThan(12_000)
    expect(took(result, 3)).toBeLessThan(12_200)
    expect(result.facts.of('unconfirmed')).toEqual([])
    expect(result.facts.of('stored').length).toBe(4)
    expect(result.log.breaches).toEqual([])
  })

  it('also with policies in between, which see that their call is over', () => {
    const policies = [{ on: 'shop -> b', timeout: '40s', bulkhead: 10 }]
    const result = of('down', times, { more: { policies } })
    expect(took(result, 3)).toBeLessThan(12_200)
    expect(result.facts.messages('settled')).toEqual([0, 1, 2, 3])
  })
})

describe('a publisher of RabbitMQ that has waited for a confirm in vain', () => {
  it('keeps its connection: what else was sent over it may be confirmed yet', () => {
    const broker = { kind: 'rabbitmq' }
    const slow = { pause: 'b', at: '1s', for: '5s' }
    const event = { 'request-timeout': '4500ms' }
    const result = run(town({ broker, event, faults: [slow] }), { at: [1000, 3000] })
    expect(result.facts.messages('unconfirmed')).toEqual([0])
    expect(result.facts.messages('confirmed')).toEqual([1])
  })
})

describe('an idempotent producer that gives a batch up', () => {
  const times = { linger: '0ms', 'request-timeout': '1s', 'delivery-timeout': '3s' }
  const cut = [{ partition: 'shop -> b', at: '0s', for: '3200ms' }]

  it('begins to number anew with those that were sent after it: they are not lost with it', () => {
    const { facts } = run(town({ broker: { kind: 'kafka' }, event: times, faults: cut }), { at: [0, 1500, 2000, 2900] })
    expect(facts.messages('unconfirmed')).toEqual([0])
    expect(facts.messages('confirmed')).toEqual([1, 2, 3])
    expect(Math.max(...facts.times('confirmed'))).toBeLessThan(4500)
    expect(facts.of('stored').map(({ message }) => message)).toEqual([1, 2, 3])
  })

  it('that was written after all begins anew as well, and nothing is written twice', () => {
    const lost = [{ partition: 'shop -> b', direction: 'back', at: '0s', for: '3200ms' }]
    const { facts } = run(town({ broker: { kind: 'kafka' }, event: times, faults: lost }), {
      at: [0, 1500, 2000, 2900],
    })
    expect(facts.messages('unconfirmed')).toEqual([0])
    expect(facts.messages('confirmed')).toEqual([1, 2, 3])
    expect(facts.of('stored').map(({ message }) => message)).toEqual([0, 1, 2, 3])
  })

  it('with nothing else under way begins anew at once, and the next message is taken at its first attempt', () => {
    const { facts } = run(town({ broker: { kind: 'kafka' }, event: times, faults: cut }), { at: [0, 5000] })
    expect(facts.messages('unconfirmed')).toEqual([0])
    expect(facts.times('confirmed')).toEqual([5002])
  })

  it('has the messages that come meanwhile numbered anew as well', () => {
    const { facts } = run(town({ broker: { kind: 'kafka' }, event: times, faults: cut }), {
      at: [0, 2950, 3050, 3100, 3300, 3400],
    })
    expect(facts.messages('unconfirmed')).toEqual([0])
    expect(facts.messages('confirmed')).toEqual([1, 2, 3, 4, 5])
    expect(facts.of('stored').map(({ message }) => message)).toEqual([1, 2, 3, 4, 5])
  })
})
