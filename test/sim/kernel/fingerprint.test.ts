import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Dispatcher, Engine } from '../../../src/sim/kernel/engine.ts'
import { eventCode, INDEX_LIMIT, indexOf, kindOf } from '../../../src/sim/kernel/event-code.ts'
import { NO_LIMITS, ScriptedModel, scripts } from './support/scripted-model.ts'

interface Planned {
  readonly time: number
  readonly kind: number
  readonly index: number
}

const deaf: Dispatcher = { dispatch: () => undefined, expects: () => true, describe: () => '' }

/** The fingerprint of a run of just these events, scheduled in this order. */
function fingerprintOf(events: readonly Planned[]): string {
  const engine = new Engine(deaf, NO_LIMITS)
  for (const { time, kind, index } of events) engine.schedule(time, eventCode(kind, index))
  engine.run(Number.POSITIVE_INFINITY)
  return engine.fingerprint
}

const planned: fc.Arbitrary<Planned> = fc.record({
  time: fc.nat(1_000_000_000),
  kind: fc.nat(31),
  index: fc.nat(INDEX_LIMIT - 1),
})
const plans = fc.array(planned, { minLength: 1, maxLength: 30 })

/** The change of one field of one event, or of the list itself, that no two runs may share a fingerprint over. */
const changes: Readonly<Record<string, (events: readonly Planned[], which: number) => readonly Planned[]>> = {
  'an event a nanosecond later': (events, which) => {
    const first = events[which] as Planned
    return events.with(which, { ...first, time: first.time + 1 })
  },
  'an event for another index': (events, which) => {
    const first = events[which] as Planned
    return events.with(which, { ...first, index: first.index ^ 1 })
  },
  'an event of another kind': (events, which) => {
    const first = events[which] as Planned
    return events.with(which, { ...first, kind: first.kind ^ 16 })
  },
  'one event more': (events, which) => [...events, events[which] as Planned],
  'one event less': (events, which) => events.toSpliced(which, 1),
}

describe('a fingerprint', () => {
  it.each(Object.entries(changes))('tells a run from one with %s', (_, change) => {
    fc.assert(
      fc.property(plans, fc.nat(29), (events, which) => {
        // The clock of a run without events stands still, so one event at time 0 more or less must still be seen.
        expect(fingerprintOf(change(events, which % events.length))).not.toBe(fingerprintOf(events))
      }),
      { seed: 1007, numRuns: 200 },
    )
  })

  it('tells runs apart in which two events of one instant change places', () => {
    fc.assert(
      fc.property(plans, planned, planned, (events, one, other) => {
        fc.pre(one.kind !== other.kind || one.index !== other.index)
        const together = { ...other, time: one.time }
        expect(fingerprintOf([...events, one, together])).not.toBe(fingerprintOf([...events, together, one]))
      }),
      { seed: 1008, numRuns: 200 },
    )
  })

  it('tells runs apart whose last events are a multiple of 2^32 ns apart', () => {
    const at = (time: number): string => fingerprintOf([{ time, kind: 1, index: 1 }])
    const times = [5, 5 + 2 ** 32, 5 + 2 ** 33, 5 + 2 ** 52]
    expect(new Set(times.map(at)).size).toBe(times.length)
  })

  it('is 16 lower-case hexadecimal digits, and the same at every reading', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { engine } = new ScriptedModel(script)
        engine.run(1000)
        const once = engine.fingerprint
        expect(once).toMatch(/^[0-9a-f]{16}$/)
        expect(engine.fingerprint).toBe(once)
      }),
      { seed: 1009, numRuns: 20 },
    )
  })

  // A new value here means that every recorded run has a new fingerprint: say so in the change log under Replay.
  it('of a fixed run never changes', () => {
    const { engine } = new ScriptedModel({
      first: [0, 5, 5],
      reactions: [
        [
          { kind: 'schedule', delay: 7, code: 3 },
          { kind: 'arm', lane: 4 },
        ],
        [
          { kind: 'schedule', delay: 5_000_000_000, code: 4 },
          { kind: 'arm', lane: 1 },
        ],
        [{ kind: 'cancel', which: 0 }],
      ],
      events: 9,
    })
    const before = engine.fingerprint
    engine.run(Number.POSITIVE_INFINITY)
    expect([before, engine.events, engine.now, engine.fingerprint]).toMatchInlineSnapshot(`
      [
        "915a8661c223d453",
        12,
        5000000021,
        "27d2eaea8e0072f9",
      ]
    `)
  })
})

describe('an event code', () => {
  it('gives kind and index back, over the whole range of both', () => {
    fc.assert(
      fc.property(fc.nat(31), fc.nat(INDEX_LIMIT - 1), (kind, index) => {
        const code = eventCode(kind, index)
        expect([kindOf(code), indexOf(code)]).toEqual([kind, index])
      }),
      { seed: 1010, examples: [[31, INDEX_LIMIT - 1]] },
    )
  })
})
