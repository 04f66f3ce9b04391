import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { constant } from '../../../../src/sim/kernel/distributions/constant.ts'
import { fault, on, path, scripted } from '../../faults/faults.ts'
import { at, MS, SECOND } from '../../world/plans.ts'
import { expectDrained } from '../../world/simulate.ts'
import { cutOff, FAILOVER, replicated, run } from './replicated.ts'

const CRASH = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const

describe('a leader that was one before', () => {
  it('counts no answer from that time: what it has from then is not what it writes now', () => {
    const ran = run(
      replicated({
        nodes: 5,
        keys: 50,
        timeout: 3 * SECOND,
        replication: { acknowledgements: 1, retransmit: 200 * MS, failover: FAILOVER },
        workloads: {
          writers: {
            calls: 'app.write',
            // Ten of its first time, of which one replica hears; and ten of its second, of which nobody does.
            arrivals: at(
              ...[1.05, 7.01].flatMap((from) => Array.from({ length: 10 }, (_, i) => from * SECOND + i * MS)),
            ),
          },
          readers: { calls: 'app.any', arrivals: at(...Array.from({ length: 50 }, (_, i) => (12 + i / 100) * SECOND)) },
        },
        faults: (index) => {
          const answers = path(index, ['db -> db'], { direction: 'back', pick: { kind: 'numbers', numbers: [1] } })
          const third = on(index, ['db'], { kind: 'numbers', numbers: [2] })
          return [
            // What the replica says of them is on its way for six seconds.
            fault(
              { kind: 'latency', path: answers, add: constant(6 * SECOND) },
              scripted(SECOND, 1.5 * SECOND),
              'slow',
            ),
            cutOff([0, 1], [2, 3, 4], { at: SECOND, lasts: SECOND, apps: 'left' })(index, 'first'),
            // The leader that was elected meanwhile dies, and the first one is it again.
            fault({ ...CRASH, on: third }, scripted(3 * SECOND, SECOND), 'crash'),
            cutOff([0], [1, 2, 3, 4], { at: 7 * SECOND, lasts: 2 * SECOND, apps: 'left' })(index, 'second'),
          ]
        },
        more: { duration: 13 * SECOND, network: { delay: 1 * MS } },
      }),
    )
    expectDrained(ran)
    // Node 2, node 0 again, and another one of the last four.
    expect(ran.log.total('failovers db')).toBe(3)
    const gone = ran.facts.of(FactKind.lost)
    // But for those that have waited for the row of another.
    const times = gone.map(({ effect }) => Math.floor(effect / SECOND))
    expect([1, 7].map((second) => times.filter((time) => time === second).length > 6)).toEqual([true, true])
    const lost = new Set(gone.map(({ version }) => version))
    expect(ran.facts.of(FactKind.acknowledged).filter(({ version }) => lost.has(version))).toEqual([])
    expect(ran.log.calls('app.write').map(({ outcome }) => outcome)).not.toContain('ok')
  })
})

describe('a new leader', () => {
  it('begins with an entry of its own: what only the old one has is gone, also where nobody writes any more', () => {
    const ran = run(
      replicated({
        nodes: 3,
        timeout: 400 * MS,
        replication: { failover: FAILOVER },
        workloads: {
          writers: { calls: 'app.write', arrivals: at(0.5 * SECOND, 1.05 * SECOND) },
          readers: { calls: 'app.any', arrivals: at(...Array.from({ length: 30 }, (_, i) => (6 + i / 100) * SECOND)) },
        },
        faults: (index) => [cutOff([0], [1, 2], { at: SECOND, lasts: SECOND, apps: 'left' })(index, 'cut')],
        more: { duration: 7 * SECOND, network: { delay: 1 * MS } },
      }),
    )
    expectDrained(ran)
    expect(ran.log.total('failovers db')).toBe(1)
    const [first, second] = ran.facts.of(FactKind.acknowledged)
    expect(ran.facts.of(FactKind.lost).map(({ version }) => version)).toEqual([second?.version])
    const read = ran.facts.of(FactKind.read)
    expect(new Set(read.map(({ node }) => node)).size).toBe(3)
    expect(new Set(read.map(({ version }) => version))).toEqual(new Set([first?.version]))
  })
})
