import { describe, expect, it } from 'vitest'
import { simulate } from '../../src/testing/vitest.ts'
import { shipped, shippedNames } from './shipped.ts'

/** Too long for every `npm test`: the files as they are. */
describe('every shipped scenario', () => {
  it.each(shippedNames())('%s meets its own expectations as it is written', async (name) => {
    const { document } = await simulate(shipped(name))
    const checks = Object.values(document.variants).flatMap((variant) => variant.checks)
    const unmet = checks.filter(({ ok }) => !ok).map(({ name: check, variant }) => `${variant}: ${check}`)
    expect(unmet).toEqual([])
    expect(document.verdict).toBe('pass')
  })
})
