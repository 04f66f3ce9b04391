import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'

/** Every hop takes as long as it likes. */
const UNEVEN = { protocol: 'none', 'same-zone': 'uniform(1ms, 50ms)', connections: { 'keep-alive': 'forever' } }
const EVERY_MS = Array.from({ length: 200 }, (_, i) => i)

function stored(of: Partial<Town>): readonly number[] {
  const { facts } = run(town({ broker: { kind: 'rabbitmq' }, ...of, more: { network: UNEVEN } }), { at: EVERY_MS })
  const messages = facts.of('stored').map(({ message }) => message)
  expect(messages.length).toBe(EVERY_MS.length)
  return messages
}

/** How many have come after one that was published after them. */
function overtaken(messages: readonly number[]): number {
  let latest = -1
  let count = 0
  for (const message of messages) {
    if (message < latest) count++
    latest = Math.max(latest, message)
  }
  return count
}

describe('messages that one process publishes', () => {
  it('come to RabbitMQ in order, for they go over one connection, whatever the network takes for each', () => {
    expect(overtaken(stored({}))).toBe(0)
  })

  it('also where the node hands them on to another one that leads their queue', () => {
    const broker = { kind: 'rabbitmq', nodes: 3 }
    // The publisher is connected to node 0, which is the mailer's; the queue of the second subscriber is at node 1.
    const { facts } = run(
      town({
        broker,
        more: {
          network: UNEVEN,
          app: {
            shop: { operations: { buy: [{ publish: 'order.placed' }] } },
            mailer: { on: { 'order.placed': [{ io: '10ms' }] } },
            ledger: { on: { 'order.placed': [{ io: '10ms' }] } },
          },
          deploy: { shop: {}, mailer: {}, ledger: {} },
        },
        event: { queue: 'quorum' },
      }),
      { at: EVERY_MS },
    )
    for (const subscription of [0, 1]) {
      const messages = facts.of('stored', subscription).map(({ message }) => message)
      expect(messages.length).toBe(EVERY_MS.length)
      expect(overtaken(messages)).toBe(0)
    }
  })

  it('come to a partition of Kafka in order, without being sent twice for that', () => {
    const broker = { kind: 'kafka' }
    const { facts, log } = run(town({ broker, more: { network: UNEVEN } }), { at: EVERY_MS })
    expect(overtaken(facts.of('stored').map(({ message }) => message))).toBe(0)
    expect(log.ends.filter(({ series, outcome }) => series.endsWith('b.publish') && outcome !== 'ok')).toEqual([])
  })

  it('may overtake each other on their way to SQS, for each is a request of its own', () => {
    const messages = stored({ broker: { kind: 'sqs' }, event: { duplicates: 0 } })
    expect(overtaken(messages)).toBeGreaterThan(20)
  })

  it('of several processes have no order', () => {
    expect(overtaken(stored({ shops: 2 }))).toBeGreaterThan(20)
  })

  it('come to their consumer in the order in which the queue has sent them', () => {
    const { facts } = run(town({ broker: { kind: 'rabbitmq' }, more: { network: UNEVEN } }), { at: EVERY_MS })
    expect(overtaken(facts.of('delivered').map(({ message }) => message))).toBe(0)
  })
})
