import { describe, expect, it } from 'vitest'
import { MessageKind } from '../../../../src/sim/message-fact.ts'
import { MS, SECOND } from '../../world/plans.ts'
import { runLog } from './log-world.ts'

/** A hundred messages a second can be handled, and 150 come, to four partitions in turn. */
const LOAD = Array.from({ length: 1500 }, (_, i) => Math.round(((i + 1) * SECOND) / 150))

describe('a consumer of several partitions that cannot keep up', () => {
  it('lets none of them starve', () => {
    const { facts } = runLog({
      load: LOAD,
      duration: 10 * SECOND,
      events: { order: { topic: { partitions: 4, replication: 1, minInSync: 1 } } },
      handlers: [{ unit: 'mailer', event: 'order', takes: 10 * MS, consumer: { maxPollRecords: 5 } }],
    })
    const partitionOf = new Map(facts.of(MessageKind.stored).map(({ message, partition }) => [message, partition]))
    const handled = [0, 0, 0, 0]
    for (const { message, at } of facts.of(MessageKind.handled)) {
      const partition = partitionOf.get(message) ?? -1
      if (at < 10 * SECOND) handled[partition] = (handled[partition] ?? 0) + 1
    }
    expect(Math.min(...handled)).toBeGreaterThan(0.5 * Math.max(...handled))
  })
})
