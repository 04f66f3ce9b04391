import { describe, expect, it } from 'vitest'
import { NOT_YET } from '../../../../src/sim/data/sql/serial.ts'
import { Serializable } from '../../../../src/sim/data/sql/serializable.ts'

describe('what is known of serializable transactions', () => {
  it('is forgotten when nobody runs who was beside them', () => {
    const all = new Serializable()
    const oldest = all.begin(0)
    all.read(oldest, 1)
    for (let commit = 1; commit <= 100; commit++) {
      const one = all.begin(commit - 1)
      all.read(one, commit % 7)
      all.write(one, commit % 5)
      if (all.prepare(one)) all.rolledBack(one)
      else all.committed(one, commit)
      all.prune(0)
    }
    expect(all.size).toBeGreaterThan(50)
    all.rolledBack(oldest)
    all.prune(NOT_YET)
    expect(all.size).toBe(0)
  })
})
