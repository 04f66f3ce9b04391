import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { runScenario, type ScenarioRun } from '../../src/experiments/run-scenario.ts'
import { writeJson } from '../../src/report/json.ts'
import { resultJsonSchema } from '../../src/report/result-schema.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { faultyShop, REFUSING, SILENT, SLOW_STOCK } from './faulty-shop.ts'
import { prepared } from './tiny-scenario.ts'

function run(scenario: ScenarioDocument, ...set: readonly string[]): Promise<ScenarioRun> {
  return runScenario(prepared(scenario, ...set), { replay: '' })
}

describe('a run with a fault', () => {
  it('judges expectations during and after it, and its recovery', async () => {
    const { document } = await run(
      faultyShop(
        [SLOW_STOCK],
        [
          'recovers within 20s after slow-stock',
          'recovers within 1s',
          'shop.buy.availability < 90% during fault',
          'shop.look.availability >= 99% during slow-stock',
          'total.throughput < 80/s during slow-stock',
        ],
      ),
    )
    const checks = document.variants['default']?.checks.filter(({ source }) => source === 'expectation') ?? []
    expect(checks.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['recovers within 20s after slow-stock', 'pass'],
      ['recovers within 1s', 'fail'],
      ['shop.buy.availability < 90% during fault', 'pass'],
      ['shop.look.availability >= 99% during slow-stock', 'pass'],
      ['total.throughput < 80/s during slow-stock', 'pass'],
    ])
  })

  it('is compared with the same seeds without it, which are those of a scenario without faults', async () => {
    const { document } = await run(faultyShop([SLOW_STOCK]))
    const calm = await run(faultyShop([]))
    const variant = document.variants['default']
    expect(variant?.recovery?.verdict).toBe('recovered')
    const good = variant?.recovery?.timeline.controlGoodPerSecond ?? []
    const total = calm.document.variants['default']?.total
    expect(good.reduce((sum, rate) => sum + rate, 0) / 60).toBeCloseTo(total?.throughputPerSecond?.value ?? 0, 9)
    expect(calm.document.variants['default']).toMatchObject({ faults: [], recovery: null })
    expect(calm.document.silentFaults).toEqual([])
  })

  it('runs the same without a control, and then leaves out what only the control could tell', async () => {
    const compared = await run(faultyShop([SLOW_STOCK, REFUSING]))
    const alone = await runScenario(prepared(faultyShop([SLOW_STOCK, REFUSING])), { replay: '', control: false })
    expect(alone.fingerprints).toEqual(compared.fingerprints)
    const [one, other] = [compared, alone].map(({ document }) => document.variants['default'])
    expect(other).toMatchObject({ recovery: null, consistencyWithoutFaults: null })
    const { faults = [], recovery } = one ?? {}
    expect(one).toEqual({ ...other, faults, recovery })
    expect(faults.every(({ blastRadius, detected }) => blastRadius.requestsShare !== null && detected > 0)).toBe(true)
    const nothing = { operationsShare: null, operations: {}, requestsShare: null }
    const unknown = { blastRadius: nothing, detected: 0, detectSeconds: null, recovery: null, during: null }
    expect(other?.faults).toEqual(faults.map((fault) => ({ ...fault, ...unknown })))
  })

  it('answers the same around a fault without a control, and says of a recovery that it does not know', async () => {
    const lines = ['total.throughput < 80/s during slow-stock', 'shop.buy.availability > 99% after slow-stock']
    const shop = prepared(faultyShop([SLOW_STOCK], [...lines, 'recovers within 20s', 'recovers within 1s']))
    const [compared, alone] = await Promise.all([
      runScenario(shop, { replay: '' }),
      runScenario(shop, { replay: '', control: false }),
    ])
    const [known, unknown] = [compared, alone].map(({ document }) =>
      (document.variants['default']?.checks ?? []).filter(({ source }) => source === 'expectation'),
    )
    expect(known?.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'pass', 'fail'])
    expect(unknown?.slice(0, 2)).toEqual(known?.slice(0, 2))
    const reason = 'it was not compared with a run without faults'
    expect(unknown?.slice(2)).toMatchObject([
      { verdict: 'inconclusive', reason },
      { verdict: 'inconclusive', reason },
    ])
  })

  it('still says without a control that a fault changed nothing', async () => {
    const shop = prepared(faultyShop([SILENT]))
    const [compared, alone] = await Promise.all([
      runScenario(shop, { replay: '' }),
      runScenario(shop, { replay: '', control: false }),
    ])
    expect(alone.document.silentFaults).toHaveLength(1)
    expect(alone.document.silentFaults).toEqual(compared.document.silentFaults)
  })

  it('says of every failure of a user where it was decided', async () => {
    const { document } = await run(faultyShop([SLOW_STOCK]))
    const { operations, total } = document.variants['default'] ?? {}
    expect(operations?.['shop.buy']?.failedAt).toEqual({ 'timeout at shop -> stock': total?.failed['timeout'] })
  })

  it('is inconclusive when the fault changed nothing, and says what would make it', async () => {
    const { document } = await run(faultyShop([SILENT], ['shop.buy.availability >= 90%']))
    expect(document.verdict).toBe('inconclusive')
    expect(document.ok).toBe(false)
    expect(document.silentFaults).toEqual([
      {
        variant: 'default',
        fault: 'silent',
        replications: 3,
        of: 3,
        text:
          'fault "silent" (errors) was on but changed nothing in 3 of 3 replications; no call of its operations was ' +
          'hit: raise its share (or lower its limit), or let it last longer',
      },
    ])
    const late = await run(faultyShop([{ ...REFUSING, at: '2min' }]), 'run.replications=1')
    expect(late.document.silentFaults[0]?.text).toBe(
      'fault "refusing" (errors) never began; let it start before the load ends (at, jitter, run.duration)',
    )
  })

  it('keeps a failed expectation failed, whatever was silent', async () => {
    const { document } = await run(faultyShop([SILENT], ['shop.buy.availability < 50%']))
    expect(document.verdict).toBe('fail')
  })

  it('has a document that fits the published schema, and the same bytes again', async () => {
    const first = writeJson((await run(faultyShop([SLOW_STOCK, REFUSING]))).document)
    expect(writeJson((await run(faultyShop([SLOW_STOCK, REFUSING]))).document)).toBe(first)
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(resultJsonSchema())
    const fits = validate(JSON.parse(first))
    expect(validate.errors ?? []).toEqual([])
    expect(fits).toBe(true)
  })
})

describe('an expectation around a fault', () => {
  const refused = (text: string): string => {
    try {
      prepared(faultyShop([SLOW_STOCK], [text]))
      return ''
    } catch (error) {
      return error instanceof RangeError ? error.message : 'another error'
    }
  }

  it('names a metric that the windows of a fault tell', () => {
    expect(refused('shop.buy.latency.p99 < 1s during slow-stock')).toBe('')
    expect(refused('users.latency.p99 < 1s during slow-stock')).toContain('there is no metric')
    expect(refused('units.shop.queueLength < 5 during slow-stock')).toBe(
      '"units.shop.queueLength" is not measured during a fault',
    )
    expect(refused('stock.take.availability > 5% after slow-stock')).toContain('is not measured after a fault')
  })
})
