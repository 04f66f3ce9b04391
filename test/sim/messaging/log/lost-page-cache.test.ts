import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageKind } from '../../../../src/sim/message-fact.ts'
import { MS, SECOND } from '../../world/plans.ts'
import { type LogRun, type LogSpec, runLog } from './log-world.ts'
import { type Blow, faultsOf } from './storms.ts'

const SIZES = { kafka: 3, mailer: 1, shop: 1 }
const HANDLER = { unit: 'mailer', event: 'order' } as const
const every = (gap: number, until: number): readonly number[] =>
  Array.from({ length: Math.floor(until / gap) }, (_, i) => (i + 1) * gap)

const machine = (number: number, at: number, lasts: number): Blow => {
  return { kind: 'machine', unit: 'kafka', number, at: at * SECOND, lasts: lasts * SECOND }
}

/** Node 0 leads the only partition; a machine that is gone for a second is not taken for dead. */
function run(list: readonly Blow[], more: Partial<LogSpec> = {}): LogRun {
  return runLog({
    load: every(40 * MS, 10 * SECOND),
    duration: 21 * SECOND,
    events: { order: { topic: { partitions: 1, replication: 3, minInSync: 1 }, producer: { requestTimeout: SECOND } } },
    handlers: [HANDLER],
    rules: { failover: 4 * SECOND, replicaLag: 3 * SECOND },
    faults: (places) => faultsOf(list, places, SIZES),
    ...more,
  })
}

describe('a follower whose machine was gone for less time than a fail-over takes', () => {
  it('is in sync no more before it has what it has lost, also when nothing new is written', () => {
    // All is written before, and not yet handled when the other two are gone.
    const load = every(40 * MS, 5 * SECOND)
    const blows = [machine(1, 5.2, 0.5), machine(0, 9, 60), machine(2, 9.2, 60)]
    const { facts } = run(blows, { load, handlers: [{ ...HANDLER, takes: 100 * MS }] })
    expect(facts.messages(MessageKind.handled).size).toBe(load.length)
    expect(facts.of(MessageKind.dropped)).toEqual([])
  })

  it('is not asked again and again for what it does not have, however often that happens', () => {
    const calm = run([]).end.events
    const times = fc.array(fc.integer({ min: 2000, max: 11_000 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(times, (list) => {
        const { end } = run(list.map((at) => machine(1, at / 1000, 0.05)))
        expect(end.events).toBeLessThan(1.2 * calm)
      }),
      { numRuns: 25, seed: 11 },
    )
  })
})

describe('a single node', () => {
  it('needs nobody to talk to', () => {
    const load = every(40 * MS, 5 * SECOND)
    const topic = { partitions: 2, replication: 1, minInSync: 1 }
    const { facts } = runLog({ nodes: 1, load, events: { order: { topic } }, handlers: [HANDLER] })
    expect(facts.messages(MessageKind.handled).size).toBe(load.length)
  })

  it('whose machine has lost what was read of it has its consumers read what it gets afterwards', () => {
    const before = every(40 * MS, 1 * SECOND)
    const after = every(40 * MS, 4 * SECOND).slice(-10)
    const topic = { partitions: 1, replication: 1, minInSync: 1 }
    const { facts } = runLog({
      nodes: 1,
      load: [...before, ...after.map((at) => at + 5 * SECOND)],
      events: { order: { topic } },
      handlers: [HANDLER],
      faults: (places) => faultsOf([machine(0, 1.5, 0.5)], places, { ...SIZES, kafka: 1 }),
    })
    expect(facts.messages(MessageKind.handled).size).toBe(before.length + after.length)
    const stored = facts.of(MessageKind.settled).filter(({ at }) => at > 2 * SECOND)
    expect(stored.length).toBeGreaterThanOrEqual(after.length)
  })
})
