import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeConservation, type WorldTally } from '../../src/checks/conservation.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import type { Probe } from '../../src/sim/kernel/probe.ts'
import { recordToy } from '../metrics/tools/record-toy.ts'
import { playToy, TOY, toyCatalogue } from '../metrics/tools/toy-queue.ts'

const OPTIONS = { ...TOY, seconds: 2, failing: 0.05 }

/** Plays the toy through a recorder whose facts pass a hand that may change them. */
function brokenLaws(tamper: (recorder: Recorder) => Probe, world: Partial<WorldTally> = {}): string[] {
  const recorder = new Recorder(toyCatalogue(OPTIONS), { from: 1e8, to: OPTIONS.seconds * 1e9 })
  const end = playToy(OPTIONS, tamper(recorder))
  return judgeConservation(recorder.summary(end.endedAt), { ...end, answersEarly: false, ...world })
    .filter(({ ok, breach }) => {
      // A breach is told in words, and only a breach.
      expect(breach === null).toBe(ok)
      return !ok
    })
    .map(({ name }) => name)
}

/** A probe that hands everything on, except what `over` replaces. */
function through(recorder: Recorder, over: Partial<Probe>): Probe {
  return {
    began: over.began ?? ((...fact) => recorder.began(...fact)),
    ended: over.ended ?? ((...fact) => recorder.ended(...fact)),
    failed: over.failed ?? ((...fact) => recorder.failed(...fact)),
    waited: over.waited ?? ((...fact) => recorder.waited(...fact)),
    level: over.level ?? ((...fact) => recorder.level(...fact)),
    counted: over.counted ?? ((...fact) => recorder.counted(...fact)),
  }
}

/** True once, at the n-th time of asking. */
function once(n: number): () => boolean {
  let asked = 0
  return () => ++asked === n
}

describe('the laws of conservation', () => {
  it('hold in every toy world, drained or cut, overloaded or not', () => {
    const toys = fc.record({
      seed: fc.nat(1_000_000),
      arrivalsPerSecond: fc.integer({ min: 1, max: 500 }),
      instances: fc.integer({ min: 1, max: 3 }),
      slots: fc.integer({ min: 1, max: 3 }),
      queueLimit: fc.constantFrom(0, 2, 1000),
      failing: fc.constantFrom(0, 0.1),
      drain: fc.boolean(),
    })
    fc.assert(
      fc.property(toys, fc.constantFrom(0, 123_456_789), (toy, from) => {
        const { summary, end } = recordToy({ ...toy, seconds: 1 }, { from })
        const judged = judgeConservation(summary, { ...end, answersEarly: false })
        expect(judged.filter(({ ok }) => !ok)).toEqual([])
        // The toy has no policies, so nothing can be said of attempts.
        const silent = judged.filter(({ evaluated }) => evaluated === 0).map(({ name }) => name)
        expect(silent).toEqual(['attempts-have-causes'])
      }),
      { seed: 20260809, numRuns: 60 },
    )
  })

  it('catch an answer that is told twice', () => {
    const twice = once(50)
    const tampered = brokenLaws((recorder) =>
      through(recorder, {
        ended: (...fact) => {
          recorder.ended(...fact)
          if (fact[0] === 0 && twice()) recorder.ended(...fact)
        },
      }),
    )
    expect(tampered).toContain('calls-conserved')
  })

  it('catch a request that is lost without a word', () => {
    const lost = once(50)
    const tampered = brokenLaws((recorder) =>
      through(recorder, {
        ended: (...fact) => {
          if (fact[0] !== 0 || !lost()) recorder.ended(...fact)
        },
      }),
    )
    expect(tampered).toEqual(['unfinished-agree'])
  })

  it('catch a world that counts wrongly itself', () => {
    expect(brokenLaws((recorder) => recorder, { unfinished: 1 })).toEqual(['unfinished-agree'])
  })

  it('catch a latency whose parts leave out a microsecond', () => {
    const tampered = brokenLaws((recorder) =>
      through(recorder, {
        ended: (series, now, start, outcome, parts, base) => {
          const short = parts.slice()
          short[base + 1] = Math.max(0, (parts[base + 1] ?? 0) - 1000)
          recorder.ended(series, now, start, outcome, short, base)
        },
      }),
    )
    expect(tampered).toEqual(['blame-adds-up'])
  })

  it.each([
    ['a request that comes', 0, 1],
    ['a request that goes', 1, 0],
  ])('catch %s and is forgotten by the level', (_, from, to) => {
    const forget = (recorder: Recorder): Probe => {
      const now = once(20)
      let before = 0
      return through(recorder, {
        level: (...fact) => {
          const forgotten = fact[0] === 0 && before === from && fact[2] === to && now()
          if (fact[0] === 0) before = fact[2]
          if (!forgotten) recorder.level(...fact)
        },
      })
    }
    expect(brokenLaws(forget)).toEqual(['littles-law'])
    // Where operations answer early, instances do hold more than their visits, but never less.
    expect(brokenLaws(forget, { answersEarly: true })).toEqual(to > from ? ['littles-law'] : [])
  })

  it('catch more cores at work than there are', () => {
    const tampered = brokenLaws((recorder) =>
      through(recorder, { level: (level, now, value) => recorder.level(level, now, level === 2 ? value * 2 : value) }),
    )
    expect(tampered).toEqual(['levels-within-capacity'])
  })

  it('catch a level that is no whole number', () => {
    const tampered = brokenLaws((recorder) =>
      through(recorder, { level: (level, now, value) => recorder.level(level, now, level === 2 ? -value : value) }),
    )
    expect(tampered).toContain('levels-cover-time')
  })

  it('catch a visit that the instance forgets while it is there', () => {
    const tampered = brokenLaws((recorder) =>
      through(recorder, {
        level: (level, now, value) => {
          recorder.level(level, now, level === 0 ? Math.max(0, value - 1) : value)
        },
      }),
    )
    expect(tampered).toContain('littles-law')
  })

  it('catch waiting requests that are not in the system', () => {
    const last = OPTIONS.seconds * 1e9
    const recorder = new Recorder(toyCatalogue(OPTIONS), { from: 0, to: last })
    recorder.level(1, 10, 3)
    const broken = judgeConservation(recorder.summary(last), { unfinished: 0, answersEarly: false }).filter(
      ({ ok }) => !ok,
    )
    expect(broken.map(({ name, breach }) => [name, breach])).toEqual([
      ['queue-within-system', 'visit shop 0: 3 wait, but only 0 are in the system'],
    ])
  })
})
