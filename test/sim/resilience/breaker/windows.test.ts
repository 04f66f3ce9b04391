import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OpossumWindow } from '../../../../src/sim/resilience/breaker/opossum-window.ts'
import { PollyWindow } from '../../../../src/sim/resilience/breaker/polly-window.ts'
import { Resilience4jCountWindow } from '../../../../src/sim/resilience/breaker/resilience4j-count-window.ts'
import { Resilience4jTimeWindow } from '../../../../src/sim/resilience/breaker/resilience4j-time-window.ts'
import { MS, SECOND } from './rules.ts'

interface Result {
  readonly at: number
  readonly failed: boolean
  readonly slow: boolean
}

/** Results at ascending times, ns, with pauses now and then. */
const results: fc.Arbitrary<readonly Result[]> = fc
  .array(
    fc.record({
      gap: fc.oneof({ weight: 5, arbitrary: fc.nat(60) }, { weight: 1, arbitrary: fc.nat(5000) }),
      failed: fc.boolean(),
      slow: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) => {
    let at = 0
    return list.map(({ gap, failed, slow }) => {
      at += gap * MS
      return { at, failed, slow }
    })
  })

const RUNS = { seed: 31, numRuns: 400 }

describe('the windows of breakers hold what a list of all results says', () => {
  it('opossum: the last buckets, counted from the creation', () => {
    fc.assert(
      fc.property(results, fc.integer({ min: 1, max: 12 }), fc.nat(999), (list, rollingCountBuckets, ms) => {
        const age = ms * MS
        const window = new OpossumWindow({ rollingCountTimeout: SECOND, rollingCountBuckets, age })
        const width = Math.floor(1000 / rollingCountBuckets) * MS
        const bucket = (at: number): number => Math.floor((at + age) / width)
        list.forEach(({ at, failed }, i) => {
          window.fired(at)
          if (failed) window.failed(at)
          const held = list.slice(0, i + 1).filter((one) => bucket(one.at) > bucket(at) - rollingCountBuckets)
          expect([window.fires, window.failures]).toEqual([held.length, held.filter((one) => one.failed).length])
        })
      }),
      RUNS,
    )
  })

  it('resilience4j, time: the seconds of the clock', () => {
    fc.assert(
      fc.property(results, fc.integer({ min: 1, max: 8 }), (list, size) => {
        const window = new Resilience4jTimeWindow(size)
        const second = (at: number): number => Math.floor(at / SECOND)
        list.forEach(({ at, failed, slow }, i) => {
          window.record(at, failed, slow)
          const held = list.slice(0, i + 1).filter((one) => second(one.at) > second(at) - size)
          expect([window.calls, window.failures, window.slow]).toEqual(counts(held))
        })
      }),
      RUNS,
    )
  })

  it('resilience4j, count: the last calls', () => {
    fc.assert(
      fc.property(results, fc.integer({ min: 1, max: 20 }), (list, size) => {
        const window = new Resilience4jCountWindow(size)
        list.forEach(({ at, failed, slow }, i) => {
          window.record(at, failed, slow)
          expect([window.calls, window.failures, window.slow]).toEqual(counts(list.slice(0, i + 1).slice(-size)))
        })
      }),
      RUNS,
    )
  })

  it('Polly: the sub-windows that began within the sampling duration', () => {
    fc.assert(
      fc.property(results, fc.integer({ min: 10, max: 3000 }), (list, ms) => {
        const window = new PollyWindow(ms * MS)
        const width = Math.floor((ms * MS) / 1000) * 100
        let start = Number.NEGATIVE_INFINITY
        const starts: number[] = []
        list.forEach(({ at, failed }, i) => {
          if (at - start >= width) start = at
          starts.push(start)
          if (failed) window.failed(at)
          else window.succeeded(at)
          const held = list.slice(0, i + 1).filter((_, k) => at - (starts[k] as number) < ms * MS)
          const failures = held.filter((one) => one.failed).length
          expect([window.successes, window.failures]).toEqual([held.length - failures, failures])
        })
      }),
      RUNS,
    )
  })
})

function counts(held: readonly Result[]): readonly number[] {
  return [held.length, held.filter(({ failed }) => failed).length, held.filter(({ slow }) => slow).length]
}
