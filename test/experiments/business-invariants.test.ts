import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import { resultJsonSchema } from '../../src/report/result-schema.ts'
import { summaryText } from '../../src/report/summary.ts'
import { ORDERS } from './orders.ts'
import { prepared } from './tiny-scenario.ts'

describe('invariants of messages and business transactions in a run', () => {
  let document: RunDocument
  beforeAll(async () => {
    document = (await runScenario(prepared(ORDERS), { jobs: 1, replay: 'orrery run orders.yaml --seed 3' })).document
  })

  const checks = (variant: string) =>
    (document.variants[variant]?.checks ?? []).flatMap((check) => (check.source === 'invariant' ? [check] : []))

  test('hold where the variant keeps them, and fail where it does not', () => {
    const verdicts = (variant: string) => checks(variant).map(({ name, verdict }) => `${verdict} ${name}`)
    expect(verdicts('dual')).toEqual([
      'pass charged-at-most-once (at-most-once: payments.charge)',
      'fail every-order-settles (settles: place-order within 2s)',
      'fail saga-atomic: place-order',
      'pass no-lost-message: order.placed',
      'pass handled-once: order.placed -> mailer',
      'pass conserved: stock + sold',
      'fail conserved: stock',
      'fail implies: payments.charge -> orders.create within 1s',
      'pass implies: orders.create -> mailer.on-order-placed within 1min',
    ])
    expect(verdicts('saga')).toEqual([
      'fail charged-at-most-once (at-most-once: payments.charge)',
      'pass every-order-settles (settles: place-order within 2s)',
      'fail saga-atomic: place-order',
      'pass no-lost-message: order.placed',
      'pass handled-once: order.placed -> mailer',
      'pass conserved: stock + sold',
      'fail conserved: stock',
      'pass implies: payments.charge -> orders.create within 1s',
      'pass implies: orders.create -> mailer.on-order-placed within 1min',
    ])
  })

  test('are each held against many cases', () => {
    for (const { name, evaluated } of [...checks('dual'), ...checks('saga')]) {
      expect(evaluated, name).toBeGreaterThan(200)
    }
  })

  test('tell with the first violation what led to it, and the command that tells all of it', () => {
    for (const { verdict, story, explain } of [...checks('dual'), ...checks('saga')]) {
      expect(story.length > 0).toBe(verdict === 'fail')
      expect(explain !== null).toBe(verdict === 'fail')
    }
    const charged = checks('saga')[0]
    expect(charged?.explain).toMatch(
      /^orrery explain orders\.yaml --seed 3 --variant saga --only \d+ --transaction 'place-order#\d+'$/,
    )
    const text = summaryText(document, 'compact')
    expect(text).toContain(`the whole story: ${charged?.explain}`)
    expect(text).toMatch(/place-order #\d+ {2}payments\.charge: did the work \(2\.\) at payments\/0/)
  })

  test('give a result of the published schema', () => {
    const validate = new Ajv2020({ strict: false }).compile(resultJsonSchema())
    expect(validate(JSON.parse(JSON.stringify(document))), JSON.stringify(validate.errors)).toBe(true)
  })

  test('change no fingerprint', async () => {
    const without = await runScenario(prepared({ ...ORDERS, expect: [] }), { jobs: 1, replay: '' })
    for (const [name, { fingerprint }] of Object.entries(document.variants)) {
      expect(without.document.variants[name]?.fingerprint).toBe(fingerprint)
    }
  })
})
