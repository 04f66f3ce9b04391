import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Dispatcher, Engine, type EngineLimits } from '../../../src/sim/kernel/engine.ts'
import { eventCode } from '../../../src/sim/kernel/event-code.ts'
import { NO_LIMITS, playNaively, ScriptedModel, scripts } from './support/scripted-model.ts'

/** A dispatcher that writes down what comes, and then does what it is told. */
class Recording implements Dispatcher {
  readonly engine: Engine
  readonly times: number[] = []
  readonly codes: number[] = []
  readonly #then: (engine: Engine, index: number) => void
  readonly live: Set<number> = new Set()

  constructor(limits: Partial<EngineLimits> = {}, then: (engine: Engine, index: number) => void = () => undefined) {
    this.engine = new Engine(this, { ...NO_LIMITS, ...limits })
    this.#then = then
  }

  dispatch(_kind: number, index: number): void {
    this.times.push(this.engine.now)
    this.codes.push(index)
    this.#then(this.engine, index)
  }

  expects(_kind: number, _index: number, sequence: number): boolean {
    return this.live.has(sequence)
  }

  describe(_kind: number, index: number): string {
    return `event ${index}`
  }
}

const FOREVER = Number.POSITIVE_INFINITY

describe('an engine', () => {
  it('dispatches in the order of (time, sequence) across its queue and its timers', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const model = new ScriptedModel(script)
        expect(model.engine.run(FOREVER)).toBe(true)
        expect(model.log).toEqual(playNaively(script))
        expect(model.engine.pending).toBe(0)
      }),
      { seed: 1003, numRuns: 150 },
    )
  })

  it('runs the same in one go, in pieces and step by step', () => {
    fc.assert(
      fc.property(scripts, fc.array(fc.nat(3_000_000), { maxLength: 8 }), (script, cuts) => {
        const straight = new ScriptedModel(script)
        straight.engine.run(FOREVER)
        const pieces = new ScriptedModel(script)
        for (const cut of cuts.toSorted((a, b) => a - b)) pieces.engine.run(cut)
        pieces.engine.run(FOREVER)
        const steps = new ScriptedModel(script)
        while (steps.engine.step()) expect(steps.engine.events).toBeGreaterThan(0)
        for (const other of [pieces, steps]) {
          expect(other.log).toEqual(straight.log)
          expect(other.engine.fingerprint).toBe(straight.engine.fingerprint)
          expect(other.engine.events).toBe(straight.engine.events)
        }
      }),
      { seed: 1004, numRuns: 100 },
    )
  })

  it('is idle when only events in the background are pending, and runs them while others are', () => {
    const model = new Recording({}, (engine, index) => {
      if (index !== 0) return
      engine.backgroundDone()
      engine.scheduleBackground(10, eventCode(0, 0))
    })
    const { engine } = model
    engine.scheduleBackground(10, eventCode(0, 0))
    engine.schedule(25, eventCode(0, 1))
    engine.schedule(40, eventCode(0, 2))
    expect(engine.idle).toBe(false)
    expect(engine.runToIdle(FOREVER)).toBe(true)
    expect([engine.idle, engine.now, engine.pending]).toEqual([true, 40, 1])
    expect(model.times).toEqual([10, 20, 25, 30, 40])
    expect(engine.runToIdle(FOREVER)).toBe(true)
    expect(engine.run(61)).toBe(true)
    expect(model.times).toEqual([10, 20, 25, 30, 40, 40, 50, 60])
  })

  it('is idle also when its first event in the background came while it ran', () => {
    const model = new Recording({}, (engine, index) => {
      if (index === 0) engine.backgroundDone()
      if (index < 2) engine.scheduleBackground(10, eventCode(0, 0))
    })
    const { engine } = model
    engine.schedule(5, eventCode(0, 1))
    engine.schedule(20, eventCode(0, 2))
    expect(engine.runToIdle(1000)).toBe(true)
    expect(model.times).toEqual([5, 15, 20])
    expect([engine.idle, engine.pending]).toEqual([true, 1])
  })

  it('says beforehand when the next event is due', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const model = new ScriptedModel(script)
        for (let next = model.engine.nextTime(); next < FOREVER; next = model.engine.nextTime()) {
          model.engine.step()
          expect(model.engine.now).toBe(next)
        }
        expect(model.engine.pending).toBe(0)
      }),
      { seed: 1005, numRuns: 40 },
    )
  })

  it('leaves what is due exactly at the end of a run to the next run', () => {
    const model = new Recording()
    const { engine } = model
    const lane = engine.lane(100)
    engine.schedule(99, eventCode(0, 1))
    engine.schedule(100, eventCode(0, 2))
    engine.arm(lane, eventCode(0, 3))
    engine.run(100)
    expect([model.codes, engine.now]).toEqual([[1], 100])
    expect(engine.step(100)).toBe(false)
    engine.run(101)
    expect([model.codes, engine.now]).toEqual([[1, 2, 3], 101])
  })

  it('leaves a timer that is due exactly at the end of a run to the next run, too', () => {
    const model = new Recording()
    const { engine } = model
    engine.arm(engine.lane(100), eventCode(0, 3))
    engine.run(100)
    expect([model.codes, engine.step(100), engine.nextTime()]).toEqual([[], false, 100])
    engine.run(101)
    expect(model.codes).toEqual([3])
  })

  it('leaves the clock at the end of a run, or at the last event where it runs to idleness', () => {
    const [run, idle] = [new Recording().engine, new Recording().engine]
    for (const engine of [run, idle]) engine.schedule(10, eventCode(0, 0))
    run.run(50)
    idle.runToIdle(50)
    expect([run.now, idle.now]).toEqual([50, 10])
    expect(run.fingerprint).toBe(idle.fingerprint)
  })

  it('never turns its clock back', () => {
    const { engine } = new Recording()
    engine.run(50)
    engine.run(20)
    expect(engine.now).toBe(50)
  })
})

describe('a limit of events', () => {
  it('lets exactly as many events run as it says', () => {
    const model = new Recording({ events: 5 })
    for (let i = 0; i < 6; i++) model.engine.schedule(i * 10, eventCode(0, i))
    expect(model.engine.run(1000)).toBe(false)
    expect(model.codes).toEqual([0, 1, 2, 3, 4])
    expect(model.engine.limit).toEqual({ kind: 'events', limit: 5, time: 40, cycle: [] })
    expect([model.engine.run(2000), model.engine.step(), model.engine.events]).toEqual([false, false, 5])
  })

  it('is not reached by a run that needs just so many', () => {
    const model = new Recording({ events: 5 })
    for (let i = 0; i < 6; i++) model.engine.schedule(i * 10, eventCode(0, i))
    expect([model.engine.run(50), model.engine.limit]).toEqual([true, undefined])
    expect(model.codes).toEqual([0, 1, 2, 3, 4])
  })

  it('reports the time of the last event, wherever a run had left the clock', () => {
    const model = new Recording({ events: 1 })
    model.engine.schedule(10, eventCode(0, 0))
    model.engine.schedule(30, eventCode(0, 1))
    model.engine.run(20)
    model.engine.run(40)
    expect(model.engine.limit).toEqual({ kind: 'events', limit: 1, time: 10, cycle: [] })
  })

  it('stops a run that is stepped at the same event, for the same reason', () => {
    const model = new Recording({ events: 5 })
    for (let i = 0; i < 6; i++) model.engine.schedule(i * 10, eventCode(0, i))
    let steps = 0
    while (model.engine.step(1000)) steps++
    expect([steps, model.engine.limit]).toEqual([5, { kind: 'events', limit: 5, time: 40, cycle: [] }])
  })
})

describe('a limit of events per instant', () => {
  const limit = 50

  /** Plays `count` events at `at`, after three at 5. */
  const crowd = (at: number, count: number, cuts: readonly number[]): Recording => {
    const model = new Recording({ eventsPerInstant: limit })
    for (let i = 0; i < 3; i++) model.engine.schedule(5, eventCode(0, 1))
    for (let i = 0; i < count; i++) model.engine.schedule(at, eventCode(0, 2))
    for (const cut of [...cuts, 1000]) model.engine.run(cut)
    return model
  }

  it.each([
    ['in the first instant', 0, []],
    ['later', 20, []],
    ['where a piece of the run ends', 20, [10, 20]],
    ['after a piece that ended between instants', 20, [12]],
  ] as const)('lets exactly as many events run as it says, %s', (_, at, cuts) => {
    expect(crowd(at, limit, cuts).engine.limit).toBe(undefined)
    const stopped = crowd(at, limit + 1, cuts)
    expect(stopped.engine.limit).toEqual({ kind: 'events-per-instant', limit, time: at, cycle: ['event 2'] })
    expect(stopped.engine.events).toBe(limit + (at > 5 ? 3 : 0))
  })

  it('names the shortest cycle of a livelock', () => {
    const model = new Recording({ eventsPerInstant: 1000 }, (engine, index) => {
      engine.schedule(index < 7 ? 1 : 0, eventCode(0, index === 9 ? 7 : index + 1))
    })
    model.engine.schedule(0, eventCode(0, 0))
    expect(model.engine.run(FOREVER)).toBe(false)
    expect(model.engine.limit?.time).toBe(7)
    expect(model.engine.limit?.cycle.toSorted()).toEqual(['event 7', 'event 8', 'event 9'])
  })

  it('counts the events of one instant only', () => {
    const model = new Recording({ eventsPerInstant: 2 }, (engine, index) => {
      if (index > 0) engine.schedule(1, eventCode(0, index - 1))
    })
    model.engine.schedule(0, eventCode(0, 500))
    expect([model.engine.run(FOREVER), model.engine.events]).toEqual([true, 501])
  })
})

describe('a limit of pending events', () => {
  it('stops the run at the first event or timer beyond it, and counts both together', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }), (timers) => {
        const fill = (count: number): Engine => {
          const model: Recording = new Recording({ pendingEvents: 10 }, (engine) => {
            const lane = engine.lane(100)
            for (const timer of timers.slice(0, count)) {
              if (timer) engine.arm(lane, eventCode(0, 1))
              else engine.schedule(100, eventCode(0, 1))
            }
          })
          model.engine.schedule(7, eventCode(0, 0))
          model.engine.run(8)
          return model.engine
        }
        expect(fill(10).limit).toBe(undefined)
        expect(fill(11).limit).toEqual({ kind: 'pending-events', limit: 10, time: 7, cycle: [] })
      }),
      { seed: 1006, numRuns: 30 },
    )
  })
})

describe('events that lost their owner', () => {
  it('are purged before they outnumber the living by more than a few thousand', () => {
    const model = new Recording()
    const { engine } = model
    for (let i = 0; i < 100; i++) model.live.add(engine.schedule(10_000_000 + i, eventCode(0, i)))
    let most = 0
    for (let i = 0; i < 100_000; i++) {
      engine.schedule(1_000_000 + i, eventCode(0, 999))
      engine.disown()
      most = Math.max(most, engine.pending)
    }
    expect(most).toBeLessThan(2 * 100 + 4096 + 2)
    engine.run(FOREVER)
    expect(model.codes.filter((code) => code < 999)).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('leave a run of timers and events untouched when they are purged in the middle', () => {
    const play = (disowned: number): Recording => {
      const model: Recording = new Recording({}, (engine, index) => {
        model.live.delete(engine.sequence)
        if (index !== 0) return
        for (let i = 0; i < disowned; i++) {
          engine.schedule(500 + (i % 7), eventCode(0, 888))
          engine.disown()
        }
      })
      const { engine } = model
      const lane = engine.lane(503)
      for (let i = 1; i < 300; i++) {
        if (i % 3 === 0) engine.arm(lane, eventCode(0, i))
        else model.live.add(engine.schedule((i * i) % 1009, eventCode(0, i)))
      }
      model.live.add(engine.schedule(0, eventCode(0, 0)))
      engine.run(FOREVER)
      return model
    }
    const [without, purged] = [play(0), play(6000)]
    expect(purged.engine.events).toBeLessThan(without.engine.events + 6000)
    expect(purged.codes.filter((code) => code !== 888)).toEqual(without.codes)
  })
})

describe('timers that are cancelled', () => {
  it('cost no more rows than a few thousand, however many there were', () => {
    const model: Recording = new Recording({}, (engine, index) => {
      const lane = engine.lane(500_000_000)
      for (let i = 0; i < 4; i++) engine.cancel(engine.arm(lane, eventCode(0, 7)))
      if (index > 0) engine.schedule(1000, eventCode(0, index - 1))
      if (engine.timerRows > most) most = engine.timerRows
    })
    let most = 0
    model.engine.schedule(0, eventCode(0, 250_000))
    model.engine.run(FOREVER)
    expect(model.codes.length).toBe(250_001)
    expect(most).toBeLessThanOrEqual(4096 + 1)
  })
})
