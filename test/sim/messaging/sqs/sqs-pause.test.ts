import { describe, expect, it } from 'vitest'
import { run, town } from '../post-office.ts'

const QUIET = { wait: '0s', visibility: '12h', duplicates: '0%' }
/** A receive goes there and back, 1 ms each way. */
const ROUND = 2

/** How long messages that come rarely wait for a consumer that handles them in no time, ms. */
function waits(pause: string | undefined, duration: string, load: string): readonly number[] {
  const consumer = pause === undefined ? {} : { pause }
  const { facts } = run(town({ broker: { kind: 'sqs' }, run: { duration }, load, handler: [], event: QUIET, consumer }))
  const stored = new Map(facts.of('stored').map(({ message, at }) => [message, at]))
  return facts.of('delivered').map(({ message, at }) => (at - (stored.get(message) ?? 0)) / 1e6)
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('a consumer of a queue whose receives do not wait', () => {
  it.each([
    ['of a second, unless said', undefined, 1000],
    ['as said', '300ms', 300],
  ])('looks again after a pause %s: no message waits longer', (_, pause, ms) => {
    const all = waits(pause, '10min', 'poisson(1/s)')
    expect(all.length).toBeGreaterThan(500)
    expect(Math.max(...all)).toBeLessThanOrEqual(ms + 2 * ROUND)
    expect(Math.max(...all)).toBeGreaterThan(0.95 * ms)
  })

  it('lets a message wait for what is left of a pause: E[V²] / 2 E[V] of its law', () => {
    // 4,000 waits of standard deviation 1 s or less: one run in a million is 8 % off by chance.
    const all = waits('exp(1s)', '4000s', 'poisson(1/s)')
    expect(Math.abs(mean(all) - 1000 - ROUND) / 1000).toBeLessThan(0.08)
  })

  it('cannot have a pause of no time', () => {
    expect(() => waits('0s', '1s', 'poisson(1/s)')).toThrow(/more than 0/)
  })
})
