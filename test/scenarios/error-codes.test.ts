import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../../src/scenarios/error-codes.ts'

const SOURCE = fileURLToPath(new URL('../../src/scenarios/', import.meta.url))
const CODE = /'([SL]\d{3})'/g

/** Codes that the source mentions outside the registry. */
function codesInSource(): Set<string> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  const sources = files.filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.tmp.ts') && !file.startsWith('error-codes'),
  )
  const codes = sources.flatMap((file) => [...readFileSync(`${SOURCE}${file}`, 'utf8').matchAll(CODE)])
  return new Set(codes.map(([, code = '']) => code))
}

describe('the registry of error codes', () => {
  it('has every code that is used, and only those', () => {
    expect(Object.keys(ERROR_CODES).toSorted()).toEqual([...codesInSource()].toSorted())
  })

  it('explains every code in sentences, under a title of its own', () => {
    const titles = Object.values(ERROR_CODES).map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
    for (const [code, { title, explanation }] of Object.entries(ERROR_CODES)) {
      expect(title, code).toMatch(/^[A-Za-z][^.]{4,60}$/)
      expect(explanation, code).toMatch(/^[A-Z"-].{30,}\.$/)
    }
  })
})
