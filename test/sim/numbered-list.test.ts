import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumberedList } from '../../src/sim/numbered-list.ts'

const commands = fc.array(fc.tuple(fc.constantFrom('set', 'set', 'delete', 'clear'), fc.nat(30), fc.nat(9)), {
  maxLength: 120,
  size: 'max',
})

test('NumberedList has what a Map has, in the same order', () => {
  let cleared = 0
  fc.assert(
    fc.property(commands, (steps) => {
      const list = new NumberedList<number>()
      const model = new Map<number, number>()
      for (const [what, number, value] of steps) {
        if (what === 'set') {
          list.set(number, value)
          model.set(number, value)
        } else if (what === 'delete') expect(list.delete(number)).toBe(model.delete(number))
        else if (value === 0) {
          cleared += model.size > 0 ? 1 : 0
          list.clear()
          model.clear()
        }
        expect(list.size).toBe(model.size)
        expect(list.get(number)).toBe(model.get(number))
      }
      expect(list.values()).toEqual([...model.values()])
    }),
    { seed: 1, numRuns: 100 },
  )
  expect(cleared).toBeGreaterThan(20)
})

test('values taken out of a list stay, whatever becomes of it', () => {
  const list = new NumberedList<string>()
  list.set(7, 'a')
  list.set(3, 'b')
  const values = list.values()
  for (const value of values) if (value === 'a') list.delete(3)
  expect(values).toEqual(['a', 'b'])
  expect(list.values()).toEqual(['a'])
})
