import { describe, expect, it } from 'vitest'
import { Verdict } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { Driver } from './driver.ts'
import { type CockatielStrategy, cockatiel, MS, SECOND } from './rules.ts'

const CONSECUTIVE: CockatielStrategy = { kind: 'consecutive', threshold: 2 }
const COUNT: CockatielStrategy = { kind: 'count', threshold: 0.5, size: 4, minimum: 2 }

function sampling(options: { readonly duration?: number; readonly minimumRps?: number } = {}): CockatielStrategy {
  return { kind: 'sampling', threshold: 0.5, duration: SECOND, minimumRps: 2, ...options }
}

/** Plays one character for each call, 1 ms apart: `+` a success, `-` a failure, `.` an ignored outcome. */
function play(strategy: CockatielStrategy, calls: string): Driver {
  const one = new Driver(cockatiel(strategy, 100 * MS))
  Array.from(calls).forEach((call, i) => {
    if (call === '+') one.ok(i)
    else if (call === '-') one.fail(i)
    else one.ignored(i)
  })
  return one
}

function after(strategy: CockatielStrategy, calls: string): string {
  return play(strategy, calls).state(calls.length)
}

describe('a cockatiel breaker that counts consecutive failures', () => {
  it('opens at the n-th failure with no success between', () => {
    expect([after(CONSECUTIVE, '-+-'), after(CONSECUTIVE, '-+--')]).toEqual(['closed', 'open'])
  })

  it('does not count ignored outcomes at all', () => {
    expect([after(CONSECUTIVE, '-.'), after(CONSECUTIVE, '-.-')]).toEqual(['closed', 'open'])
  })
})

describe('a cockatiel breaker that counts the last calls', () => {
  it('opens when strictly more than the threshold of them are failures', () => {
    expect([after(COUNT, '+-'), after(COUNT, '+--')]).toEqual(['closed', 'open'])
  })

  it('opens on failures only', () => {
    // The two failures are below the minimum of 3; the third result makes it enough, but is a success.
    const strategy: CockatielStrategy = { kind: 'count', threshold: 0.5, size: 4, minimum: 3 }
    expect([after(strategy, '--'), after(strategy, '--+'), after(strategy, '---')]).toEqual([
      'closed',
      'closed',
      'open',
    ])
  })

  it('forgets results that are `size` calls back', () => {
    expect([after(COUNT, '+++--'), after(COUNT, '+++---')]).toEqual(['closed', 'open'])
  })
})

describe('a cockatiel breaker that samples', () => {
  it('needs the minimum rate over its whole duration', () => {
    expect([after(sampling({ minimumRps: 3 }), '--'), after(sampling({ minimumRps: 3 }), '---')]).toEqual([
      'closed',
      'open',
    ])
  })

  it('needs 5 / threshold a second where nothing is said', () => {
    const ten = sampling({ minimumRps: 0 })
    expect([after(ten, '-'.repeat(9)), after(ten, '-'.repeat(10))]).toEqual(['closed', 'open'])
  })

  it('opens when strictly more than the threshold are failures', () => {
    expect([after(sampling(), '+-'), after(sampling(), '+--')]).toEqual(['closed', 'open'])
  })

  it('turns exactly one of its windows after a pause, however long: old counts outlive idle time', () => {
    const one = new Driver(cockatiel(sampling({ minimumRps: 5 }), 100 * MS))
    // Five windows of 200 ms; four results, one in each of four windows, then an hour of nothing.
    for (const at of [0, 200, 400, 600]) one.fail(at)
    const later = 3_600_000
    expect(one.fail(later)).toBe('open')
  })

  it('drops a window when the turn comes round to it', () => {
    const one = new Driver(cockatiel(sampling({ minimumRps: 6 }), 100 * MS))
    // The sixth result is in the window of the first, which is dropped for it: never more than five.
    const states = [0, 200, 400, 600, 800, 1000, 1200, 5000].map((at) => one.fail(at))
    expect(new Set(states)).toEqual(new Set(['closed']))
    expect(one.fail(5001)).toBe('open')
  })

  it('rounds its default as the library does: 500 results in 3 s are enough at 3 %', () => {
    for (const minimumRps of [0, 5 / 0.03]) {
      const rules = cockatiel({ kind: 'sampling', threshold: 0.03, duration: 3 * SECOND, minimumRps }, 100 * MS)
      const one = new Driver(rules)
      for (let i = 0; i < 499; i++) one.fail(0)
      expect([one.state(0), one.fail(0)]).toEqual(['closed', 'open'])
    }
  })

  it('begins a window anew with the probe that closes it', () => {
    const one = new Driver(cockatiel(sampling({ minimumRps: 7 }), 100 * MS))
    for (let i = 0; i < 7; i++) one.fail(0)
    expect(one.ok(101)).toBe('closed')
    // Windows begin at 101, 301, 501, 701 and 901; at 1101 those of the first are dropped: the probe and that of 250.
    const states = [250, 301, 501, 701, 901, 1101, 1102].map((at) => one.fail(at))
    expect(new Set(states)).toEqual(new Set(['closed']))
    expect(one.fail(1103)).toBe('open')
  })

  it('has at least five windows, and else one for each second begun', () => {
    const seven = new Driver(cockatiel(sampling({ duration: 6.5 * SECOND, minimumRps: 1 }), 100 * MS))
    // ceil(6.5) = 7 windows of round(6500 / 7) = 929 ms, 6503 ms in all: 7 results are enough.
    const states = [0, 929, 1858, 2787, 3716, 4645].map((at) => seven.fail(at))
    expect(new Set(states)).toEqual(new Set(['closed']))
    expect(seven.fail(5574)).toBe('open')
  })
})

describe.each([
  ['consecutive', CONSECUTIVE],
  ['count', COUNT],
  ['sampling', sampling()],
] as const)('a cockatiel breaker (%s) that has opened', (_, strategy) => {
  const open = (): Driver => play(strategy, '--')

  it('becomes half-open only by the first call at or after the end of the wait, which is the probe', () => {
    const one = open()
    expect([one.rejects(100), one.state(500), one.next(500)]).toEqual([true, 'open', Number.POSITIVE_INFINITY])
    const probe = one.begin(101)
    expect([probe === undefined, one.state(101)]).toEqual([false, 'half-open'])
  })

  it('lets further calls wait for the probe, and ask again when it has ended', () => {
    const one = open()
    const probe = one.begin(101)
    expect([one.waits(102), one.waits(5000)]).toEqual([true, true])
    expect([one.end(5001, probe, Verdict.success), one.woke]).toEqual(['closed', true])
    expect([one.ok(5002), one.woke]).toEqual(['closed', false])
  })

  it('rejects those that have waited for a probe that failed', () => {
    const one = open()
    const probe = one.begin(101)
    expect(one.waits(102)).toBe(true)
    expect([one.end(150, probe, Verdict.failure), one.woke, one.rejects(150)]).toEqual(['open', true, true])
    expect([one.rejects(249), one.ok(250)]).toEqual([true, 'closed'])
  })

  it('is closed by a probe with an outcome that is ignored', () => {
    const one = open()
    expect([one.ignored(101), one.woke]).toEqual(['closed', true])
  })

  it('keeps its counts then, so that the next failure opens it again', () => {
    const one = open()
    one.ignored(101)
    expect(one.fail(102)).toBe('open')
  })

  it('has fresh counts after a successful probe', () => {
    const one = open()
    expect([one.ok(101), one.fail(102)]).toEqual(['closed', 'closed'])
  })

  it('is opened by a late failure also while the probe is out, for a wait of its own', () => {
    const one = new Driver(cockatiel(strategy, 100 * MS))
    const late = one.begin(0)
    one.fail(1)
    expect(one.fail(2)).toBe('open')
    const probe = one.begin(102)
    expect([one.waits(103), one.end(110, late, Verdict.failure), one.woke]).toEqual([true, 'open', false])
    expect([one.rejects(209), one.end(209, probe, Verdict.success), one.woke]).toEqual([true, 'open', true])
    expect(one.ok(210)).toBe('closed')
  })

  it('is not moved by late results while it is open', () => {
    const one = new Driver(cockatiel(strategy, 100 * MS))
    const [good, bad] = [one.begin(0), one.begin(0)]
    one.fail(1)
    one.fail(2)
    expect([one.end(50, good, Verdict.success), one.end(51, bad, Verdict.failure)]).toEqual(['open', 'open'])
    expect([one.rejects(101), one.begin(102) === undefined]).toEqual([true, false])
  })

  it('stays open longer with each failed probe, by its backoff, and begins anew after a close', () => {
    const backoff = {
      kind: 'exponential',
      base: 100 * MS,
      factor: 2,
      max: 300 * MS,
      jitter: 'none',
      share: 0,
      retryAfter: false,
    } as const
    const one = new Driver(cockatiel(strategy, backoff))
    one.fail(0)
    expect(one.fail(0)).toBe('open')
    let at = 0
    for (const wait of [100, 200, 300, 300]) {
      expect([wait, one.rejects(at + wait - 1)]).toEqual([wait, true])
      at += wait
      expect(one.fail(at)).toBe('open')
    }
    at += 300
    expect(one.ok(at)).toBe('closed')
    for (let i = 0; one.state(at) === 'closed' && i < 9; i++) one.fail(at)
    expect([one.rejects(at + 99), one.rejects(at + 100)]).toEqual([true, false])
  })
})
