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

test('a circle of 100,000 calls has an order, too, and takes no stack', () => {
  const size = 100_000
  const plan = planOf({
    app: { m: { operations: { o: [] } } },
    workload: { w: { arrivals: 'poisson(1/s)', call: 'm.o' } },
  })
  const [program] = plan.programs
  const [step] = program?.steps ?? []
  if (program === undefined || step === undefined) throw new Error('an operation has at least its end')
  const programs = Array.from({ length: size }, (_, index) => ({
    ...program,
    steps: [{ ...step, program: (index + 1) % size }],
  }))
  const order = calleesFirst({ ...plan, programs })
  expect([order.length, order.findIndex((each, index) => each !== size - 1 - index)]).toEqual([size, -1])
})
