import { describe, expect, test } from 'vitest'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import { summaryText } from '../../src/report/summary.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { ORDERS } from './orders.ts'
import { prepared } from './tiny-scenario.ts'

/** For a second no charge comes through; without it all of them do. */
const CUT: ScenarioDocument = {
  ...ORDERS,
  run: { ...ORDERS.run, replications: 4 },
  policies: [{ on: 'shop -> payments', timeout: '1s' }],
  faults: [{ id: 'cut', partition: 'shop -> payments', at: '2s', for: '1s' }],
  expect: [
    'transactions.place-order.orphans of dual > 5 during cut',
    'transactions.place-order.orphans of dual == 0 after cut',
    'transactions.place-order.settleTime.mean of saga > 100ms during fault',
    'transactions.place-order.orphans of saga == 0 during cut',
  ],
}

describe('business transactions and a fault', () => {
  test('are told of by when they began, beside the same without it', async () => {
    const { document } = await runScenario(prepared(CUT), { replay: '' })
    const { dual, saga } = document.variants
    const checks = [dual, saga].flatMap((variant) => variant?.checks ?? [])
    const judged = checks.filter(({ source }) => source === 'expectation')
    expect(judged.map(({ name, verdict }) => [name, verdict])).toEqual(CUT.expect?.map((name) => [name, 'pass']))
    const during = dual?.faults[0]?.during
    expect(during?.run.transactions['place-order']?.orphans).toBeGreaterThan(10)
    expect(during?.control.transactions['place-order']?.orphans).toBe(0)
    expect(dual?.transactionsWithoutFaults?.['place-order']?.orphans).toMatchObject({ value: 0 })
    expect(dual?.transactionsWithoutFaults?.['place-order']?.begun?.value).toBeGreaterThan(100)
    const text = summaryText(document, 'compact')
    expect(text).toMatch(/of \d+ place-order begun while it was on: \d+ legs left behind \(0 without it\)/)
    expect(text).toMatch(/without the faults: no anomaly, of \d+ settled a replication/)
    expect(text).toMatch(/0 in \d+ a replication: legs done twice, legs missing though committed/)
  })

  test('are measured around faults by name, and by names that are none not at all', () => {
    const wrong = ['transactions.place-order.legs.mean > 1 during cut']
    expect(() => prepared({ ...CUT, expect: wrong })).toThrow(/not measured during a fault/)
  })
})
