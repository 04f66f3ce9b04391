import { describe, expect, it } from 'vitest'
import { planOf } from '../compile/compiling.ts'
import { faultPlans, scheduleOf, town, townPlan } from './town.ts'

const never = Number.POSITIVE_INFINITY

/** Whatever has at least these fields. */
const like = (fields: Readonly<Record<string, unknown>>): unknown => expect.objectContaining(fields)

describe('a fault is on', () => {
  it('for the whole run where nothing is said', () => {
    expect(scheduleOf({})).toEqual({ kind: 'scripted', at: 0, lasts: never, every: 0, jitter: 0, until: never })
  })

  it('from a time, for so long or until another', () => {
    const from = { kind: 'scripted', at: 120e9, every: 0, jitter: 0 }
    expect(scheduleOf({ at: '2min', for: '60s' })).toEqual({ ...from, lasts: 60e9, until: never })
    expect(scheduleOf({ at: '2min', until: '3min' })).toEqual({ ...from, lasts: never, until: 180e9 })
  })

  it('again and again, each time somewhat later', () => {
    expect(scheduleOf({ at: '1min', for: '10s', every: '30s', jitter: '20s', until: '5min' })).toEqual({
      kind: 'scripted',
      at: 60e9,
      lasts: 10e9,
      every: 30e9,
      jitter: 20e9,
      until: 300e9,
    })
  })

  it('after the end of another, unless it says after the start', () => {
    const starts = (after: unknown): unknown =>
      faultPlans({ crash: 'shop', id: 'a-first', for: '5s' }, { pause: 'shop', id: 'second', after, for: '1s' })[1]
        ?.schedule
    const schedule = { kind: 'after', fault: 0, event: 'end', delay: 0, lasts: 1e9 }
    expect(starts('a-first')).toEqual(schedule)
    expect(starts({ fault: 'a-first' })).toEqual(schedule)
    expect(starts({ fault: 'a-first', event: 'start', delay: '10s' })).toEqual({
      ...schedule,
      event: 'start',
      delay: 10e9,
    })
  })

  it('when something has become true', () => {
    expect(scheduleOf({ when: 'payments.queue-length>500' })).toEqual({
      kind: 'when',
      condition: { unit: 2, measure: 'queue-length', compare: '>', value: 500 },
      delay: 0,
      lasts: never,
      times: 1,
      poll: 100e6,
    })
    expect(
      scheduleOf({
        when: { that: 'catalog-db.cpu-busy <= 0.5', delay: '5s', times: 3, poll: '1s' },
        for: '2s',
      }),
    ).toEqual({
      kind: 'when',
      condition: { unit: 1, measure: 'cpu-busy', compare: '<=', value: 0.5 },
      delay: 5e9,
      lasts: 2e9,
      times: 3,
      poll: 1e9,
    })
  })

  it('and off in turn, for fixed or random times', () => {
    expect(scheduleOf({ at: '1min', for: '2min', flap: { on: '5s', off: { min: '2s', mean: '20s' } } })).toEqual({
      kind: 'stochastic',
      at: 60e9,
      until: 180e9,
      on: { minimum: 5e9, extra: like({ mean: 0, variance: 0 }) },
      off: { minimum: 2e9, extra: like({ text: 'exp(18s)', mean: 18e9 }) },
    })
    expect(scheduleOf({ flap: { on: { mean: '5s' }, off: { min: '5s', mean: '5s' } } })).toMatchObject({
      at: 0,
      until: never,
      on: { minimum: 0, extra: { mean: 5e9 } },
      off: { minimum: 5e9, extra: { mean: 0 } },
    })
  })

  it('not at all after the whole run has been healed', () => {
    expect(townPlan().heal).toBe(never)
    expect(planOf({ ...town, run: { duration: '10min', heal: '4min' } }).heal).toBe(240e9)
  })

  it('for no time where it is over at once', () => {
    const flush = faultPlans({ 'cache-flush': 'catalog', at: '1min', every: '30s', until: '3min' })[0]?.schedule
    expect(flush).toEqual({ kind: 'scripted', at: 60e9, lasts: 0, every: 30e9, jitter: 0, until: 180e9 })
  })
})
