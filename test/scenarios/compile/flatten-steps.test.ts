import { describe, expect, test } from 'vitest'
import { cumulativeShares } from '../../../src/scenarios/compile/flatten-steps.ts'
import { type Plan, type ProgramPlan, StepKind } from '../../../src/sim/plan.ts'
import { planOf, program } from './compiling.ts'

const KIND_NAMES = Object.keys(StepKind)

/** An app with one operation `m.o` of these steps, and an operation `m.p` it may call. */
function planWith(steps: readonly unknown[]): Plan {
  return planOf({
    app: { m: { operations: { o: steps, p: [{ cpu: '1ms' }] } } },
    workload: { w: { arrivals: 'poisson(1/s)', call: 'm.o' } },
  })
}

/** Steps as short texts: kind, path behind the program's name, and where a jump goes. */
function listing({ name, steps }: ProgramPlan): string[] {
  return steps.map(({ kind, path, targets }) => {
    const way = targets.length === 0 ? '' : ` -> ${targets.join(' ')}`
    return `${KIND_NAMES[kind]} ${path.slice(name.length)}${way}`
  })
}

describe('the steps of an operation', () => {
  test('become a flat list that ends with end', () => {
    const plan = planWith([
      { cpu: 'exp(1ms)' },
      { io: '2ms' },
      { call: 'p' },
      { send: 'm.p' },
      'respond',
      { fail: '5%' },
    ])
    expect(listing(program(plan, 'm.o'))).toEqual([
      'cpu [0]',
      'io [1]',
      'call [2]',
      'send [3]',
      'respond [4]',
      'fail [5]',
      'end .end',
    ])
  })

  test('an operation without steps only ends', () => {
    expect(listing(program(planWith([]), 'm.o'))).toEqual(['end .end'])
  })

  test('choose jumps to one of its bodies, each of which jumps behind the last', () => {
    const choose = {
      choose: [
        { share: '30%', do: [{ cpu: '1ms' }, { cpu: '2ms' }] },
        { share: '20%', do: [{ io: '1ms' }] },
      ],
    }
    const o = program(planWith([choose, { cpu: '9ms' }]), 'm.o')
    expect(listing(o)).toEqual([
      'choose [0] -> 1 4 6',
      'cpu [0].choose[0][0]',
      'cpu [0].choose[0][1]',
      'jump [0].choose[0].jump -> 6',
      'io [0].choose[1][0]',
      'jump [0].choose[1].jump -> 6',
      'cpu [1]',
      'end .end',
    ])
    expect(o.steps[0]?.cumulative).toEqual([0.3, 0.5, 1])
  })

  test('shares that fill the whole leave no way past the bodies', () => {
    const thirds = ['33.3%', '33.3%', '33.4%'].map((share) => ({ share, do: [{ cpu: '1ms' }] }))
    const o = program(planWith([{ choose: thirds }]), 'm.o')
    expect(o.steps[0]?.targets).toEqual([1, 3, 5])
    expect(o.steps[0]?.cumulative.at(-1)).toBe(1)
  })

  test('choose inside choose keeps its own jumps', () => {
    const inner = { choose: [{ share: '50%', do: [{ cpu: '1ms' }] }] }
    const o = program(planWith([{ choose: [{ share: '50%', do: [inner, { io: '1ms' }] }] }]), 'm.o')
    expect(listing(o)).toEqual([
      'choose [0] -> 1 6',
      'choose [0].choose[0][0] -> 2 4',
      'cpu [0].choose[0][0].choose[0][0]',
      'jump [0].choose[0][0].choose[0].jump -> 4',
      'io [0].choose[0][1]',
      'jump [0].choose[0].jump -> 6',
      'end .end',
    ])
  })

  test('the branches of parallel become programs named after their place', () => {
    const plan = planWith([{ parallel: [[{ cpu: '1ms' }], { call: 'p' }, []], need: 2 }])
    const step = program(plan, 'm.o').steps[0]
    expect(step?.branches.map((branch) => plan.programs[branch]?.name)).toEqual([
      'm.o[0].parallel[0]',
      'm.o[0].parallel[1]',
      'm.o[0].parallel[2]',
    ])
    expect(step?.need).toBe(2)
    expect(listing(program(plan, 'm.o[0].parallel[1]'))).toEqual(['call [0]', 'end .end'])
    expect(program(plan, 'm.o[0].parallel[0]')).toMatchObject({ operation: false, unit: 0 })
  })

  test('all needs every branch and any needs one', () => {
    const needOf = (need: string): number | undefined =>
      program(planWith([{ parallel: [{ cpu: '1ms' }, { cpu: '1ms' }, { cpu: '1ms' }], need }]), 'm.o').steps[0]?.need
    expect([needOf('all'), needOf('any')]).toEqual([3, 1])
  })

  test('the same steps many times at once are one program, named often', () => {
    const plan = planWith([{ parallel: { times: 100, do: [{ call: 'p' }] } }])
    const branches = program(plan, 'm.o').steps[0]?.branches ?? []
    expect(branches).toEqual(new Array(100).fill(plan.programs.findIndex(({ name }) => name === 'm.o[0].parallel')))
    expect(plan.programs.length).toBe(3)
  })

  test('the body of repeat becomes a program of its own, also inside another body', () => {
    const plan = planWith([{ repeat: '3', do: [{ repeat: 'uniform(1, 3)', do: [{ cpu: '1ms' }] }] }])
    const outer = program(plan, 'm.o').steps[0]
    const inner = program(plan, 'm.o[0].repeat').steps[0]
    expect([outer?.amount.mean, inner?.amount.mean]).toEqual([3, 2])
    expect(plan.programs[inner?.program ?? -1]?.name).toBe('m.o[0].repeat[0].repeat')
    expect(listing(program(plan, 'm.o[0].repeat[0].repeat'))).toEqual(['cpu [0]', 'end .end'])
  })
})

describe('shares added up', () => {
  test('end at exactly 1 when only rounding is missing', () => {
    expect(0.7 + 0.2 + 0.1).toBeLessThan(1)
    expect(cumulativeShares([0.7, 0.2, 0.1])).toEqual([0.7, 0.7 + 0.2, 1])
  })

  test('leave what is missing to an entry of its own', () => {
    expect(cumulativeShares([0.25, 0.5])).toEqual([0.25, 0.75, 1])
    expect(cumulativeShares([])).toEqual([1])
  })
})
