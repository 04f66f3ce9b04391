import { describe, expect, it } from 'vitest'
import { plannedFaults } from '../../src/experiments/planned-faults/planned-faults.ts'
import { plannedFaultsText } from '../../src/report/planned-faults.ts'
import { compiled, scenarioOf } from '../scenarios/compile/compiling.ts'
import { town, village } from '../scenarios/faults/town.ts'

function wordsOf(faults: readonly unknown[], document: typeof town = town): string {
  const written = { ...document, faults }
  const elsewhere = new Set(['payments-db'])
  return plannedFaultsText(plannedFaults(scenarioOf(written), compiled(written, { elsewhere }).plan))
}

describe('the faults of a variant', () => {
  it('are told in words, with whom they can hit resolved', () => {
    const faults = [
      { id: 'slow-db', slow: 'payments-db', factor: 20, at: '2min', for: '60s' },
      {
        latency: 'shop -> *',
        add: 'exp(50ms)',
        direction: 'there',
        pick: 'one',
        end: 'caller',
        every: '2min',
        for: '30s',
      },
      { crash: 'payments', zone: 'b', restart: '5s', cold: { factor: 3, for: '30s' }, after: 'slow-db' },
      { partition: { zone: 'a' }, flap: { on: { min: '2s', mean: '5s' }, off: '20s' }, at: '1min', until: '5min' },
      { partition: { between: ['shop/0', 'shoppers'], and: 'payments' }, jitter: '5s' },
      { errors: 'payments', share: '20%', as: 'declined', first: 2, when: 'shop.concurrency >= 3', for: '1s' },
      { zone: 'c', after: { fault: 'slow-db', event: 'start', delay: '10s' } },
      { surge: 'shoppers', factor: 3, disabled: true },
    ]
    expect(wordsOf(faults)).toMatchInlineSnapshot(`
      "
      faults
        slow-db  slow
          when  from 2min for 60s
          whom  payments-db
          what  work takes 20 times as long
        latency-1
          when  from the start for 30s, every 2min
          whom  shop -> catalog, shop -> payments, requests only, one of the callers
          what  each message takes exp(50ms) longer
        crash-1
          when  at each end of slow-db
          whom  payments/1
          what  crashes, silently, starts for 5s, then 3 times slower for 30s
        partition-1
          when  from 60s until 5min off 20s, on at least 2s and 5s on average, in turns
          whom  all calls, between zone a and outside, zone b, zone c
          what  no message passes
        partition-2
          when  from the start or up to 5s later
          whom  between shoppers, shop/0 and payments/0, payments/1, payments/2
          what  no message passes
        errors-1
          when  as soon as shop.concurrency >= 3 (looked at every 100ms), once for 1s
          whom  payments.charge at payments
          what  20% end as "declined" before it does anything, the first 2 only
        zone-1
          when  10s after each start of slow-db
          whom  shop/1; all calls, between zone c and outside, zone a, zone b
          what  crashes, silently; no message passes
        surge-1  disabled
      "
    `)
  })

  it('are left out where the variant has nothing to hit', () => {
    expect(wordsOf([{ stall: 'payments-db' }], village)).toMatchInlineSnapshot(`
      "
      faults
        stall-1  left out in this variant
      "
    `)
  })

  it('are not mentioned where there are none', () => {
    expect(wordsOf([])).toBe('')
  })

  it('say when all of them are healed', () => {
    const text = wordsOf([{ pause: 'shop' }], { ...town, run: { duration: '10min', heal: '4min' } })
    expect(text).toContain('when  from the start, healed at 4min')
  })
})
