import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FewPlaces } from '../../src/sim/few-places.ts'

const commands = fc.array(fc.tuple(fc.constantFrom('set', 'set', 'delete'), fc.nat(14), fc.nat(9)), {
  maxLength: 60,
  size: 'max',
})

test('FewPlaces has what a Map has, in the same order, beyond the few as well', () => {
  let many = 0
  fc.assert(
    fc.property(fc.nat(14), commands, (place, steps) => {
      const places = new FewPlaces(place, -1)
      const model = new Map([[place, -1]])
      for (const [what, at, value] of steps) {
        if (what === 'set') {
          places.set(at, value)
          model.set(at, value)
        } else {
          places.delete(at)
          model.delete(at)
        }
      }
      const all = Array.from({ length: places.size }, (_, i) => [places.placeAt(i), places.valueAt(i)])
      expect(all).toEqual([...model])
      for (let at = 0; at <= 14; at++) {
        expect(places.get(at)).toBe(model.get(at))
        expect(places.has(at)).toBe(model.has(at))
      }
      if (model.size > 8) many++
    }),
    { seed: 1, numRuns: 500 },
  )
  expect(many).toBeGreaterThan(50)
})
