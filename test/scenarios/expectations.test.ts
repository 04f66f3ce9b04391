import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkExpectation, type KnownMetric } from '../../src/scenarios/check-expectation.ts'
import type { Expectation, MetricExpectation } from '../../src/scenarios/expectation.ts'
import { Mistake } from '../../src/scenarios/literals/mistake.ts'
import { parseExpectation } from '../../src/scenarios/parse-expectation.ts'

function parsed(text: string): Expectation {
  const result = parseExpectation(text)
  if (result instanceof Mistake) throw new Error(result.message)
  return result
}

function metricOf(text: string): MetricExpectation {
  const expectation = parsed(text)
  if (expectation.kind !== 'metric') throw new Error(`${text} is not about a metric`)
  return expectation
}

describe('an expectation', () => {
  it('is a metric, an operator and a limit with its unit', () => {
    expect(parsed('shop.checkout.latency.p99 < 800ms')).toEqual({
      kind: 'metric',
      text: 'shop.checkout.latency.p99 < 800ms',
      metric: ['shop', 'checkout', 'latency', 'p99'],
      operator: '<',
      limit: { kind: 'value', dimension: 'duration', value: 800e6, text: '800ms' },
    })
  })

  it.each([
    ['shop.*.availability >= 99.9%', 'share', 0.999],
    ['cost.perMonth<$900', 'money', 900],
    ['shop.browse.throughput > 12k/min', 'rate', 200],
    ['units.web.queueLength <= 10', 'count', 10],
    ['edges.web.bytes < 4KiB', 'size', 4096],
    ['units.web.utilisation < 120%', 'share', 1.2],
    ['shop.browse.failed.timeout <= 0', 'count', 0],
  ])('%s has a limit that is a %s of %d', (text, dimension, value) => {
    expect(metricOf(text).limit).toMatchObject({ kind: 'value', dimension, value })
  })

  it('may compare variants, and by how much', () => {
    expect(parsed('shop.checkout.latency.p99 of monolith < microservices')).toMatchObject({
      of: 'monolith',
      limit: { kind: 'variant', variant: 'microservices', factor: 1 },
    })
    expect(parsed('cost.perMonth of monolith < 80% of microservices')).toMatchObject({
      limit: { kind: 'variant', variant: 'microservices', factor: 0.8 },
    })
  })

  it('may name an edge, whose arrow is no operator', () => {
    expect(metricOf('edges.web -> payments.amplification < 1.5').metric).toEqual([
      'edges',
      'web -> payments',
      'amplification',
    ])
    expect(metricOf('edges.web->payments.calls > 5').metric).toEqual(['edges', 'web -> payments', 'calls'])
  })

  it('may be about the time of a fault, or after it', () => {
    const limit = { kind: 'value', dimension: 'share', value: 0.99, text: '99%' }
    const spanOf = (text: string): unknown => metricOf(`shop.checkout.availability >= ${text}`)
    expect(spanOf('99%  during  slow-db')).toMatchObject({ limit, span: { kind: 'during', fault: 'slow-db' } })
    expect(spanOf('99% after slow-db')).toMatchObject({ limit, span: { kind: 'after', fault: 'slow-db' } })
    expect(spanOf('99% during fault')).toMatchObject({
      text: 'shop.checkout.availability >= 99% during fault',
      limit,
      span: { kind: 'during', fault: 'any' },
    })
    expect(metricOf('cost.perMonth of a < after')).toMatchObject({ limit: { kind: 'variant', variant: 'after' } })
    expect(metricOf('cost.perMonth of a < 80% of after after x')).toMatchObject({
      limit: { kind: 'variant', variant: 'after', factor: 0.8 },
      span: { kind: 'after', fault: 'x' },
    })
    expect(metricOf('cost.perMonth of after < before')).not.toHaveProperty('span')
  })

  it('may ask for recovery within a time', () => {
    expect(parsed('recovers within 60s')).toEqual({
      kind: 'recovery',
      text: 'recovers within 60s',
      within: 60e9,
      after: 'all',
    })
    expect(parsed('  recovers   within 1h30m after slow-db ')).toEqual({
      kind: 'recovery',
      text: 'recovers within 1h30m after slow-db',
      within: 5400e9,
      after: 'slow-db',
    })
  })

  it('has a text that parses to the same', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9*-]{0,6}$/).filter((text) => !text.includes('--'))
    const limit = fc.constantFrom('800ms', '99.9%', '$900', '10/s', '10', '4KiB', 'other', '80% of other')
    const span = fc.constantFrom('', ' during fault', ' after fault', ' during slow-db', '  after  slow-db')
    const metric = fc
      .tuple(fc.array(name, { minLength: 1, maxLength: 4 }), fc.constantFrom('<', '<=', '>', '>='), limit, span)
      .map(([names, operator, right, end]) => `${names.join('.')} of one ${operator} ${right}${end}`)
    const recovery = fc.constantFrom('recovers within 60s', 'recovers  within 1h30m  after slow-db ')
    const text = fc.oneof({ weight: 9, arbitrary: metric }, { weight: 1, arbitrary: recovery })
    fc.assert(
      fc.property(text, (written) => {
        const first = parsed(written)
        expect(parsed(first.text)).toEqual(first)
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  it.each([
    ['', '"" compares nothing', ''],
    ['shop.p99', '"shop.p99" compares nothing', 'shop.p99'],
    ['shop.p99 == 5ms', '"==" cannot be judged', '=='],
    ['shop.p99 != 5ms', '"!=" cannot be judged', '!='],
    ['shop..p99 < 5ms', '"shop..p99" is not a metric', '.'],
    ['shop.p 99 < 5ms', '"shop.p 99" is not a metric', 'p 99'],
    ['< 5ms', '"" is not a metric', '<'],
    ['shop.p99 <', 'the limit is missing', '<'],
    ['shop.p99 < 5mz', '"5mz" is not a duration', 'mz'],
    ['shop.p99 < exp(5ms)', '"exp(5ms)" is not a limit', 'exp(5ms)'],
    ['shop.p99 of 9x < a', '"9x" is not a variant', '9x'],
    ['shop.p99 < 5ms of a', '"5ms" is not a share', 'ms'],
    ['shop.p99 < 99% during', '"during" does not say which fault', 'during'],
    ['shop.p99 < 99% after  2 faults', '"2 faults" is not the id of a fault', '2 faults'],
    ['shop.p99 < 99% during any', '"any" is not the id of a fault', 'any'],
    ['recovers', 'this does not say how soon it recovers', 'recovers'],
    ['recovers in 60s', 'this does not say how soon it recovers', 'recovers in 60s'],
    ['recovers within 60', '"60" has no unit', '60'],
    ['recovers within 0s', '"0s" is too small', '0s'],
    ['recovers within soon', '"soon" is not a duration', 'soon'],
    ['recovers within 60s during slow-db', '"during slow-db" is not expected here', 'during slow-db'],
    ['recovers within 60s after', '"after" is not expected here', 'after'],
    ['recovers within 60s after all', '"after all" is not expected here', 'after all'],
  ])('%s is none: %s', (text, message, part) => {
    const mistake = parseExpectation(text)
    expect(mistake).toBeInstanceOf(Mistake)
    expect(mistake).toMatchObject({ message })
    if (mistake instanceof Mistake) expect(text.slice(mistake.start, mistake.end)).toBe(part)
  })

  it('is a value or a mistake for any text, never a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z.*<>= %$0-9-]{0,30}$/)), (text) => {
        const result = parseExpectation(text)
        expect(result instanceof Mistake ? result.message : result.text).not.toBe('')
      }),
      { seed: 12, numRuns: 1000 },
    )
  })
})

describe('an expectation held against the metrics of a run', () => {
  const known: readonly KnownMetric[] = [
    { name: ['operations', 'shop', 'browse', 'latency', 'p99'], dimension: 'duration' },
    { name: ['operations', 'shop', 'checkout', 'latency', 'p99'], dimension: 'duration' },
    { name: ['operations', 'shop', 'checkout', 'availability'], dimension: 'share' },
    { name: ['operations', 'shop', 'checkout', 'throughput'], dimension: 'rate' },
    { name: ['units', 'web', 'utilisation'], dimension: 'share' },
    { name: ['cost', 'perMonth'], dimension: 'money' },
  ]
  const found = (text: string): unknown => {
    const check = checkExpectation(metricOf(text), known, ['expect', 0])
    return check.ok ? check.metrics.map(({ name }) => name.join('.')) : check.problem
  }

  it('means all metrics that its stars fit, long or short', () => {
    expect(found('shop.*.latency.p99 < 1s')).toEqual([
      'operations.shop.browse.latency.p99',
      'operations.shop.checkout.latency.p99',
    ])
    expect(found('operations.shop.check*.latency.p99 < 1s')).toEqual(['operations.shop.checkout.latency.p99'])
    expect(found('units.*.utilisation < 80%')).toEqual(['units.web.utilisation'])
  })

  it('takes a plain number for a share and 0 for anything', () => {
    expect(found('units.web.utilisation < 0.8')).toEqual(['units.web.utilisation'])
    expect(found('shop.checkout.throughput > 0')).toEqual(['operations.shop.checkout.throughput'])
    expect(found('cost.perMonth < 0')).toEqual(['cost.perMonth'])
  })

  it('doubts that an availability of 100 % can be shown, and says what can', () => {
    const doubts = (text: string): unknown => {
      const check = checkExpectation(metricOf(text), known, ['expect', 0])
      return check.ok ? check.doubts : check.problem
    }
    for (const limit of ['>= 100%', '>= 1', '> 100%']) {
      expect(doubts(`shop.*.availability ${limit}`)).toEqual([
        {
          code: 'L340',
          severity: 'warning',
          message: `"shop.*.availability ${limit}" cannot pass: no number of good answers shows that all are good`,
          path: ['expect', 0],
          hint: 'to ask that no request of the run failed, write shop.*.failed <= 0',
        },
      ])
    }
    expect(doubts('shop.*.availability >= 99.99%')).toEqual([])
    expect(doubts('shop.*.availability <= 100%')).toEqual([])
    expect(doubts('units.web.utilisation >= 100%')).toEqual([])
    expect(doubts('shop.checkout.availability of a >= b')).toEqual([])
  })

  it('says how far a wrong name is right, and what was meant', () => {
    expect(found('shop.chekout.latency.p99 < 1s')).toMatchObject({
      code: 'S131',
      message: 'there is no metric "shop.chekout.latency.p99"',
      suggestion: 'shop.checkout.latency.p99',
      expected: 'after "shop" one of browse, checkout',
    })
    expect(found('shop.checkout.latency.p42 < 1s')).toMatchObject({
      expected: 'after "shop.checkout.latency" one of p99',
    })
    expect(found('unit.web.utilisation < 80%')).toMatchObject({ code: 'S131' })
    expect(found('cost.perMoth < $5')).toMatchObject({ suggestion: 'cost.perMonth' })
  })

  it('refuses a limit of another kind', () => {
    expect(found('shop.checkout.availability < 5ms')).toMatchObject({
      code: 'S132',
      message: 'shop.checkout.availability is a share, and "5ms" is a duration',
    })
    expect(found('shop.checkout.throughput < 5')).toMatchObject({ code: 'S132' })
    expect(found('shop.*.latency.p99 < 5%')).toMatchObject({ code: 'S132' })
  })
})
