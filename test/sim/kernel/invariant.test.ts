import { describe, expect, test } from 'vitest'
import { invariant, SimulationBug, unreachable } from '../../../src/sim/kernel/invariant.ts'

describe('an invariant', () => {
  test('lets a true condition pass and stops on a false one as a bug of the simulator', () => {
    const held: unknown = invariant(true, 'held')
    expect(held).toBe(undefined)
    expect(() => invariant(Number.isNaN(0), 'zero is a number')).toThrow(new SimulationBug('zero is a number'))
  })

  test('a bug says where it happened, as far as that is known', () => {
    const bug = new SimulationBug('lost', { time: 5, component: 'web/2', fingerprint: '00ff' })
    expect([bug.name, bug.message, bug.time, bug.component, bug.fingerprint]).toEqual([
      'SimulationBug',
      'lost',
      5,
      'web/2',
      '00ff',
    ])
    expect(new SimulationBug('lost').time).toBe(undefined)
    expect(bug).toBeInstanceOf(Error)
  })

  test('a place that cannot be reached names the value that got there', () => {
    // The cast stands for data that the compiler was wrong about.
    expect(() => unreachable('purple' as never)).toThrow('unreachable: purple')
  })
})
