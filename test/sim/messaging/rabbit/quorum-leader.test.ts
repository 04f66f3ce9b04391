import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'

const THREE = { kind: 'rabbitmq', nodes: 3, heartbeat: '10s' }
const QUORUM = { queue: 'quorum' }
/** Node 0 leads the only queue, and the only publisher is connected to it. */
const CUT = { partition: { between: 'b/0', and: ['b/1', 'b/2'] } }

function of(more: Partial<Town>, at: readonly number[]) {
  return run(town({ broker: THREE, event: QUORUM, run: { duration: '60s' }, ...more }), { at })
}

describe('a quorum queue at which nothing goes wrong', () => {
  it('has no call between its nodes that fails, though a majority is enough', () => {
    const { log, plan } = of(
      { handler: [{ io: '5ms' }], consumer: { prefetch: 1 } },
      [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
    )
    const inside = log.ends.filter(({ series }) => series.startsWith('call b > b.'))
    expect(plan.brokers?.length).toBe(1)
    expect(inside.filter(({ series }) => series === 'call b > b.replicate').length).toBeGreaterThanOrEqual(40)
    expect(inside.filter(({ outcome }) => outcome !== 'ok')).toEqual([])
  })

  it('settles a message when a majority knows that it is, a round trip after its consumer has said so', () => {
    const { facts } = of({}, [0])
    // Delivered at 4, handled at 14, said at 15.
    expect(facts.times('delivered')).toEqual([4])
    expect(facts.times('settled')).toEqual([17])
  })
})

describe('a leader that is cut off from the other nodes', () => {
  it('confirms nothing, and is replaced by one that does', () => {
    const { facts } = of(
      { event: { ...QUORUM, 'request-timeout': '50s' }, shops: 2, faults: [{ ...CUT, at: '1s', for: '20s' }] },
      [2000, 15_000],
    )
    // The first publisher is connected to the one that is cut off, the second to another node.
    const [first] = facts.of('published')
    expect(facts.of('unconfirmed')).toEqual([])
    expect(facts.of('confirmed').map(({ message }) => message)).toEqual([1, 0])
    expect(facts.times('confirmed')[0]).toBe(15_004)
    // Handed on to the new leader when it can be reached again; sent twice, it is there once.
    expect(first?.message).toBe(0)
    expect(facts.times('confirmed')[1]).toBeGreaterThan(21_000)
    expect(facts.of('stored').map(({ message }) => message)).toEqual([1, 0])
    expect(facts.messages('settled')).toEqual([0, 1])
  })

  it('is replaced 7 s to 12 s after it was heard of last', () => {
    // Its consumer has had the message since before that, and another one gets it when another node leads.
    const { facts } = of({ handler: [{ io: '30s' }], faults: [{ ...CUT, at: '1s', for: '40s' }] }, [0])
    const [returned = 0] = facts.times('returned')
    expect(facts.story(0).slice(0, 6)).toEqual([
      'published',
      'stored',
      'delivered 1',
      'confirmed',
      'returned lost-node',
      'delivered 2',
    ])
    expect(returned).toBeGreaterThan(7000)
    expect(returned).toBeLessThan(13_000)
  })

  it('has not settled what its consumers say after that: another one delivers it again', () => {
    const { facts } = of({ handler: [{ io: '2s' }], faults: [{ ...CUT, at: '1s', for: '40s' }] }, [0])
    expect(facts.times('handled')[0]).toBe(2004)
    expect(facts.of('settled').length).toBe(1)
    expect(facts.times('settled')[0]).toBeGreaterThan(9000)
    expect(facts.of('handled').length).toBe(2)
  })

  it('for a short time stays the leader', () => {
    // Its silence is noticed at 5 s, and would be believed at 10.5 s.
    const { facts } = of({ handler: [{ io: '15s' }], faults: [{ ...CUT, at: '1s', for: '6s' }] }, [0])
    expect(facts.of('returned')).toEqual([])
    expect(facts.of('handled').length).toBe(1)
    expect(facts.times('settled')).toEqual([15_007])
  })

  it('when its consumers answer has what they say settled when it hears of the others again', () => {
    const { facts } = of({ handler: [{ io: '2s' }], faults: [{ ...CUT, at: '1s', for: '5s' }] }, [0])
    expect(facts.of('handled').length).toBe(1)
    expect(facts.times('settled')[0]).toBeGreaterThan(6000)
    expect(facts.times('settled')[0]).toBeLessThan(7100)
  })
})

describe('what a leader has written and not heard of any more', () => {
  // The others get what it sends, and it hears nothing of that; then it crashes.
  const deaf = { partition: 'b -> b', direction: 'back', at: '10ms', for: '500ms' }
  const crash = { crash: 'b', instances: [0], host: 'up', restart: '0s', at: '500ms', for: '20s' }

  it('is there if the next leader has it: what a consumer has said is not asked again', () => {
    const { facts } = of({ faults: [deaf, crash] }, [0])
    expect(facts.times('handled')).toEqual([14])
    expect(facts.of('returned')).toEqual([])
    expect(facts.of('settled').length).toBe(1)
    expect(facts.times('settled')[0]).toBeGreaterThan(1500)
  })

  it('is there if the next leader has it: a message is stored once, and its publisher hears so', () => {
    const { facts } = of({ shops: 2, faults: [deaf, crash] }, [0, 100])
    // The second shop is connected to another node, which hands the message on and asks the new leader about it.
    expect(facts.messages('confirmed')).toEqual([0, 1])
    expect(facts.of('stored').map(({ message }) => message)).toEqual([0, 1])
    expect(facts.times('stored')[1]).toBeGreaterThan(1500)
  })

  it('is asked about by the node that has brought it, when that does not lead any more', () => {
    const cut = { ...CUT, at: '500ms', for: '20s' }
    const event = { ...QUORUM, 'request-timeout': '50s' }
    const { facts } = of({ faults: [deaf, cut], event }, [100])
    expect(facts.of('stored').length).toBe(1)
    expect(facts.times('stored')[0]).toBeLessThan(13_000)
    expect(facts.times('confirmed')[0]).toBeGreaterThan(20_500)
    expect(facts.messages('confirmed')).toEqual([0])
  })

  it('is gone if nobody else has it: its node hands it on to the next leader, and nothing is left of it', () => {
    const { facts, end } = of({ faults: [{ ...CUT, at: '1s', for: '20s' }], event: QUORUM }, [2000])
    expect(facts.times('unconfirmed')).toEqual([7000])
    expect(facts.of('stored').map(({ position }) => position)).toEqual([1])
    expect(facts.times('stored')[0]).toBeGreaterThan(21_000)
    // Nothing waits for the other copy, so the run ends soon after its load.
    expect(end.time).toBeLessThan(90e9)
  })
})

describe('a leader that stands still', () => {
  it('is replaced, and finds that it is no more when it goes on', () => {
    const { facts } = of(
      {
        handler: [{ io: '3s' }],
        faults: [{ pause: 'b', instances: [0], at: '1s', for: '30s' }],
        event: { ...QUORUM, 'request-timeout': '1s' },
        shops: 2,
      },
      [0, 20_000, 20_100, 50_000],
    )
    const at = (kind: 'returned' | 'settled', message: number): number =>
      (facts.of(kind).find((fact) => fact.message === message)?.at ?? 0) / 1e6
    expect(at('returned', 0)).toBeGreaterThan(7000)
    expect(at('returned', 0)).toBeLessThan(13_000)
    expect(at('settled', 0)).toBeLessThan(17_000)
    // What waits at the node that stands still is confirmed too late, and is there when that goes on.
    expect(facts.of('unconfirmed').map(({ message }) => message)).toEqual([2])
    expect(facts.messages('settled')).toEqual([0, 1, 2, 3])
    expect(facts.of('settled').length).toBe(4)
    expect(at('settled', 2)).toBeGreaterThan(31_000)
  })
})

describe('a leader that crashes', () => {
  const crash = (host: string) => [{ crash: 'b', instances: [0], host, restart: '0s', at: '1s', for: '30s' }]

  it('with its connections closed is replaced after a second, in silence as one that is cut off', () => {
    const returned = (host: string) =>
      of({ handler: [{ io: '40s' }], faults: crash(host) }, [0]).facts.times('returned')
    expect(returned('up')).toEqual([2002])
    expect(returned('down')[0]).toBeGreaterThan(7000)
    expect(returned('down')[0]).toBeLessThan(13_000)
  })
})

describe('a node that is cut off from the others and does not lead', () => {
  it('becomes no leader for lack of votes, and changes nothing', () => {
    const cut = { partition: { between: 'b/2', and: ['b/0', 'b/1'] }, at: '1s', for: '40s' }
    const { facts } = of({ handler: [{ io: '25s' }], faults: [cut] }, [0])
    expect(facts.of('returned')).toEqual([])
    expect(facts.times('settled')).toEqual([25_007])
  })

  it('gets no vote of those that have more than itself', () => {
    // It has missed the second message, which the other two have; one of them hears it, and the leader.
    const cut = { partition: { between: 'b/1', and: 'b/0' }, at: '1s', for: '40s' }
    const { facts } = of({ handler: [{ io: '25s' }], faults: [cut] }, [0, 2000])
    expect(facts.messages('confirmed')).toEqual([0, 1])
    expect(facts.of('returned')).toEqual([])
    expect(facts.messages('settled')).toEqual([0, 1])
  })

  it('brings a new leader where one of the others still hears it and the leader is behind nobody', () => {
    const cut = { partition: { between: 'b/2', and: 'b/0' }, at: '1s', for: '40s' }
    const { facts } = of({ handler: [{ io: '12s' }], faults: [cut] }, [0])
    // As in Ra: a node votes for whoever has as much as itself.
    expect(facts.of('returned').length).toBeGreaterThan(0)
    expect(facts.of('settled').length).toBe(1)
  })
})

describe('a node that has taken a message and is about to hand it on', () => {
  it('forgets it in a crash, however short that is', () => {
    const crash = { host: 'up', restart: '0s' }
    const faults = [
      { crash: 'b', instances: [0], at: '500ms', for: '20s', ...crash },
      { crash: 'b', instances: [1], at: '1100ms', for: '5ms', ...crash },
    ]
    // Nobody leads at 1 s, and the second shop, connected to node 1, waits for no more than that node.
    const { facts } = of({ shops: 2, event: { ...QUORUM, acks: 'one' }, faults }, [0, 1000, 4000])
    expect(facts.messages('confirmed')).toEqual([0, 1, 2])
    expect(facts.messages('stored')).toEqual([0, 2])
  })
})

describe('a publisher', () => {
  it('stays at its node, and goes to the next one when its connection is closed', () => {
    const crash = { crash: 'b', instances: [0], host: 'up', restart: '0s', at: '1s', for: '30s' }
    const { log } = run(town({ broker: THREE, event: { queue: 'classic' }, faults: [crash] }), {
      at: [0, 100, 200, 2000, 2100, 40_000],
    })
    const nodes = log.ends.filter(({ series }) => series.startsWith('visit b/')).map(({ series }) => series)
    expect(nodes).toEqual(expect.arrayContaining(['visit b/0', 'visit b/1']))
    expect(log.ends.filter(({ series }) => series === 'call shop > b.publish').map(({ outcome }) => outcome)).toEqual([
      'ok',
      'ok',
      'ok',
      // The next node takes it, and the queue is at the one that is down.
      'unavailable',
      'unavailable',
    ])
  })
})
