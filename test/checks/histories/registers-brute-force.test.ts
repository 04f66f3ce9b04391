import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import { search } from '../../../src/checks/histories/linearizability/search.ts'
import { zoneTest } from '../../../src/checks/histories/linearizability/zones.ts'
import { effective, type Operation, type Value } from '../../../src/checks/histories/registers/operation.ts'
import { sequentiallyConsistent } from '../../../src/checks/histories/sequential/sequentially-consistent.ts'
import { isLinearizable, isSequential, isSequentialByVersions } from '../tools/brute-registers.ts'
import { type RandomRegisters, randomRegisters } from '../tools/random-registers.ts'
import { often, runs } from '../tools/runs.ts'

/** Compares on many random histories and says how many were good, so that a test that sees only one kind fails. */
function shareOfGood(
  options: RandomRegisters,
  seed: number,
  count: number,
  check: (operations: readonly Operation[], initial: Value) => boolean,
): number {
  const numRuns = runs(count)
  let good = 0
  fc.assert(
    fc.property(randomRegisters(options), fc.constantFrom(null, 1), (operations, initial) => {
      if (check(operations, initial)) good++
    }),
    { seed, numRuns },
  )
  return good / numRuns
}

const x = (initial: Value): ReadonlyMap<string, Value> => new Map([['x', initial]])

function observes(operations: readonly Operation[]): boolean {
  return operations.some(({ kind, outcome }) => outcome === 'ok' && kind !== 'write' && kind !== 'add')
}

describe('linearizability agrees with trying all orders', () => {
  const check = (operations: readonly Operation[], initial: Value): boolean => {
    const expected = isLinearizable(operations, x(initial))
    const judged = linearizable({ operations, initial })
    if (judged.verdict === 'inconclusive') {
      // Only where nothing was seen: then anything goes.
      expect({ observed: judged.observed, expected }).toEqual({ observed: 0, expected: true })
      return true
    }
    expect(judged.verdict).toBe(expected ? 'ok' : 'violated')
    expect(search(effective(operations), initial, 1e6).verdict).toBe(expected ? 'ok' : 'violated')
    const evidence = judged.findings[0]?.evidence
    if (evidence !== undefined) expect(isLinearizable(evidence, x(initial))).toBe(false)
    return expected
  }

  it('where each write has a value of its own, by zones and by search', () => {
    const options = { maxLength: 7, kinds: 'wwrrr', values: 7, unique: true, span: 8 }
    const good = shareOfGood(options, 20261121, 6000, (operations, initial) => {
      const zones = zoneTest({ key: 'x', initial, operations: effective(operations) }, { steps: 0 })
      if (zones !== undefined) expect(zones === null).toBe(isLinearizable(operations, x(initial)))
      return check(operations, initial)
    })
    expect(good).toBeGreaterThan(0.1)
    expect(good).toBeLessThan(0.9)
  })

  it('where values come again', () => {
    const good = shareOfGood({ maxLength: 7, kinds: 'wwrr', values: 2 }, 20261122, 4000, check)
    expect(good).toBeGreaterThan(0.1)
    expect(good).toBeLessThan(0.9)
  })

  it('with compare-and-set and add', () => {
    const good = shareOfGood({ maxLength: 6, kinds: 'wrcn+', values: 2, span: 6 }, 20261123, 6000, check)
    expect(good).toBeGreaterThan(0.1)
    expect(good).toBeLessThan(0.9)
  })

  it('of counters', () => {
    const good = shareOfGood({ maxLength: 7, kinds: '+++r', values: 3, span: 5 }, 20261124, 4000, check)
    expect(good).toBeGreaterThan(0.1)
    expect(good).toBeLessThan(0.9)
  })

  it('whatever order is claimed', () => {
    const history = fc
      .record({
        operations: randomRegisters({ maxLength: 5, kinds: 'wwrc', values: 1, span: 6 }),
        order: fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 }),
      })
      .map(({ operations, order }) => operations.map((one, index): Operation => ({ ...one, order: order[index] ?? 0 })))
    let byWitness = 0
    fc.assert(
      fc.property(history, (operations) => {
        const { verdict, decidedBy } = linearizable({ operations })
        byWitness += decidedBy.witness
        if (verdict === 'inconclusive') return
        expect(verdict).toBe(isLinearizable(operations, new Map()) ? 'ok' : 'violated')
      }),
      { seed: 20261125, numRuns: runs(4000) },
    )
    expect(byWitness).toBeGreaterThan(often(400))
  })

  it('key by key', () => {
    const options = { maxLength: 6, kinds: 'wrr', values: 2, keys: ['x', 'y'], span: 8 }
    fc.assert(
      fc.property(randomRegisters(options), (operations) => {
        const { verdict } = linearizable({ operations })
        if (verdict !== 'inconclusive') expect(verdict === 'ok').toBe(isLinearizable(operations, new Map()))
      }),
      { seed: 20261126, numRuns: runs(3000) },
    )
  })
})

describe('sequential consistency agrees with trying all orders', () => {
  it('by search', () => {
    let good = 0
    const options = { maxLength: 7, kinds: 'wwrrc', values: 2, keys: ['x', 'y'], inTurn: true }
    fc.assert(
      fc.property(randomRegisters(options), (operations) => {
        const expected = isSequential(operations, new Map())
        const judged = sequentiallyConsistent({ operations })
        if (expected) good++
        if (!observes(operations)) return
        expect(judged.verdict).toBe(expected ? 'ok' : 'violated')
        const evidence = judged.findings[0]?.evidence
        if (evidence !== undefined) expect(isSequential(evidence, new Map())).toBe(false)
      }),
      { seed: 20261127, numRuns: runs(5000) },
    )
    expect(good).toBeGreaterThan(often(500))
    expect(good).toBeLessThan(4500)
  })

  it('by versions', () => {
    const history = fc
      .record({
        operations: randomRegisters({ maxLength: 7, kinds: 'wwrrr', values: 2, keys: ['x', 'y'], inTurn: true }),
        order: fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: 7 }),
        seen: fc.array(fc.nat(3), { minLength: 7, maxLength: 7 }),
      })
      .map(({ operations, order, seen }) => withVersions(operations, order, seen))
    let good = 0
    fc.assert(
      fc.property(history, (operations) => {
        const expected = isSequentialByVersions(operations)
        if (expected) good++
        const judged = sequentiallyConsistent({ operations })
        if (judged.verdict === 'inconclusive') expect(judged.observed).toBe(0)
        else expect({ verdict: judged.verdict, by: judged.decidedBy }).toEqual(verdictBy(expected))
      }),
      { seed: 20261128, numRuns: runs(5000) },
    )
    expect(good).toBeGreaterThan(often(500))
    expect(good).toBeLessThan(4500)
  })

  it('and follows from linearizability', () => {
    const options = { maxLength: 8, kinds: 'wwrr', values: 2, keys: ['x', 'y'], inTurn: true }
    let both = 0
    fc.assert(
      fc.property(randomRegisters(options), (operations) => {
        if (linearizable({ operations }).verdict !== 'ok') return
        both++
        expect(sequentiallyConsistent({ operations }).verdict).toBe('ok')
      }),
      { seed: 20261129, numRuns: runs(3000) },
    )
    expect(both).toBeGreaterThan(often(200))
  })
})

function verdictBy(good: boolean): { verdict: string; by: string } {
  return { verdict: good ? 'ok' : 'violated', by: 'versions' }
}

/** Numbers the writes of each key in a random order, and lets reads see versions that there may or may not be. */
function withVersions(
  operations: readonly Operation[],
  order: readonly number[],
  seen: readonly number[],
): readonly Operation[] {
  return operations.map((one, index): Operation => {
    if (one.kind === 'read') return { ...one, version: seen[index] ?? 0 }
    const older = operations.filter(
      (other, place) => other.kind === 'write' && other.key === one.key && (order[place] ?? 0) <= (order[index] ?? 0),
    )
    return { ...one, version: older.length }
  })
}
