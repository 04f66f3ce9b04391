import { describe, expect, it } from 'vitest'
import { HealthBoard } from '../../../src/sim/services/health-board.ts'

/** Whether instance 1 of 3 is in after each check: `+` is a good one, `-` a bad one. */
function states(checks: string, options: { readonly unhealthy: number; readonly healthy: number }): string {
  const board = new HealthBoard({ interval: 1, timeout: 1, takes: 0, ...options }, 3)
  const after = Array.from(checks, (check) => {
    board.checked(1, check === '+')
    expect([board.healthy(0), board.healthy(2)]).toEqual([true, true])
    return board.healthy(1) ? 'i' : 'o'
  })
  return after.join('')
}

describe('health checks', () => {
  it('take an instance out after so many bad ones in a row', () => {
    expect(states('--+---', { unhealthy: 3, healthy: 2 })).toBe('iiiiio')
  })

  it('bring it back after so many good ones in a row', () => {
    expect(states('-+-++', { unhealthy: 1, healthy: 2 })).toBe('ooooi')
  })

  it('begin to count anew with every change', () => {
    expect(states('--++--++', { unhealthy: 2, healthy: 2 })).toBe('iooiiooi')
  })

  it('change the version only when somebody goes out or comes back', () => {
    const board = new HealthBoard({ interval: 1, timeout: 1, takes: 0, unhealthy: 2, healthy: 1 }, 1)
    const versions = [false, true, false, false, false, true, true].map((good) => {
      board.checked(0, good)
      return board.version
    })
    expect(versions).toEqual([0, 0, 0, 1, 1, 2, 2])
  })
})
