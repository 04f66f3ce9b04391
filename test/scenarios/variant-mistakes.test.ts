import { describe, expect, it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
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

describe('a mistake that all variants share, in a part that none but variants write', () => {
  it('is shown where the first variant has it, not at the beginning of the file', () => {
    const text = [
      'name: two-ways',
      'app:',
      '  shop:',
      '    operations:',
      '      order: [{ transaction: purchase, steps: [{ call: shop.pay }] }]',
      '      pay: [{ cpu: 1ms }]',
      'workload: { w: { arrivals: poisson(1/s), call: shop.order } }',
      'variants:',
      '  quick:',
      '    transactions: { purchasse: saga }',
      '  slow:',
      '    transactions: { purchasse: saga }',
    ].join('\n')
    const loaded = loadScenario({ kind: 'yaml', file: 'two.yaml', text })
    const { problems } = loaded.ok ? prepareScenario(loaded.source) : loaded
    expect(problems.filter(({ code }) => code === 'S333').map(({ span }) => span?.start.line)).toEqual([10])
  })
})
