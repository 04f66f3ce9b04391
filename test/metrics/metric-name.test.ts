import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullMetricName, matchesMetric, shortMetricName } from '../../src/metrics/metric-name.ts'

const full = (text: string): string => fullMetricName(text.split('.')).join('.')

describe('the full name of a metric', () => {
  it('is an operation’s where no root is written', () => {
    expect(full('shop.checkout.latency.p99')).toBe('operations.shop.checkout.latency.p99')
    expect(full('shop.*.availability')).toBe('operations.shop.*.availability')
    expect(full('units.web.utilisation')).toBe('units.web.utilisation')
    expect(full('cost.perMonth')).toBe('cost.perMonth')
    expect(full('total.latency.p50')).toBe('total.latency.p50')
  })

  it('knows p99.9 and the spellings of the JSON result', () => {
    expect(full('shop.checkout.latency.p99.9')).toBe('operations.shop.checkout.latency.p999')
    expect(full('operations.shop.checkout.latencyMs.p99')).toBe('operations.shop.checkout.latency.p99')
    expect(full('total.throughputPerSecond')).toBe('total.throughput')
  })

  it('knows events, whose names have dots, their subscriptions, and business transactions', () => {
    expect(full('messages.order.placed.lost')).toBe('messages.order.placed.lost')
    expect(full('messages.order.placed -> mailer.endToEndMs.p99')).toBe('messages.order.placed -> mailer.endToEnd.p99')
    expect(full('transactions.place-order.settleTimeMs.p50')).toBe('transactions.place-order.settleTime.p50')
    expect(full('payments.charge.doubleEffects')).toBe('operations.payments.charge.doubleEffects')
  })

  it('comes back from the short form', () => {
    for (const text of ['shop.checkout.latency.p99', 'units.web.utilisation', 'cost.perMonth']) {
      expect(shortMetricName(fullMetricName(text.split('.')))).toBe(text)
    }
  })
})

describe('a pattern of metrics', () => {
  const segment = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 5 })

  it('fits the names that a regular expression fits, segment by segment', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '*'), maxLength: 6 })
    fc.assert(
      fc.property(pattern, segment, (written, name) => {
        const expression = new RegExp(`^${written.split('*').map(escapeText).join('.*')}$`)
        expect(matchesMetric([written], [name])).toBe(expression.test(name))
      }),
      { seed: 20260806, numRuns: 3000 },
    )
  })

  it('fits no name of another length, so that a star never reaches over a dot', () => {
    expect(matchesMetric(['units', '*', 'utilisation'], ['units', 'web', 'instances', '0', 'utilisation'])).toBe(false)
    expect(matchesMetric(['edges', 'web -> *', 'calls'], ['edges', 'web -> payments', 'calls'])).toBe(true)
  })
})

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
