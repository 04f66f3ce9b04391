import { describe, expect, it } from 'vitest'
import { Verdict } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { Driver } from './driver.ts'
import { MS, opossum } from './rules.ts'

const SHORT = { resetTimeout: 100 * MS, rollingCountTimeout: 1000 * MS } as const

/** Opens it with one failure at 0; it is half-open from 100 ms on. */
function opened(): Driver {
  const one = new Driver(opossum(SHORT))
  expect(one.fail(0)).toBe('open')
  return one
}

describe('an opossum breaker', () => {
  it('opens when failures / fires is strictly above the threshold, and on failures only', () => {
    const one = new Driver(opossum())
    expect([one.ok(0), one.fail(1), one.ok(2), one.fail(3)]).toEqual(['closed', 'closed', 'closed', 'closed'])
    expect(one.fail(4)).toBe('open')
    const late = new Driver(opossum({ volumeThreshold: 3 }))
    // Two of three are too many, but the third call that is a success does not look.
    expect([late.fail(0), late.fail(1), late.ok(2), late.ok(3)]).toEqual(['closed', 'closed', 'closed', 'closed'])
  })

  it('computes the rate as the library does, to the last bit: 11 of 20 is more than 55 %', () => {
    const one = new Driver(opossum({ errorThreshold: 0.55, volumeThreshold: 20 }))
    for (let i = 0; i < 9; i++) one.ok(i)
    for (let i = 0; i < 10; i++) one.fail(20 + i)
    expect(one.fail(40)).toBe('open')
  })

  it('does nothing below the volume threshold, which counts all calls', () => {
    const one = new Driver(opossum({ volumeThreshold: 3 }))
    expect([one.fail(0), one.fail(1), one.fail(2)]).toEqual(['closed', 'closed', 'open'])
  })

  it('counts rejected calls as fired: they dilute the rate of the failures that follow', () => {
    const one = opened()
    for (let i = 1; i <= 9; i++) expect(one.rejects(10 * i)).toBe(true)
    expect(one.ok(110)).toBe('closed')
    // 2 failures of 12: without the rejections it would be 2 of 3.
    expect(one.fail(120)).toBe('closed')
    const other = opened()
    expect([other.ok(110), other.fail(120)]).toEqual(['closed', 'open'])
  })

  it('keeps its window when it closes', () => {
    const one = opened()
    expect(one.ok(150)).toBe('closed')
    // Two of three; with a fresh window it would be one of two, not above a half.
    expect([one.ok(151), one.fail(152), one.fail(153)]).toEqual(['closed', 'closed', 'open'])
    const other = opened()
    expect([other.ok(150), other.fail(152)]).toEqual(['closed', 'open'])
  })

  it('becomes half-open by a timer, with no call', () => {
    const one = opened()
    expect([one.next(0), one.state(99), one.state(100), one.next(100)]).toEqual([
      100,
      'open',
      'half-open',
      Number.POSITIVE_INFINITY,
    ])
  })

  it('lets one probe through and rejects the rest until it leaves the state', () => {
    const one = opened()
    const probe = one.begin(100)
    expect([one.rejects(100), one.rejects(5000)]).toEqual([true, true])
    expect(one.end(6000, probe, Verdict.success)).toBe('closed')
    expect(one.ok(6001)).toBe('closed')
  })

  it('opens anew on any failure in half-open, also below the volume threshold', () => {
    const one = new Driver(opossum({ ...SHORT, volumeThreshold: 2 }))
    one.fail(0)
    expect(one.fail(1)).toBe('open')
    // All others have left the window.
    expect([one.fail(2000), one.state(2099), one.state(2100)]).toEqual(['open', 'open', 'half-open'])
  })

  it('is closed in half-open by a success of a call that was let through before', () => {
    const one = new Driver(opossum(SHORT))
    const early = one.begin(0)
    one.fail(1)
    expect(one.fail(2)).toBe('open')
    const probe = one.begin(102)
    expect(one.end(103, early, Verdict.success)).toBe('closed')
    expect(one.end(104, probe, Verdict.success)).toBe('closed')
  })

  it('is opened in half-open by a failure of a call that was let through before', () => {
    const one = new Driver(opossum(SHORT))
    const early = one.begin(0)
    one.fail(1)
    expect(one.fail(2)).toBe('open')
    const probe = one.begin(102)
    expect(one.end(110, early, Verdict.failure)).toBe('open')
    // The probe is late now, and the timer runs from the failure.
    expect([one.end(120, probe, Verdict.success), one.state(209), one.state(210)]).toEqual([
      'open',
      'open',
      'half-open',
    ])
  })

  it('counts late results while open, and does not start its timer again', () => {
    const one = new Driver(opossum(SHORT))
    const [first, second] = [one.begin(0), one.begin(0)]
    one.fail(1)
    one.fail(1)
    expect(one.fail(2)).toBe('open')
    expect([one.end(50, first, Verdict.failure), one.end(60, second, Verdict.success)]).toEqual(['open', 'open'])
    expect([one.state(101), one.state(102)]).toEqual(['open', 'half-open'])
    for (let at = 103; at < 106; at++) expect(one.ok(at)).toBe('closed')
    // 5 failures of 9 calls; without the late one they would be 4.
    expect(one.fail(106)).toBe('open')
  })

  it('takes an ignored outcome for a success', () => {
    const one = opened()
    expect(one.ignored(100)).toBe('closed')
    expect(one.ignored(101)).toBe('closed')
  })

  it('drops whole buckets, at times counted from its creation', () => {
    const rules = opossum({ rollingCountTimeout: 1000 * MS, rollingCountBuckets: 4, volumeThreshold: 2 })
    // Buckets end at 250, 500, …: what failed at 240 is gone at 1000, after 760 ms.
    const young = new Driver(rules)
    young.fail(240)
    expect(young.fail(1000)).toBe('closed')
    const within = new Driver(rules)
    within.fail(240)
    expect(within.fail(999)).toBe('open')
    // Created 100 ms before: buckets end at 150, 400, …
    const old = new Driver({ ...rules, age: 100 * MS })
    old.fail(240)
    expect(old.fail(1000)).toBe('open')
    const gone = new Driver({ ...rules, age: 100 * MS })
    gone.fail(240)
    expect(gone.fail(1150)).toBe('closed')
  })

  it('has buckets of whole milliseconds, rounded down', () => {
    const rules = opossum({ rollingCountTimeout: 1000 * MS, rollingCountBuckets: 3, volumeThreshold: 2 })
    const one = new Driver(rules)
    one.fail(332)
    expect(one.fail(998)).toBe('open')
    const gone = new Driver(rules)
    gone.fail(332)
    expect(gone.fail(999)).toBe('closed')
  })

  it('counts but does not open while it warms up, which begins with its creation', () => {
    const rules = opossum({ ...SHORT, allowWarmUp: true })
    const one = new Driver(rules)
    expect([one.fail(0), one.fail(999), one.fail(1000)]).toEqual(['closed', 'closed', 'open'])
    const old = new Driver({ ...rules, age: 400 * MS })
    expect([old.fail(599), old.fail(600)]).toEqual(['closed', 'open'])
  })

  it('opens on a late failure when no call is left in its window: an infinite rate', () => {
    const one = new Driver(opossum(SHORT))
    const slow = one.begin(0)
    for (let i = 1; i < 9; i++) one.ok(i)
    expect(one.end(1500, slow, Verdict.failure)).toBe('open')
  })
})
