import { describe, expect, it } from 'vitest'
import { formulas } from './formulas.ts'
import { readReferenceCases } from './reference-cases.ts'

const references = readReferenceCases()
if (references === undefined) {
  console.warn(
    'The reference values are not beside this checkout: the formulas are checked against published values only.',
  )
}

/**
 * Relative agreement asked of a figure: the closed forms to 1e-6, those the references themselves computed on a grid
 * less.
 */
function agreement(id: string): number {
  if (id.startsWith('Q-MG1')) return 2e-3
  if (id.startsWith('RT-DJ')) return 2e-5
  return id.startsWith('LB-JSQ') ? 1e-7 : 1e-6
}

describe.skipIf(references === undefined)('every formula agrees with the independent reference values', () => {
  for (const [id, figuresOf] of Object.entries(formulas)) {
    it(id, () => {
      const expected = references?.get(id)?.expected ?? {}
      const figures = figuresOf()
      const shared = Object.keys(figures).filter((name) => name in expected)
      expect(shared.length).toBeGreaterThan(0)
      for (const name of shared) {
        const value = Number(expected[name])
        const error = Math.abs((figures[name] ?? Number.NaN) - value) / Math.max(Math.abs(value), 1e-12)
        expect(error, `${id} ${name}: ${figures[name]} against ${value}`).toBeLessThanOrEqual(agreement(id))
      }
    })
  }
})
