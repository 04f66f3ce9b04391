import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildAlias, sampleAlias } from '../../../src/sim/kernel/alias.ts'
import { Scripted } from './support/draws.ts'

test('the columns of an alias table give back every weight', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), (given) => {
      const { cuts, aliases } = buildAlias(Float64Array.from(given))
      const shares = new Float64Array(given.length)
      cuts.forEach((cut, i) => {
        shares[i] = (shares[i] ?? 0) + cut / given.length
        const alias = aliases[i] ?? i
        shares[alias] = (shares[alias] ?? 0) + (1 - cut) / given.length
      })
      const total = given.reduce((a, b) => a + b, 0)
      given.forEach((weight, i) => {
        expect(Math.abs((shares[i] ?? 0) - weight / total)).toBeLessThan(1e-13)
      })
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('the first word picks the column and what is left of it picks the side', () => {
  const { cuts, aliases } = buildAlias(Float64Array.from([3, 1]))
  const at = (u: number): number => sampleAlias(cuts, aliases, new Scripted([Math.floor(u * 2 ** 32), 0]))
  expect([at(0), at(0.49), at(0.51), at(0.74), at(0.76), at(0.99)]).toEqual([0, 0, 1, 1, 0, 0])
})
