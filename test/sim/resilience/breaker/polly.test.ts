import { describe, expect, it } from 'vitest'
import { Verdict } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { Driver } from './driver.ts'
import { MS, polly } from './rules.ts'

const RULES = polly({ failureRatio: 0.5, minimumThroughput: 2, samplingDuration: 1000 * MS, breakDuration: 100 * MS })

/** Opens it with two failures at 0; a call goes from 100 ms on. */
function opened(): Driver {
  const one = new Driver(RULES)
  one.fail(0)
  expect(one.fail(0)).toBe('open')
  return one
}

describe('a Polly breaker', () => {
  it('opens when throughput and ratio reach their minimum', () => {
    const one = new Driver(RULES)
    expect([one.ok(0), one.ok(1), one.fail(2), one.fail(3)]).toEqual(['closed', 'closed', 'closed', 'open'])
  })

  it('looks on failures only', () => {
    const one = new Driver(polly({ ...RULES, minimumThroughput: 3 }))
    expect([one.fail(0), one.fail(1), one.ok(2), one.ok(3)]).toEqual(['closed', 'closed', 'closed', 'closed'])
  })

  it('lets the first call at the end of the break through as the only probe', () => {
    const one = opened()
    expect([one.rejects(99), one.state(100), one.next(0)]).toEqual([true, 'open', Number.POSITIVE_INFINITY])
    const probe = one.begin(100)
    expect([probe === undefined, one.rejects(101), one.rejects(9999)]).toEqual([false, true, true])
    expect(one.end(10_000, probe, Verdict.success)).toBe('closed')
  })

  it('has fresh counts after it closed', () => {
    const one = opened()
    expect([one.ok(100), one.fail(101), one.fail(102)]).toEqual(['closed', 'closed', 'open'])
  })

  it('is open for a whole break after a failed probe', () => {
    const one = opened()
    expect([one.fail(150), one.rejects(249), one.ok(250)]).toEqual(['open', true, 'closed'])
  })

  it('counts what comes late while it is open, and is open no longer for it', () => {
    const one = new Driver(RULES)
    const late = one.begin(0)
    one.fail(1)
    expect(one.fail(2)).toBe('open')
    expect([one.end(90, late, Verdict.failure), one.rejects(101), one.begin(102) === undefined]).toEqual([
      'open',
      true,
      false,
    ])
  })

  it('is decided in half-open by whatever ends first', () => {
    const one = new Driver(RULES)
    const late = one.begin(0)
    one.fail(1)
    one.fail(2)
    const probe = one.begin(102)
    expect([one.end(103, late, Verdict.success), one.end(104, probe, Verdict.failure)]).toEqual(['closed', 'closed'])
  })

  it('takes an ignored outcome for a success', () => {
    const one = opened()
    expect(one.ignored(100)).toBe('closed')
    // Two failures of three results; two of two would be too many.
    const counted = new Driver(polly({ ...RULES, failureRatio: 0.7 }))
    expect([counted.fail(0), counted.ignored(1), counted.fail(2)]).toEqual(['closed', 'closed', 'closed'])
  })

  it('starts a sub-window of a tenth with a result, and drops it a sampling duration later', () => {
    const kept = new Driver(RULES)
    kept.fail(50)
    expect(kept.fail(1049)).toBe('open')
    const gone = new Driver(RULES)
    gone.fail(50)
    expect(gone.fail(1050)).toBe('closed')
    // 149 is within the sub-window that began at 50, and goes with it; 150 begins the next.
    const together = new Driver(RULES)
    together.ok(50)
    together.ok(149)
    expect(together.fail(1050)).toBe('closed')
    const apart = new Driver(RULES)
    apart.ok(50)
    apart.ok(150)
    expect(apart.fail(1050)).toBe('open')
  })
})
