import { describe, expect, it } from 'vitest'
import { resolveDocument } from '../../src/scenarios/resolve-document.ts'

const base = {
  name: 'one',
  app: { shop: { operations: { a: [{ cpu: '1ms' }] } } },
  workload: { w: { arrivals: 'poisson(1/s)', call: 'shop.a' } },
}

describe('a variant whose change breaks what it is merged with', () => {
  it('is a mistake of the variant, at the part of it that is nearest, and no variant less', () => {
    const change = { app: { shop: { operations: { a: { idempotent: false } } } } }
    const { problems, variants } = resolveDocument({ ...base, variants: { fine: {}, broken: change } })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code: 'S102', severity: 'error', variant: 'broken' })
    expect(problems[0]?.path).toEqual(['variants', 'broken', 'app', 'shop', 'operations', 'a'])
    expect([...variants.keys()]).toEqual(['fine'])
  })

  it('is not told once more where the base has the same mistake', () => {
    const app = { shop: { operations: { a: { idempotent: false } } } }
    const { problems } = resolveDocument({ ...base, app, variants: { other: { deploy: { shop: { instances: 2 } } } } })
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['S102', ['app', 'shop', 'operations', 'a', 'steps']],
    ])
  })
})
