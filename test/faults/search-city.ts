import fc from 'fast-check'
import { expect } from 'vitest'
import { runReplication } from '../../src/experiments/once.ts'
import type { PreparedVariant } from '../../src/experiments/prepare.ts'
import { expectDrained, simulatePlan } from '../sim/world/simulate.ts'
import { city, type Document } from './city.ts'
import { pairs } from './pairs.ts'
import { policyOptions } from './policy-options.ts'
import { prepared } from './watch.ts'

/** What the policies of the sweep say that holds between any two units. */
const words: readonly Document[] = policyOptions
  .flatMap(({ one, other }) => [one, other])
  .filter((each) => !['queue', 'balance', 'throttled', 'unsafe'].some((key) => key in each))
  .filter((each) => !JSON.stringify(each).includes('shop.instead'))

const QUEUES: readonly unknown[] = policyOptions.flatMap(({ other: { queue } }) => (queue === undefined ? [] : [queue]))

const times = fc
  .tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 1500 }))
  .map(([at, lasts]) => ({ at: `${at}ms`, for: `${lasts}ms` }))

const fault = fc.tuple(fc.constantFrom(...pairs.map((pair) => pair.fault)), times).map(([what, when]): Document => {
  const { at, for: lasts } = when
  return 'for' in what ? { ...what, at, for: lasts } : { ...what, at }
})

const policy = fc
  .tuple(fc.constantFrom(...words), fc.constantFrom('gate -> shared', 'gate -> *', '* -> orders-db', '* -> *'))
  .map(([said, on]): Document => ({ on: said['at'] === 'server' ? on.replace('gate ->', '* ->') : on, ...said }))

/** The city with some faults of the sweep at other times, some more policies, and another queue at each unit. */
const cities: fc.Arbitrary<Document> = fc
  .tuple(
    fc.array(fault, { minLength: 1, maxLength: 5 }),
    fc.array(policy, { maxLength: 3 }),
    fc.array(fc.constantFrom({}, ...QUEUES), { minLength: 1, maxLength: 3 }),
  )
  .map(([faults, policies, queues]) => {
    const deploy = Object.entries(city['deploy'] as Readonly<Record<string, Document>>).map(
      ([name, unit], index): readonly [string, Document] => [name, { ...unit, queue: queues[index % queues.length] }],
    )
    const said = city['policies'] as readonly Document[]
    return { ...city, faults, policies: [...said, ...policies], deploy: Object.fromEntries(deploy) }
  })

/**
 * Runs random cities to their rest, where nothing may be left of any request, and to a random moment, where the laws of
 * the product must hold. Returns how many of them were scenarios without a contradiction.
 */
export function searchCities(options: { readonly seed: number; readonly cases: number }): number {
  let accepted = 0
  fc.assert(
    fc.property(cities, fc.integer({ min: 1, max: 4000 }), (document, stop) => {
      const plan = variantOf(document)?.plan
      if (plan === undefined) return
      accepted++
      expectDrained(simulatePlan({ ...plan, drain: 60e9 }))
      const stopped = { ...plan, drain: 0, duration: stop * 1e6 }
      expect(runReplication(stopped, { seed: '1', replication: 0, from: 0 }).laws.length).toBeGreaterThan(5)
    }),
    { seed: options.seed, numRuns: options.cases },
  )
  return accepted
}

/** `undefined` for a document that contradicts itself, for example two policies at once. */
function variantOf(document: Document): PreparedVariant | undefined {
  try {
    return prepared(document)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
