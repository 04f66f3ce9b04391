import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dmathTable } from '../../golden/dmath-table.ts'
import { firstDraws } from '../../golden/first-draws.ts'

/**
 * The tables may look arbitrary, but they may not change: every seed and replay command ever printed depends on them. A
 * change that is meant needs a line under "Replay" in CHANGELOG.md; then `node test/golden/write.mjs` writes them anew.
 */
function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../golden/${name}`, import.meta.url), 'utf8'))
}

describe('the golden tables', () => {
  test('hold the first draws of every kind of stream and law', () => {
    expect(golden('draws.json')).toEqual({ note: expect.any(String) as string, draws: firstDraws() })
  })

  test('hold the bits of the elementary functions, and the hash of a million calls', () => {
    expect(golden('dmath.json')).toEqual({ note: expect.any(String) as string, ...dmathTable() })
  })
})
