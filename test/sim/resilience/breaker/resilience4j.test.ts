import { describe, expect, it } from 'vitest'
import { Verdict } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { Driver } from './driver.ts'
import { MS, resilience4j, SECOND } from './rules.ts'

const SMALL = { size: 4, minimumCalls: 2, waitInOpen: 100 * MS, permittedInHalfOpen: 3 } as const

/** Opens it with two failures, the second at 0; a call goes from 101 ms on. */
function opened(options: Parameters<typeof resilience4j>[0] = {}): Driver {
  const one = new Driver(resilience4j({ ...SMALL, ...options }))
  one.fail(0)
  expect(one.fail(0)).toBe('open')
  return one
}

describe('a resilience4j breaker', () => {
  it('opens when the rate is at least the threshold, on a success as well', () => {
    const one = new Driver(resilience4j({ size: 4, minimumCalls: 4 }))
    expect([one.fail(0), one.fail(1), one.ok(2), one.ok(3)]).toEqual(['closed', 'closed', 'closed', 'open'])
    const below = new Driver(resilience4j({ size: 4, minimumCalls: 4, failureRate: 0.51 }))
    expect([below.fail(0), below.fail(1), below.ok(2), below.ok(3)]).toEqual(['closed', 'closed', 'closed', 'closed'])
  })

  it('compares rates as 32-bit floats, so that 7 of 100 reach 7 %', () => {
    const one = new Driver(resilience4j({ failureRate: 0.07 }))
    for (let i = 0; i < 93; i++) one.ok(i)
    for (let i = 0; i < 6; i++) one.fail(100 + i)
    expect(one.fail(200)).toBe('open')
  })

  it('needs no more calls than its window holds', () => {
    const one = new Driver(resilience4j({ size: 2, minimumCalls: 100 }))
    expect([one.fail(0), one.fail(1)]).toEqual(['closed', 'open'])
  })

  it('forgets what is `size` calls back', () => {
    const one = new Driver(resilience4j({ size: 4, minimumCalls: 4, failureRate: 0.75 }))
    const states = [one.fail(0), one.fail(1), one.ok(2), one.ok(3), one.fail(4), one.fail(5)]
    expect(new Set(states)).toEqual(new Set(['closed']))
    expect(one.fail(6)).toBe('open')
  })

  it('opens when slow calls reach their own threshold, where slow is strictly longer than the limit', () => {
    const rules = resilience4j({ ...SMALL, slowCallRate: 1, slowCallDuration: 50 * MS })
    const last = (one: Driver): string => one.end(50, one.begin(0), Verdict.success)
    const exact = new Driver(rules)
    expect([last(exact), last(exact), last(exact)]).toEqual(['closed', 'closed', 'closed'])
    const slow = new Driver(rules)
    slow.end(51, slow.begin(0), Verdict.success)
    expect(slow.end(102, slow.begin(51), Verdict.success)).toBe('open')
  })

  it('lets a call through strictly later than the wait, as the first permitted one', () => {
    const one = opened()
    expect([one.rejects(100), one.state(101), one.next(101)]).toEqual([true, 'open', Number.POSITIVE_INFINITY])
    const calls = [one.begin(101), one.begin(101), one.begin(101)]
    expect(calls.every((call) => call !== undefined)).toBe(true)
    expect([one.state(101), one.rejects(101), one.rejects(9999)]).toEqual(['half-open', true, true])
  })

  it('becomes half-open by itself at the end of the wait where automatic, and takes no permission for it', () => {
    const one = opened({ automatic: true })
    expect([one.next(0), one.state(99), one.state(100)]).toEqual([100, 'open', 'half-open'])
    const calls = [one.begin(100), one.begin(100), one.begin(100)]
    expect([calls.every((call) => call !== undefined), one.rejects(100)]).toEqual([true, true])
  })

  it('decides in half-open when the smaller of the minimum and the permitted number of results is in', () => {
    const one = opened()
    expect([one.ok(101), one.ok(102)]).toEqual(['half-open', 'closed'])
    const other = opened({ permittedInHalfOpen: 2, minimumCalls: 2 })
    expect([other.ok(101), other.fail(102)]).toEqual(['half-open', 'open'])
    const wide = opened({ size: 2, minimumCalls: 100 })
    expect([wide.ok(101), wide.fail(102), wide.ok(103)]).toEqual(['half-open', 'half-open', 'closed'])
  })

  it('waits in half-open for ever, or as long as it is told', () => {
    const patient = opened()
    patient.begin(101)
    expect([patient.next(102), patient.state(1e7)]).toEqual([Number.POSITIVE_INFINITY, 'half-open'])
    const one = opened({ maxWaitInHalfOpen: 500 * MS })
    one.begin(101)
    expect([one.next(102), one.state(600), one.state(601)]).toEqual([601, 'half-open', 'open'])
    expect([one.rejects(701), one.begin(702) === undefined]).toEqual([true, false])
    const lenient = opened({ maxWaitInHalfOpen: 500 * MS, afterHalfOpenWait: 'closed' })
    lenient.begin(101)
    expect([lenient.state(600), lenient.state(601)]).toEqual(['half-open', 'closed'])
  })

  it('opens and half-opens on its own at the right times when nobody has asked for long', () => {
    const one = opened({ automatic: true, maxWaitInHalfOpen: 400 * MS })
    // Half-open at 100, open at 500, half-open at 600, open at 1000, half-open at 1100.
    expect([one.next(0), one.state(1050), one.next(1050), one.state(1100)]).toEqual([100, 'open', 1100, 'half-open'])
  })

  it('starts with fresh counts after every transition', () => {
    const one = opened()
    one.ok(101)
    expect([one.ok(102), one.fail(103)]).toEqual(['closed', 'closed'])
    expect(one.fail(104)).toBe('open')
  })

  it('records a late result where it comes: not at all while open, for the probes in half-open', () => {
    const one = new Driver(resilience4j(SMALL))
    const late = [one.begin(0), one.begin(0), one.begin(0)]
    one.fail(0)
    expect(one.fail(0)).toBe('open')
    expect(one.end(50, late[0], Verdict.failure)).toBe('open')
    expect([one.begin(101) === undefined, one.end(102, late[1], Verdict.success)]).toEqual([false, 'half-open'])
    expect(one.end(103, late[2], Verdict.success)).toBe('closed')
  })

  it('gives the permission of an ignored call back, and counts nothing', () => {
    const one = opened()
    expect([one.ignored(101), one.ignored(102), one.ignored(103), one.ignored(104)]).toEqual(
      Array.from({ length: 4 }, () => 'half-open'),
    )
    const closed = new Driver(resilience4j(SMALL))
    expect([closed.fail(0), closed.ignored(1), closed.ignored(2), closed.fail(3)]).toEqual([
      'closed',
      'closed',
      'closed',
      'open',
    ])
  })
})

describe('a resilience4j breaker with a window of time', () => {
  const rules = resilience4j({ window: 'time', size: 3, minimumCalls: 2 })

  it('counts the current second of the clock and the ones before it', () => {
    const within = new Driver(rules)
    within.fail(999)
    // Seconds 0, 1 and 2: what failed at 999 ms is gone at 3000, after 2001 ms.
    expect(within.fail(2999)).toBe('open')
    const gone = new Driver(rules)
    gone.fail(999)
    expect(gone.fail(3000)).toBe('closed')
    expect(gone.fail(5999)).toBe('open')
  })

  it('needs the whole minimum, whatever its size is', () => {
    const one = new Driver(resilience4j({ window: 'time', size: 1, minimumCalls: 3 }))
    expect([one.fail(0), one.fail(1), one.fail(2)]).toEqual(['closed', 'closed', 'open'])
  })

  it('forgets everything over a long pause', () => {
    const one = new Driver(rules)
    one.fail(0)
    expect([one.fail(1e6), one.ok(1e6 + 1)]).toEqual(['closed', 'open'])
    expect(SECOND).toBe(1e3 * MS)
  })
})
