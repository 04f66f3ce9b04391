import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectsOnce } from '../../../src/checks/histories/effects/effects-once.ts'
import { LOG_LAWS } from '../../../src/checks/histories/logs/log-history.ts'
import { logLaws } from '../../../src/checks/histories/logs/log-laws.ts'
import { queueLaws } from '../../../src/checks/histories/queues/queue-laws.ts'
import { sagaAtomic } from '../../../src/checks/histories/sagas/saga-atomic.ts'
import { brokenEffects, brokenLogs, brokenQueue, brokenSagas } from '../tools/brute-business.ts'
import { effectEvents } from '../tools/effect-notation.ts'
import { logHistory } from '../tools/log-notation.ts'
import { queueHistory } from '../tools/queue-notation.ts'
import { often, runs } from '../tools/runs.ts'
import { sagaEvents, sagaLegs } from '../tools/saga-notation.ts'

/** Random histories in a notation: some tokens in some order. */
function texts(tokens: readonly string[], maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...tokens), { minLength: 1, maxLength }).map((some) => some.join(' '))
}

/** How often each verdict came; a test that has seen only one of them has tested little. */
class Verdicts {
  readonly #counts = new Map<string, number>()
  readonly rules: Set<string> = new Set()

  note(verdict: string, broken: Iterable<string>, place: 0 | 1): void {
    this.#counts.set(verdict, (this.#counts.get(verdict) ?? 0) + 1)
    for (const one of broken) this.rules.add(one.split(' ')[place] ?? '')
  }

  least(): number {
    return Math.min(this.#counts.get('ok') ?? 0, this.#counts.get('violated') ?? 0)
  }
}

describe('the judge of effects', () => {
  it.each(['at-most-once', 'at-least-once', 'exactly-once'] as const)('agrees with the definition: %s', (promise) => {
    const verdicts = new Verdicts()
    const tokens = ['?a', '?b', '+a', '+b', '-a', '=a', 'ok:a', 'ok:b', 'fail:a', 'info:a']
    fc.assert(
      fc.property(texts(tokens, 6), fc.constantFrom('', '?a ?b '), (text, asked) => {
        const events = effectEvents(asked + text)
        const broken = brokenEffects(events, promise)
        const judged = effectsOnce({ events }, promise, { keep: 99 })
        expect(new Set(judged.findings.map(({ key, rule }) => `${key} ${rule}`))).toEqual(broken)
        expect(judged.violations).toBe(broken.size)
        verdicts.note(judged.verdict, broken, 1)
      }),
      { seed: 20261120, numRuns: runs(2500) },
    )
    expect(verdicts.least()).toBeGreaterThan(often(100))
  })
})

describe('the judge of queues', () => {
  it('agrees with the definition', () => {
    const verdicts = new Verdicts()
    const tokens = ['p1k', 'p1k', 'p2k', 'p2k', 'p3', 'c1', 'c2', 'd1', 'd2', 'r1', 'h1', 'h2', 's1', 'D2', 'x1', 'h3']
    fc.assert(
      fc.property(texts(tokens, 10), fc.subarray(['1', '2', '3']), (text, left) => {
        const history = queueHistory(`${text} | ${left.join(' ')}`)
        const broken = brokenQueue(history)
        const judged = queueLaws(history, { keep: 99 })
        expect(new Set(judged.findings.map(({ key, law }) => `${key} ${law}`))).toEqual(broken)
        expect(judged.violations).toBe(broken.size)
        verdicts.note(judged.verdict, broken, 1)
      }),
      { seed: 20261121, numRuns: runs(4000) },
    )
    expect(verdicts.least()).toBeGreaterThan(often(200))
    expect(verdicts.rules.size).toBe(5)
  })
})

describe('the judge of sagas', () => {
  it.each(['x y<x z<y', 'x y<x z<x', 'x y<x*', 'x- y<x z<y', 'x*- y<x'])('agrees with the definition: %s', (shape) => {
    const verdicts = new Verdicts()
    const legs = sagaLegs(shape)
    const names = legs.map(({ name }) => name)
    const tokens = ['.', 't1', 'e1', 'e1', 'e2', 'b2', 'd2x', ...names.flatMap((leg) => [`d1${leg}`, `c1${leg}`])]
    const undos = names.flatMap((leg) => [`u1${leg}`, `u2${leg}`, `d1${leg}`])
    const order = fc.nat(4)
    fc.assert(
      fc.property(texts([...tokens, ...undos], 9), order, order, (text, late, heal) => {
        const [events, until] = [sagaEvents(`b1 ${text}`), (text.split(' ').length + 1) * 10]
        const frame = { until, healed: heal * 10 }
        const within = (late + 2) * 15
        const broken = brokenSagas(events, legs, { ...frame, within })
        const judged = sagaAtomic({ ...frame, legs, events }, { within, keep: 99 })
        expect(new Set(judged.findings.map(({ key, rule }) => `${key} ${rule}`))).toEqual(broken)
        expect(judged.violations).toBe(broken.size)
        verdicts.note(judged.verdict, broken, 1)
      }),
      { seed: 20261122, numRuns: runs(1500) },
    )
    expect(verdicts.least()).toBeGreaterThan(often(20))
  })
})

const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(1, 2, 3, 4, 9), fc.nat(4)), {
  maxLength: 3,
  selector: ([value]) => value,
})

/** Each value is sent once; where it went is often as a log would have it, in the order of the list. */
const operations = fc
  .array(
    fc.record({
      session: fc.constantFrom('a', 'b', 'c'),
      key: fc.constantFrom('x', 'x', 'x', 'y'),
      kind: fc.constantFrom('send', 'send', 'poll', 'poll', 'poll', 'assign'),
      outcome: fc.constantFrom('', '', '', '', '', '!', '?'),
      entries,
      offset: fc.constantFrom(null, 0, 0, 0, 1),
      more: fc.constantFrom(0, 0, 1),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((list) => {
    let value = 0
    return list
      .map(({ session, key, kind, outcome, entries: seen, offset, more }) => {
        if (kind === 'assign') return `${session}.=${key}`
        const poll = (): string => `p${key}${seen.map(([what, at]) => `${what}@${at}`).join(',')}`
        const send = (): string => `s${key}${++value}${offset === null ? '' : `@${Math.max(0, value - 1 - offset)}`}`
        const steps = kind === 'send' ? [send(), ...(more === 1 ? [send()] : [])] : [poll(), ...(more ? [send()] : [])]
        return `${session}.${steps.join('+')}${outcome}`
      })
      .join(' ')
  })

describe('the judge of logs', () => {
  it('agrees with the definition', () => {
    const verdicts = new Verdicts()
    fc.assert(
      fc.property(operations, fc.constantFrom('', '', 'x0', 'x1', 'drained', 'x1 drained'), (text, rest) => {
        const history = logHistory(`${text} | ${rest}`)
        const broken = brokenLogs(history)
        const judged = logLaws(history, { keep: 99 })
        expect(judged.findings.map(({ key, law }) => `${law} ${key}`).toSorted()).toEqual(broken)
        expect(judged.violations).toBe(broken.length)
        verdicts.note(judged.verdict, broken, 0)
      }),
      { seed: 20261123, numRuns: runs(6000) },
    )
    expect(verdicts.least()).toBeGreaterThan(often(200))
    expect([...verdicts.rules].toSorted()).toEqual(LOG_LAWS.toSorted())
  })
})
