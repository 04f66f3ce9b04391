import { describe, expect, it } from 'vitest'
import { isJsonList, isJsonMap, type Json, type JsonMap } from '../../src/scenarios/json.ts'
import { scenarioJsonSchema } from '../../src/scenarios/json-schema.ts'
import { LAYER_ORDER } from '../../src/scenarios/policy.ts'
import type { Document } from './city.ts'
import { policyOptions } from './policy-options.ts'
import { watch } from './watch.ts'

/**
 * A shop whose payments have a bad day: a third fails, some are slow, one instance fails always and stands still for a
 * while, one is slow. `words` are about the calls between them, or about the queue and the balancer of the payments.
 */
function badDay({ queue, balance, throttled, unsafe, ...policy }: Document): Document {
  return {
    name: 'bad-day',
    run: { duration: '3s', warmup: '0s', drain: '2s', seed: 5, replications: 1 },
    app: {
      shop: { operations: { buy: [{ cpu: '1ms' }, { call: 'pay.charge' }], instead: [{ cpu: '1ms' }] } },
      pay: {
        operations: {
          charge: {
            steps: [{ cpu: 'exp(4ms)' }, { io: 'exp(25ms)' }, { fail: '5%', as: 'declined' }],
            idempotent: unsafe === undefined,
          },
        },
      },
    },
    deploy: {
      shop: { instances: 2 },
      pay: { instances: 3, runtime: 'threads(1)', queue: queue ?? {}, balance: balance ?? {} },
    },
    workload: {
      users: {
        arrivals: 'poisson(70/s)',
        mix: { 'shop.buy': '70%', 'pay.charge': '30%' },
        priorities: { 'pay.charge': 1 },
        deadline: { after: '300ms', propagate: true },
      },
    },
    policies: [
      { on: '* -> *', timeout: '100ms' },
      { on: policy['at'] === 'server' ? '* -> pay' : 'shop -> pay', ...policy },
    ],
    faults: [
      ...(throttled === undefined
        ? [{ errors: 'pay.charge', share: '33%' }]
        : [{ throttle: 'pay.charge', limit: '2/s', burst: 1, 'retry-after': '20ms' }]),
      { errors: 'pay.charge', instances: [0], at: '1s' },
      { pause: 'pay', instances: [1], at: '1500ms', for: '400ms' },
      { slow: 'pay', factor: 5, 'health-checks': true, instances: [2], at: '2500ms', for: '400ms' },
    ],
  }
}

const known = new Map<string, number>()
function digestOf(words: Document): number {
  const text = JSON.stringify(words)
  const digest = known.get(text) ?? watch(badDay(words)).digest
  known.set(text, digest)
  return digest
}

describe('an option of a policy', () => {
  it.each(policyOptions)('changes the run: $name', ({ one, other }) => {
    expect(digestOf(other), `${JSON.stringify(one)} and ${JSON.stringify(other)}`).not.toBe(digestOf(one))
  })

  it.each(LAYER_ORDER)('that is a %s does something where nothing else is', (kind) => {
    const alone = policyOptions.filter(({ one, other }) => Object.keys(one).length === 0 && kind in other)
    expect(alone.length).toBe(1)
  })

  it('of a policy, a queue or a balancer that the language has is tried', () => {
    const schema = scenarioJsonSchema()
    const unit = propertiesWith('balance', schema)
    const policy = { properties: propertiesWith('total-timeout', schema) }
    const keys = [policy, unit['queue'], unit['balance']].flatMap(keysBelow)
    const tried = new Set(policyOptions.flatMap(({ one, other }) => [...keysOf(one), ...keysOf(other)]))
    expect(keys.length).toBeGreaterThan(50)
    expect(keys.filter((key) => key !== 'on' && !tried.has(key))).toEqual([])
  })
})

/** All keys of a value. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(keysOf)
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}

/** Names of the properties that a schema describes, at any depth. */
function keysBelow(schema: Json | undefined): readonly string[] {
  if (isJsonList(schema)) return schema.flatMap(keysBelow)
  if (!isJsonMap(schema)) return []
  const { properties } = schema
  const own = isJsonMap(properties) ? Object.keys(properties) : []
  return [...own, ...Object.values(schema).flatMap(keysBelow)]
}

/** The first map of properties that has this one. */
function propertiesWith(name: string, schema: Json | undefined): JsonMap {
  if (!isJsonMap(schema)) return {}
  const { properties } = schema
  if (isJsonMap(properties) && name in properties) return properties
  const found = Object.values(schema).map((inner) => propertiesWith(name, inner))
  return found.find((map) => name in map) ?? {}
}
