import { describe, expect, it } from 'vitest'
import { WARM_UP_WINDOWS, warmUpOf } from '../../src/metrics/warm-up.ts'
import { recordToy } from './tools/record-toy.ts'

function warmUp(load: number, seconds: number): ReturnType<typeof warmUpOf> {
  // One M/M/1 queue with services of 50 ms, from empty.
  const toy = { instances: 1, arrivalsPerSecond: 20 * load, serviceMs: 50, seconds }
  const summaries = Array.from({ length: 8 }, (_, seed) => {
    return recordToy({ ...toy, seed }, { from: 0, windows: WARM_UP_WINDOWS }).summary
  })
  return warmUpOf(summaries)
}

describe('the warm-up of a run', () => {
  it('is short where a queue that starts empty soon forgets it', () => {
    const { until, conclusive } = warmUp(0.5, 100)
    expect(conclusive).toBe(true)
    expect(until).toBeLessThan(10e9)
  })

  it('is found to be missing where the queue only grows', () => {
    expect(warmUp(1.5, 50).conclusive).toBe(false)
  })

  it('is unknown of no run', () => {
    expect(warmUpOf([])).toEqual({ until: 0, conclusive: false })
  })
})
