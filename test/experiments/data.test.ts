import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import { runScenario, type ScenarioRun } from '../../src/experiments/run-scenario.ts'
import { writeJson } from '../../src/report/json.ts'
import { resultJsonSchema } from '../../src/report/result-schema.ts'
import { summaryText } from '../../src/report/summary.ts'
import type { ExpectationDocument } from '../../src/scenarios/schema/expect.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { prepared } from './tiny-scenario.ts'

/** Buyers who read, think and write back, and the same with an update that the store does in one go. */
function shop(...expected: readonly ExpectationDocument[]): ScenarioDocument {
  const inApplication = [
    { read: 'stock', key: 'sku' },
    { io: '5ms' },
    { write: 'stock', key: 'sku', set: 'read - 1' },
  ] as const
  const look = [{ read: 'stock', key: 'sku' }] as const
  return {
    name: 'stock',
    run: { duration: '1s', warmup: '100ms', seed: 3, replications: 4 },
    app: {
      shop: {
        owns: { stock: { keys: 5, initial: 500 } },
        operations: { buy: { steps: [...inApplication] }, look: [...look] },
      },
    },
    workload: {
      users: {
        arrivals: 'poisson(200/s)',
        session: 'sku',
        mix: { 'shop.buy': '50%', 'shop.look': '50%' },
        inputs: { sku: 'uniform of 5' },
      },
    },
    variants: {
      'in-application': {},
      'in-store': {
        app: { shop: { operations: { buy: { steps: [{ update: 'stock', key: 'sku', add: -1 }] } } } },
      },
    },
    expect: expected,
  }
}

const run = (scenario: ScenarioDocument): Promise<ScenarioRun> => runScenario(prepared(scenario), { replay: 'orrery' })
const plain = run(shop())

function checksOf({ variants }: RunDocument, source: string): Record<string, string> {
  const all = Object.values(variants).flatMap(({ checks }) => checks.filter((check) => check.source === source))
  return Object.fromEntries(all.map((check) => [`${check.variant}: ${check.name}`, check.verdict]))
}

describe('a run with data', () => {
  const thresholds = ['consistency.stock.lostUpdates == 0', 'consistency.stock.staleReads.share < 2%']
  const invariants: readonly ExpectationDocument[] = [
    'stock-never-negative',
    { linearizable: 'stock' },
    { invariant: 'no-lost-update: stock' },
    { staleness: 'stock < 1s' },
    { in: 'in-store', that: 'no-lost-write: stock' },
  ]
  const judged = run(shop(...thresholds, ...invariants))

  test('finds the lost updates of one variant, none in the other, and says in how many writes it looked', async () => {
    const { document } = await judged
    const [bad, good] = ['in-application', 'in-store'].map((name) => document.variants[name]?.consistency['stock'])
    expect(bad?.lostUpdates?.value).toBeGreaterThan(5)
    expect(bad?.checked.lostUpdates?.value).toBeGreaterThan(70)
    // An update in the store rests on the version that it replaces.
    expect(good?.lostUpdates?.value).toBe(0)
    expect(good?.checked.lostUpdates?.value).toBeGreaterThan(70)
    expect(good?.staleReads.share?.value).toBe(0)
    expect(good?.reads?.value).toBeGreaterThan(70)
    expect(checksOf(document, 'expectation')).toEqual({
      'in-application: consistency.stock.lostUpdates == 0': 'fail',
      'in-store: consistency.stock.lostUpdates == 0': 'pass',
      'in-application: consistency.stock.staleReads.share < 2%': 'pass',
      'in-store: consistency.stock.staleReads.share < 2%': 'pass',
    })
  })

  test('watches invariants in every variant they are about, and keeps what led to the first violation', async () => {
    const { document } = await judged
    expect(checksOf(document, 'invariant')).toEqual({
      'in-application: stock-never-negative': 'pass',
      'in-application: linearizable: stock': 'pass',
      'in-application: no-lost-update: stock': 'fail',
      'in-application: staleness: stock < 1s': 'pass',
      'in-store: stock-never-negative': 'pass',
      'in-store: linearizable: stock': 'pass',
      'in-store: no-lost-update: stock': 'pass',
      'in-store: staleness: stock < 1s': 'pass',
      'in-store: no-lost-write: stock': 'pass',
    })
    expect(document.verdict).toBe('fail')
    const broken = document.variants['in-application']?.checks.find(
      (check) => check.source === 'invariant' && !check.ok,
    )
    expect(broken).toMatchObject({ replication: 0, story: [{ deed: 'wrote' }, { deed: 'wrote' }, { deed: 'wrote' }] })
  })

  test('has the fingerprints of one in which nothing is watched', async () => {
    const [without, watched] = [await plain, await judged]
    expect(watched.fingerprints).toEqual(without.fingerprints)
  })

  test('fits the schema of results, and tells anomalies with their stories', async () => {
    const { document } = await judged
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(resultJsonSchema())
    expect(validate(JSON.parse(writeJson(document))), JSON.stringify(validate.errors)).toBe(true)
    const text = summaryText(document, 'compact')
    expect(text).toMatch(/stock +lost updates +[\d.]+ \[.*\] a replication, of [\d,]+ checked/)
    expect(text).toMatch(/users #\d+, session \d, shop\.buy +wrote stock\[\d\] = \d+ \(version \d+\) at \S+-db\/0/)
    expect(text).toMatch(/data {6}no anomaly in \d+ reads a replication/)
  })

  test('compares the variants by anomalies', async () => {
    const { comparison } = (await plain).document
    expect(comparison.map(({ metric }) => metric)).toContain('consistency.stock.staleReads.share')
  })
})

describe('a function as an invariant', () => {
  const low = (most: number) => ({
    invariant: `nothing below ${most}`,
    check: ({ records }: { readonly records: Readonly<Record<string, { readonly values: readonly number[] }>> }) =>
      (records['stock']?.values ?? []).every((value) => value >= most) || `a value below ${most}`,
    every: '10ms',
  })

  test('is asked in every replication, and changes nothing', async () => {
    const { document, fingerprints } = await run(shop(low(0), low(490)))
    expect(checksOf(document, 'invariant')).toEqual({
      'in-application: nothing below 0': 'pass',
      'in-application: nothing below 490': 'fail',
      'in-store: nothing below 0': 'pass',
      'in-store: nothing below 490': 'fail',
    })
    const [first] = document.variants['in-store']?.checks ?? []
    expect(first?.evaluated).toBeGreaterThan(4 * 70)
    expect(fingerprints).toEqual((await plain).fingerprints)
  })
})

describe('an invariant about what is not there', () => {
  test.each([
    ['shops-never-negative', 'there is no record "shops"'],
    [{ serializable: 'main' }, 'there is no store "main"'],
    [{ invariant: 'mine', check: 'function 0' as never }, 'the check of "mine" is no function'],
  ])('is a mistake before the run: %j', (written, message) => {
    expect(() => prepared(shop(written))).toThrow(message)
  })
})
