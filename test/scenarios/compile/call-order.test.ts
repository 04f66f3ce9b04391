import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calleesFirst } from '../../../src/scenarios/compile/call-order.ts'
import { planOf } from './compiling.ts'
import { randomScenario } from './random-scenario.ts'

test('the order of calls has every program once, and what is called before what calls it', () => {
  fc.assert(
    fc.property(randomScenario, (written) => {
      const plan = planOf(written)
      const order = calleesFirst(plan)
      expect(order.toSorted((left, right) => left - right)).toEqual(plan.programs.map((_, index) => index))
      const place = new Map(order.map((program, index) => [program, index]))
      plan.programs.forEach(({ steps }, caller) => {
        const called = steps.flatMap((step) => [...(step.program < 0 ? [] : [step.program]), ...step.branches])
        for (const callee of called) expect(place.get(callee) ?? 0).toBeLessThan(place.get(caller) ?? 0)
      })
    }),
    { seed: 10, numRuns: 30 },
  )
})

test('a circle of calls and a chain of 20,000 have an order, too', () => {
  const operations = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [
      `o${index}`,
      [{ choose: [{ share: '50%', do: [{ call: `o${(index + 1) % 20_000}` }] }] }],
    ]),
  )
  const plan = planOf({ app: { m: { operations } }, workload: { w: { arrivals: 'poisson(1/s)', call: 'm.o0' } } })
  expect(new Set(calleesFirst(plan)).size).toBe(20_000)
})
