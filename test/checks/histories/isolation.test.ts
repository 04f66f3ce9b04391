import { describe, expect, it } from 'vitest'
import { isolation } from '../../../src/checks/histories/isolation/isolation.ts'
import { transactions } from '../tools/transaction-notation.ts'

describe('isolation', () => {
  it.each([
    ['G0', 'w1(x1) w2(x2) w2(y1) c2 w1(y2) c1', []],
    ['G1a', 'w1(x1) a1 r2(x1) r2(y0) w3(y1) c2 c3', ['read-uncommitted']],
    ['G1b', 'w1(x1) w1(x2) c1 r2(x1) c2', ['read-uncommitted']],
    ['G1c', 'w1(x1) w2(x2) w2(y1) c2 r1(y1) c1', ['read-uncommitted']],
    ['dirty-read', 'w1(x1) r2(x1) c1 c2', ['read-uncommitted']],
    ['G-single', 'r1(x0) w2(x1) w2(y1) c2 r1(y1) c1', ['read-uncommitted', 'read-committed']],
    ['lost-update', 'r1(x0) r2(x0) w1(x1) c1 w2(x2) c2', ['read-uncommitted', 'read-committed']],
    ['non-repeatable-read', 'r1(x0) w2(x1) c2 r1(x1) c1', ['read-uncommitted', 'read-committed']],
    ['phantom', 'q1(P0) w2(y1;P1) c2 q1(P1) c1', ['read-uncommitted', 'read-committed', 'repeatable-read']],
    ['G2-item', 'r1(x0) r1(y0) r2(x0) r2(y0) w1(x1) w2(y1) c1 c2', ['read-uncommitted', 'read-committed', 'snapshot']],
    [
      'G2',
      'q1(P0) q2(P0) w1(y1;P1) w2(z1;P2) c1 c2',
      ['read-uncommitted', 'read-committed', 'repeatable-read', 'snapshot'],
    ],
    [
      'nothing',
      'w1(x1) c1 r2(x1) c2',
      ['read-uncommitted', 'read-committed', 'repeatable-read', 'snapshot', 'serializable'],
    ],
  ] as const)('%s leaves what it leaves possible', (_anomaly, text, possible) => {
    const levels = ['read-uncommitted', 'read-committed', 'repeatable-read', 'snapshot', 'serializable'] as const
    expect(isolation(transactions(text)).possible).toEqual(possible)
    const ok = levels.filter((level) => isolation(transactions(text), { level }).verdict === 'ok')
    expect(ok).toEqual(possible)
  })

  it('tells the cycle', () => {
    const told = (text: string): string => isolation(transactions(text)).sentence
    expect(told('w1(x1) w2(x2) w2(y1) c2 w1(y2) c1')).toBe(
      'dirty write (G0): T2 overwrote x after T1; T1 overwrote y after T2',
    )
    expect(told('r1(x0) w2(x1) w2(y1) c2 r1(y1) c1')).toBe(
      'read skew (G-single): T2 overwrote x that T1 had read; T1 read y from T2',
    )
    expect(told('q1(P0) w2(y1;P1) c2 q1(P1) c1')).toBe(
      'phantom: T2 changed what "P" finds after T1 had looked; T1 saw T2 change what "P" finds',
    )
  })

  it('tells what one read or write shows', () => {
    const told = (text: string, level: 'read-committed' | 'serializable' = 'read-committed'): string =>
      isolation(transactions(text), { level }).sentence
    expect(told('w1(x1) a1 r2(x1) c2')).toBe('aborted read (G1a): T2 read version 1 of x from T1, which aborted')
    expect(told('w1(x1) w1(x2) c1 r2(x1) c2')).toBe(
      'intermediate read (G1b): T2 read version 1 of x from T1, which wrote it again',
    )
    expect(told('w1(y1;P1) q2(P1) c1 c2')).toBe(
      'dirty read: T2 read a change of what "P" finds from T1, which had not ended',
    )
    expect(told('r1(x0) r2(x0) w1(x1) c1 w2(x2) c2', 'serializable')).toBe(
      'lost update: T2 read version 0 of x and replaced version 1 by T1',
    )
    const changed = isolation(transactions('r1(x0) w2(x1) c2 r1(x1) c1'))
    expect(changed.sentence).toBe('non-repeatable read: T1 read x twice and saw version 0, then 1')
    expect(changed.findings[0]).toMatchObject({ key: 'x', evidence: [{ id: 'T2' }, { id: 'T1' }], cycle: [] })
  })

  it('says on what a cycle is only if all of it is on one record', () => {
    const on = (text: string): string | null | undefined => isolation(transactions(text)).findings.at(-1)?.key
    expect(on('r1(x0) r2(x0) w1(x1) c1 w2(x2) c2')).toBe('x')
    expect(on('r1(x0) w2(x1) w2(y1) c2 r1(y1) c1')).toBe(null)
  })

  it('takes a version without a writer for one from before the history', () => {
    const judged = isolation(transactions('r1(x7) w2(x8) c2 r1(x8) c1'))
    expect(judged.anomalies.map(({ anomaly }) => anomaly)).toEqual(['non-repeatable-read', 'G-single'])
  })

  it('counts all cases and keeps as many as it is told', () => {
    const text = Array.from({ length: 8 }, (_, id) => `r${id}(x0) r${id}(x1)`).join(' ')
    const commits = Array.from({ length: 8 }, (_, id) => `c${id}`).join(' ')
    const judged = isolation(transactions(`${text} w9(x1) c9 ${commits}`), { keep: 3 })
    expect(judged.anomalies.map(({ anomaly, count, findings }) => [anomaly, count, findings.length])).toEqual([
      ['dirty-read', 8, 3],
      ['non-repeatable-read', 8, 3],
      ['G-single', 8, 3],
    ])
    expect(judged.violations).toBe(24)
  })

  it('ends undecided when its steps are used up', () => {
    const skew = transactions('r1(x0) w2(x1) w2(y1) c2 r1(y1) c1')
    const judged = isolation(skew, { steps: 0 })
    expect(judged).toMatchObject({ verdict: 'inconclusive', sentence: 'not all cycles were looked at within 0 steps' })
    expect(isolation(skew, { steps: 100 }).verdict).toBe('violated')
  })

  it('refuses two writes of the same version', () => {
    expect(() => isolation(transactions('w1(x1) w2(x1) c1 c2'))).toThrow('two writes made the same version')
    expect(() => isolation(transactions('w1(x0) c1'))).toThrow('two writes made the same version')
  })
})
