import { describe, expect, it } from 'vitest'
import { scenarioJsonSchema } from '../../src/scenarios/json-schema.ts'
import { city, type Document } from './city.ts'
import { faultOptions } from './fault-options.ts'
import { watch } from './watch.ts'

const OTHER = { id: 'other', latency: 'gate -> loop', add: '1ms', at: '1s', for: '300ms' }

/** Digest of a run of a city with this fault, and another that some wait for. */
const known = new Map<string, number>()
function digestOf(fault: Document, where: Document): number {
  const document = { ...where, faults: [OTHER, { id: 'it', ...fault }] }
  const text = JSON.stringify(document)
  const digest = known.get(text) ?? watch(document).digest
  known.set(text, digest)
  return digest
}

/** Keys of each kind of fault. */
function keysOfFaults(): readonly (readonly [kind: string, key: string])[] {
  const { definitions } = scenarioJsonSchema() as {
    definitions: { fault: { anyOf: readonly { properties: object }[] } }
  }
  return definitions.fault.anyOf.flatMap(({ properties }) => {
    const [kind = '', ...keys] = Object.keys(properties)
    return keys.map((key) => [kind, key] as const)
  })
}

/** Said once for all kinds; a name changes nothing but the name. */
const OF_ALL = ['id', 'disabled', 'at', 'for', 'until', 'every', 'jitter', 'after', 'when', 'flap']

describe('an option of a fault', () => {
  it.each(faultOptions)('changes the run: $option of $kind, $value', ({ fault, option, value, city: where = city }) => {
    expect(digestOf({ ...fault, [option]: value }, where)).not.toBe(digestOf(fault, where))
  })

  it('of every kind and name that the language has is tried', () => {
    const tried = new Set(faultOptions.map(({ kind, option }) => `${kind} ${option}`))
    const missing = keysOfFaults().filter(([kind, key]) => !OF_ALL.includes(key) && !tried.has(`${kind} ${key}`))
    expect(missing).toEqual([])
    const times = new Set(faultOptions.map(({ option }) => option))
    expect(OF_ALL.filter((key) => key !== 'id' && !times.has(key))).toEqual([])
  })
})
