import { describe, expect, it } from 'vitest'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import type { Operation } from '../../../src/checks/histories/registers/operation.ts'
import { sequentiallyConsistent } from '../../../src/checks/histories/sequential/sequentially-consistent.ts'
import { linearizabilityPairs } from '../corpora/linearizability.ts'
import { registerHistory } from '../tools/register-notation.ts'

const read = (...lines: readonly string[]): { operations: readonly Operation[] } => ({
  operations: registerHistory(lines),
})

describe('linearizability', () => {
  it('is decided by the recorded order, by zones or by search, whichever comes first', () => {
    const decidedBy = (...lines: readonly string[]): object => linearizable(read(...lines)).decidedBy
    expect(decidedBy('a: w1@0-1#1 r1@2-3#2')).toEqual({ witness: 1, zones: 0, search: 0 })
    expect(decidedBy('a: w1@0-1#2 r1@2-3#1')).toEqual({ witness: 0, zones: 1, search: 0 })
    expect(decidedBy('a: w1@0-1 r1@2-3')).toEqual({ witness: 0, zones: 1, search: 0 })
    expect(decidedBy('a: w1@0-1 w1@2-3 r1@4-5')).toEqual({ witness: 0, zones: 0, search: 1 })
    expect(decidedBy('a: x.w1@0-1#1 x.r1@2-3#2 y.c_>1@4-5 z.r_@6-7')).toEqual({ witness: 1, zones: 1, search: 1 })
  })

  it('takes an order from which only operations without an answer are missing', () => {
    const { decidedBy } = linearizable(read('a: w1@0-?', 'b: w2@0-1#1 r2@2-3#2'))
    expect(decidedBy).toEqual({ witness: 1, zones: 0, search: 0 })
    const applied = linearizable(read('a: w1@0-?#2', 'b: w2@0-1#1 r1@2-3#3'))
    expect({ by: applied.decidedBy.witness, verdict: applied.verdict }).toEqual({ by: 1, verdict: 'ok' })
  })

  it('takes an order in which what returns and what is called at the same instant stand either way', () => {
    expect(linearizable(read('a: w1@10-20#1', 'b: r1@0-10#2')).decidedBy.witness).toBe(1)
    expect(linearizable(read('a: w1@11-20#1', 'b: r1@0-10#2')).decidedBy.witness).toBe(0)
  })

  it('does not need unread values to be different', () => {
    expect(linearizable(read('a: w1@0-1 w1@2-3 w2@4-5 r2@6-7')).decidedBy.zones).toBe(1)
  })

  it('ends undecided when its steps are used up, and says what would help', () => {
    const busy = Array.from({ length: 12 }, (_, index) => `s${index}: +1@0-100 r${(index % 3) + 30}@200-300`)
    const history = { ...read(...busy), initial: 0 }
    const judged = linearizable(history, { stepsPerKey: 5 })
    expect(judged).toMatchObject({ verdict: 'inconclusive', violations: 0, decidedBy: { search: 1 } })
    expect(judged.sentence).toBe(
      'x: not decided within 5 steps (24 operations, up to 12 at once): give every write a value of its own, or ' +
        'record the order in which the store applied them',
    )
    expect(linearizable(history).verdict).toBe('violated')
  })

  it('condemns one key though another is undecided', () => {
    const lines = ['a: y.w1@0-1 y.r_@2-3', 'b: x.+1@0-9 x.r5@10-11', 'c: x.+1@0-9']
    expect(linearizable(read(...lines), { stepsPerKey: 0 })).toMatchObject({ verdict: 'violated', violations: 1 })
  })

  it('counts all bad keys and keeps as many findings as it is told', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => `s: ${key}.w1@0-1 ${key}.r_@2-3`)
    expect(linearizable(read(...lines))).toMatchObject({ violations: 7, findings: { length: 5 } })
    expect(linearizable(read(...lines), { keep: 2 }).findings.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('knows the initial values of single keys', () => {
    const { operations } = read('a: x.r1@0-1 y.r2@0-1 z.r_@0-1')
    const initials = [
      { key: 'x', value: 1 },
      { key: 'z', value: null },
    ]
    expect(linearizable({ operations, initial: 2, initials }).verdict).toBe('ok')
    expect(linearizable({ operations, initial: 2 }).findings.map(({ key }) => key)).toEqual(['x', 'z'])
  })

  it('tells what contradicts what', () => {
    const told = (...lines: readonly string[]): string => linearizable(read(...lines)).sentence
    expect(told('a: w1@0-10', 'b: r7@0-5')).toBe('b read 7 of x (0 ns to 5 ns), which nobody wrote')
    expect(told('b: r1@0-5', 'a: w1@1000-2500')).toBe(
      'b read 1 of x (0 ns to 5 ns) before it was written: a wrote 1 to x (1 us to 2.5 us)',
    )
    expect(told('a: w1@0-10', 'c: w2@20-30', 'b: r1@50-60')).toBe(
      'x must have held 1 from 10 ns to 50 ns without a break, and 2 at some time from 20 ns to 30 ns',
    )
    expect(told('a: w1@0-10', 'b: w2@0-10', 'c: r1@20-30 r2@40-50')).toBe(
      'x must have held 1 from 10 ns to 20 ns without a break, and 2 from 10 ns to 40 ns',
    )
    expect(told('a: w1@0-10', 'b: r_@20-30')).toBe(
      'x must have held nothing from the start to 20 ns without a break, and 1 at some time from 0 ns to 10 ns',
    )
    expect(told('a: c_>1@0-10', 'b: c_>2@20-30')).toBe(
      'no order of the operations on x explains their answers: b replaced nothing by 2 in x (20 ns to 30 ns)',
    )
    expect(told('a: w1@0-10!', 'b: n_>2@2000000-3000000000')).toBe(
      'no order of the operations on x explains their answers: b was refused to replace nothing by 2 in x (2 ms to ' +
        '3 s)',
    )
  })

  it('shows the last few where no shorter proof is found', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `a: c${index}>${index + 1}@${index * 10}-${index * 10 + 5}`)
    const judged = linearizable({ ...read(...lines, 'a: c5>6@900-901'), initial: 0 })
    expect(judged.findings[0]?.evidence).toHaveLength(12)
    expect(judged.sentence).toBe(
      'no order of the operations on x explains their answers (the last 12 of 21 are shown): a replaced 5 by 6 in x ' +
        '(900 ns to 901 ns)',
    )
  })

  it('is the same for histories that went through JSON', () => {
    for (const { bad, good, initial = null } of linearizabilityPairs) {
      for (const operations of [registerHistory(bad), registerHistory(good)]) {
        const copy = JSON.parse(JSON.stringify(operations)) as Operation[]
        const [first, second] = [linearizable({ operations, initial }), linearizable({ operations: copy, initial })]
        expect(second.verdict).toBe(first.verdict)
        expect(JSON.parse(JSON.stringify(second))).toEqual(JSON.parse(JSON.stringify(first)))
      }
    }
  })

  it('refuses an operation that returns before it is called', () => {
    expect(() => linearizable(read('a: r1@5-4'))).toThrow('an operation returns before it is called')
  })
})

describe('sequential consistency', () => {
  it('is decided by the recorded order, by versions or by search, whichever comes first', () => {
    const by = (...lines: readonly string[]): string | null => sequentiallyConsistent(read(...lines)).decidedBy
    expect(by('a: w1@0-1#1 r1@2-3#2')).toBe('witness')
    expect(by('a: w1@0-1#2v1 r1@2-3#1v1')).toBe('versions')
    expect(by('a: w1@0-1v1 r1@2-3v1')).toBe('versions')
    expect(by('a: w1@0-1v1 r1@2-3')).toBe('search')
    expect(by('a: w1@0-1v1', 'b: w2@0-1v1 r1@2-3v1')).toBe('search')
    expect(by('a: w1@0-1')).toBe(null)
  })

  it('does not judge a session that does two things at once', () => {
    const { verdict, sentence } = sequentiallyConsistent(read('a: w1@0-5 r1@4-6'))
    expect(verdict).toBe('inconclusive')
    expect(sentence).toBe(
      'a session did two things at once: a wrote 1 to x (0 ns to 5 ns), a read 1 of x (4 ns to 6 ns)',
    )
  })

  it('ends undecided when its steps are used up, and says what would help', () => {
    const busy = Array.from({ length: 6 }, (_, index) => `s${index}: +1@0-1 +1@2-3 r${index + 20}@4-5`)
    const judged = sequentiallyConsistent(read(...busy), { steps: 10 })
    expect(judged.verdict).toBe('inconclusive')
    expect(judged.sentence).toBe(
      'not decided within 10 steps (18 operations): record the versions, or the order in which the store applied its ' +
        'operations',
    )
    expect(sequentiallyConsistent(read(...busy)).verdict).toBe('violated')
  })

  it('tells what contradicts what', () => {
    const cycle = sequentiallyConsistent(read('a: x.w1@0-1v1 y.w1@2-3v1', 'b: y.r1@4-5v1 x.r_@6-7v0'))
    expect(cycle.sentence).toBe(
      'each of these must come before the next, and the last before the first: a wrote 1 to x (0 ns to 1 ns, version ' +
        '1); a wrote 1 to y (2 ns to 3 ns, version 1); b read 1 of y (4 ns to 5 ns, version 1); b read nothing of x ' +
        '(6 ns to 7 ns, version 0)',
    )
    expect(cycle.findings[0]?.key).toBe(null)
    const unwritten = sequentiallyConsistent(read('a: w1@0-1v1', 'b: r9@2-3v9'))
    expect(unwritten.sentence).toBe('b read 9 of x (2 ns to 3 ns, version 9), a version that nobody wrote')
    expect(unwritten.findings[0]?.key).toBe('x')
    const searched = sequentiallyConsistent(read('a: y.w3@0-1 w1@2-3 r_@4-5', 'b: y.r3@0-1'))
    expect(searched.sentence).toBe(
      'no order that keeps the order of each session explains: a wrote 1 to x (2 ns to 3 ns); a read nothing of x (4 ' +
        'ns to 5 ns)',
    )
  })

  it('shows what each session waits for where no shorter proof is found', () => {
    const chain = Array.from({ length: 15 }, (_, index) => `c${index}>${index + 1}@${index * 2}-${index * 2 + 1}`)
    const judged = sequentiallyConsistent({ ...read(`a: ${chain.join(' ')}`, 'b: c5>6@0-1'), initial: 0 })
    expect(judged.verdict).toBe('violated')
    expect(judged.findings[0]?.evidence.length).toBeLessThan(13)
  })
})
