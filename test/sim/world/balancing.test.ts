import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BalancePlan } from '../../../src/sim/plan.ts'
import { chiSquare, chiSquareUniform } from '../kernel/support/statistics.ts'
import { balancer, instancesWith, pickFrom } from './balancers.ts'
import { listed } from './law.ts'
import { at, MS, type UnitSpec } from './plans.ts'
import { simulate } from './simulate.ts'
import { call, io } from './steps.ts'

/** Every p-value of this file must exceed this. There are 14, so a faultless balancer fails once in 70,000 versions. */
const FALSE_ALARM = 1e-6
const PICKS = 20_000

/** How often each instance is picked while nothing changes. */
function countPicks(plan: Partial<BalancePlan>, outstanding: readonly number[]): readonly number[] {
  const instances = instancesWith(outstanding)
  const one = balancer(plan, instances)
  const counts = outstanding.map(() => 0)
  for (let i = 0; i < PICKS; i++) {
    const position = instances.indexOf(pickFrom(one))
    counts[position] = (counts[position] as number) + 1
  }
  return counts
}

describe('balancing', () => {
  it('in turn gives every instance the same', () => {
    const instances = instancesWith([9, 0, 4])
    const one = balancer({ policy: 'round-robin' }, instances)
    const picked = Array.from({ length: 7 }, () => instances.indexOf(pickFrom(one)))
    expect(picked).toEqual([0, 1, 2, 0, 1, 2, 0])
  })

  it('at random gives every instance the same in the long run, however busy it is', () => {
    expect(chiSquareUniform(countPicks({ policy: 'random' }, [0, 7, 3, 1, 0]))).toBeGreaterThan(FALSE_ALARM)
  })

  it('by weight gives shares in proportion, and nothing to a weight of 0', () => {
    const counts = countPicks({ policy: 'weighted', weights: [1, 0, 3, 0.5, 0] }, [5, 0, 5, 5, 0])
    expect([counts[1], counts[4]]).toEqual([0, 0])
    const expected = [1, 3, 0.5].map((weight) => (PICKS * weight) / 4.5)
    expect(chiSquare([counts[0] ?? 0, counts[2] ?? 0, counts[3] ?? 0], expected)).toBeGreaterThan(FALSE_ALARM)
  })

  it('by outstanding requests always picks one that has fewest', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }), (outstanding) => {
        const instances = instancesWith(outstanding)
        const one = balancer({ policy: 'least-outstanding' }, instances)
        for (let i = 0; i < 20; i++) {
          const fewest = Math.min(...instances.map((each) => each.outstanding))
          const picked = pickFrom(one)
          expect(picked.outstanding).toBe(fewest)
          one.sent(picked)
        }
      }),
      { seed: 2030, numRuns: 100 },
    )
  })

  it.each([[[0, 0, 0, 0]], [[2, 1, 1, 5, 1]], [[1, 3, 3, 1]]])(
    'by outstanding requests is fair among those that have fewest (%j)',
    (outstanding) => {
      const counts = countPicks({ policy: 'least-outstanding' }, outstanding)
      const fewest = Math.min(...outstanding)
      expect(counts.filter((count, i) => outstanding[i] !== fewest && count > 0)).toEqual([])
      expect(chiSquareUniform(counts.filter((_, i) => outstanding[i] === fewest))).toBeGreaterThan(FALSE_ALARM)
    },
  )

  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)

  it.each([1, 2, 3, 4])('by power of %i choices gives each rank its probability, with and without replacement', (d) => {
    const outstanding = [30, 10, 40, 0, 20]
    const n = outstanding.length
    const worse = outstanding.map((count) => outstanding.filter((other) => other > count).length)
    const without = worse.map((w) => (w >= d - 1 ? (PICKS * choose(w, d - 1)) / choose(n, d) : 0))
    const withReplacement = worse.map((w) => PICKS * (((w + 1) / n) ** d - (w / n) ** d))
    const policy = 'power-of-choices' as const
    const plain = countPicks({ policy, choices: d }, outstanding)
    // Without replacement those that d - 1 others cannot all be worse than are never picked.
    expect(plain.filter((count, i) => without[i] === 0 && count > 0)).toEqual([])
    expect(chiSquare(plain, without)).toBeGreaterThan(FALSE_ALARM)
    const replaced = countPicks({ policy, choices: d, replacement: true }, outstanding)
    expect(chiSquare(replaced, withReplacement)).toBeGreaterThan(FALSE_ALARM)
  })

  it('by power of as many choices as there are instances picks the best of all', () => {
    const counts = countPicks({ policy: 'power-of-choices', choices: 4 }, [3, 2, 1, 2])
    expect(counts).toEqual([0, 0, PICKS, 0])
  })

  it('by power of two choices is fair among equals', () => {
    expect(chiSquareUniform(countPicks({ policy: 'power-of-choices', choices: 2 }, [1, 1, 1]))).toBeGreaterThan(
      FALSE_ALARM,
    )
  })
})

/** Instances that the calls of two callers went to, in the order of the calls; each call lasts for `io` ms. */
function route(balance: UnitSpec['balance'], calls: readonly (readonly [caller: 'a' | 'b', at: number])[]): string {
  const { log } = simulate({
    units: { a: {}, b: {}, db: { instances: 3, balance: balance ?? {} } },
    operations: { 'a.get': [call('db.read')], 'b.get': [call('db.read')], 'db.read': [io(listed([40 * MS, 5 * MS]))] },
    workloads: Object.fromEntries(
      (['a', 'b'] as const).map((caller) => [
        `to-${caller}`,
        {
          calls: `${caller}.get`,
          arrivals: at(...calls.filter(([who]) => who === caller).map(([, time]) => time * MS)),
        },
      ]),
    ),
  })
  const visits = [0, 1, 2].flatMap((i) => log.visits(`db/${i}`).map(({ start }) => ({ start, i })))
  return visits
    .toSorted((x, y) => x.start - y.start)
    .map(({ i }) => i)
    .join('')
}

describe('a balancer', () => {
  const calls = [
    ['a', 0],
    ['b', 1],
    ['a', 2],
    ['b', 3],
    ['a', 4],
  ] as const

  it('that is shared takes turns over the calls of all callers', () => {
    expect(route({ policy: 'round-robin', scope: 'shared' }, calls)).toBe('01201')
  })

  it('of a client takes turns over its own calls only', () => {
    expect(route({ policy: 'round-robin', scope: 'client' }, calls)).toBe('00112')
  })

  // Three calls at a time, each while the ones before it go on: five rounds, 100 ms apart.
  const rounds = (callers: readonly ('a' | 'b')[]): readonly (readonly ['a' | 'b', number])[] =>
    [0, 100, 200, 300, 400].flatMap((round) => callers.map((caller, i) => [caller, round + i] as const))
  /** Rounds in which no instance got two calls. */
  const apart = (scope: 'shared' | 'client', callers: readonly ('a' | 'b')[]): number => {
    const path = route({ policy: 'least-outstanding', scope }, rounds(callers))
    return [0, 1, 2, 3, 4].filter((round) => new Set(path.slice(3 * round, 3 * round + 3)).size === 3).length
  }

  it('that is shared knows the requests of all callers', () => {
    expect([apart('shared', ['a', 'a', 'a']), apart('shared', ['a', 'b', 'a'])]).toEqual([5, 5])
  })

  it('of a client knows the requests of that client, and not of the others', () => {
    expect(apart('client', ['b', 'b', 'b'])).toBe(5)
    // Choices that know nothing of each other keep b apart from a in all five rounds once in 243 seeds.
    expect(apart('client', ['a', 'b', 'a'])).toBeLessThan(5)
  })
})

describe('requests outstanding', () => {
  it('are counted off with their answers', () => {
    const { log } = simulate({
      units: { db: { instances: 2, balance: { policy: 'least-outstanding' } } },
      operations: { 'db.read': [io(listed([40 * MS, 1 * MS]))] },
      workloads: { users: { calls: 'db.read', arrivals: at(0, 5 * MS, 10 * MS, 15 * MS, 20 * MS) } },
    })
    const visits = [log.visits('db/0').length, log.visits('db/1').length]
    expect(visits.toSorted((a, b) => a - b)).toEqual([1, 4])
  })

  it('end with the answer or with the timeout, and not with the work', () => {
    const { log } = simulate({
      units: { db: { instances: 2, balance: { policy: 'least-outstanding' } } },
      operations: { 'db.read': [io(listed([100 * MS, 8 * MS, 1 * MS]))] },
      edges: { 'users -> db': { timeout: 10 * MS } },
      workloads: { users: { calls: 'db.read', arrivals: at(0, 5 * MS, 9 * MS, 12 * MS) } },
    })
    // At 9 ms both have one request; at 12 ms the first has given up its slow one, which goes on.
    const first = log.visits('db/0').some(({ start }) => start === 0) ? 'db/0' : 'db/1'
    const other = first === 'db/0' ? 'db/1' : 'db/0'
    expect(log.visits(other).some(({ start }) => start === 5 * MS)).toBe(true)
    expect(log.visits(first).some(({ start }) => start === 12 * MS)).toBe(true)
  })
})
