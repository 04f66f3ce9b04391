import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Law } from '../../../src/scenarios/law.ts'
import { parseLaw } from '../../../src/scenarios/literals/law.ts'
import { counts, durations, type LawDomain, sizes } from '../../../src/scenarios/literals/law-domain.ts'
import { Mistake } from '../../../src/scenarios/literals/mistake.ts'

function law(text: string, domain: LawDomain = durations): Law {
  const result = parseLaw(text, domain)
  if (result instanceof Mistake) throw new Error(`${text}: ${result.message}`)
  return result
}

describe('every law', () => {
  it.each([
    ['5ms', '5ms', 5e6],
    ['constant(5ms)', '5ms', 5e6],
    ['0', '0s', 0],
    ['uniform(5ms, 15ms)', 'uniform(5ms, 15ms)', 10e6],
    ['uniform(low=5ms, high=15ms)', 'uniform(5ms, 15ms)', 10e6],
    ['exp(10ms)', 'exp(10ms)', 10e6],
    ['exp(mean=10ms)', 'exp(10ms)', 10e6],
    ['erlang(3, 9ms)', 'erlang(3, 9ms)', 9e6],
    ['gamma(cv=0.5, mean=3ms)', 'gamma(mean=3ms, cv=0.5)', 3e6],
    ['lognormal(mean=1000us, cv=0.8)', 'lognormal(mean=1ms, cv=0.8)', 1e6],
    ['weibull(shape=1, mean=2ms)', 'weibull(shape=1, mean=2ms)', 2e6],
    ['pareto(min=1ms, shape=2)', 'pareto(min=1ms, shape=2)', 2e6],
    ['hyperexp(mean=10ms, cv=3)', 'hyperexp(mean=10ms, cv=3)', 10e6],
    ['empirical(1ms, 2ms, 6ms)', 'empirical(1ms, 2ms, 6ms)', 3e6],
    ['empirical(1ms*3, 5ms*1)', 'empirical(1ms*3, 5ms)', 2e6],
    ['mixture(50%: 2ms, 50%: exp(4ms))', 'mixture(50%: 2ms, 50%: exp(4ms))', 3e6],
    ['shift(exp(5ms), 5ms)', 'shift(exp(5ms), 5ms)', 10e6],
    ['scale(exp(4ms), 1.5)', 'scale(exp(4ms), 1.5)', 6e6],
  ])('%s is %s with mean %d ns', (text, canonical, mean) => {
    const { text: written, distribution } = law(text)
    expect(written).toBe(canonical)
    expect(distribution.text).toBe(canonical)
    expect(distribution.mean).toBeCloseTo(mean, 3)
  })

  it.each([
    'normal(mean=5ms, sd=1ms)',
    'lognormal(p50=20ms, p99=180ms)',
    'lognormal(mu=1.5, sigma=0.5, unit=ms)',
    'lognormal(mu=-1.5, sigma=0.5, unit=s)',
    'pareto(min=1ms, shape=1.5, max=1s)',
    'percentiles(p50=1ms, p90=2ms, p99=5ms, max=10ms)',
    'percentiles(min=0s, p999=5ms, max=10ms)',
  ])('%s prints as it is written', (text) => expect(law(text).text).toBe(text))

  it('has the quantiles it is given', () => {
    expect(law('lognormal(p50=20ms, p99=180ms)').distribution.quantile(0.5)).toBeCloseTo(20e6, 0)
    expect(law('lognormal(p50=20ms, p99=180ms)').distribution.quantile(0.99)).toBeCloseTo(180e6, -2)
    expect(law('percentiles(max=10ms, p50=1ms)').text).toBe('percentiles(p50=1ms, max=10ms)')
  })

  it('speaks of sizes and counts in their own units', () => {
    expect(law('lognormal(p50=2048B, p99=20KiB)', sizes).text).toBe('lognormal(p50=2KiB, p99=20KiB)')
    expect(law('uniform(1, 5)', counts).text).toBe('uniform(1, 5)')
    expect(law('4', counts).distribution.mean).toBe(4)
  })
})

describe('the text of a law', () => {
  const duration = fc.nat({ max: 10_000_000 }).map((ns) => `${ns + 1}ns`)
  const ratio = fc.double({ min: 0.1, max: 5, noNaN: true }).map((value) => value.toFixed(3))
  const simple = fc.oneof(
    duration,
    duration.map((mean) => `exp(${mean})`),
    fc.tuple(duration, ratio).map(([mean, cv]) => `gamma(mean=${mean}, cv=${cv})`),
    fc.tuple(duration, ratio).map(([mean, cv]) => `lognormal(mean=${mean}, cv=${cv})`),
    fc.tuple(duration, ratio).map(([low, shape]) => `pareto(min=${low}, shape=${shape})`),
    fc.array(fc.tuple(duration, fc.nat({ max: 9 })), { minLength: 1, maxLength: 5 }).map((parts) => {
      return `empirical(${parts.map(([value, weight]) => `${value}*${weight + 1}`).join(', ')})`
    }),
  )
  const text = fc.oneof(
    simple,
    fc.tuple(simple, duration).map(([inner, by]) => `shift(${inner}, ${by})`),
    fc.tuple(simple, ratio).map(([inner, factor]) => `scale(${inner}, ${factor})`),
    fc.tuple(simple, simple, fc.nat({ max: 98 })).map(([a, b, n]) => `mixture(${n + 1}%: ${a}, ${99 - n}%: ${b})`),
  )

  it('parses back to the same law', () => {
    fc.assert(
      fc.property(text, (written) => {
        const first = law(written)
        const second = law(first.text)
        expect(second.text).toBe(first.text)
        expect([second.distribution.mean, second.distribution.variance]).toEqual([
          first.distribution.mean,
          first.distribution.variance,
        ])
      }),
      { seed: 9, numRuns: 500 },
    )
  })
})

describe('a law that is none says where and why', () => {
  it.each([
    ['lognornal(p50=1ms, p99=2ms)', 'lognornal', '"lognornal" is not a law', 'lognormal'],
    ['exponential(5ms)', 'exponential', '"exponential" is not a law', 'exp'],
    ['zipf(0.9)', 'zipf', 'zipf is a law of keys, not of times, sizes or counts', undefined],
    ['exp()', 'exp()', '"exp" is called with the wrong arguments', undefined],
    ['exp(5)', '5', '"5" has no unit', undefined],
    ['exp(0ms)', '0ms', 'mean is out of range', undefined],
    ['exp(5ms', 'exp(', '"exp(" is not closed', undefined],
    ['exp(5ms))', ')', '")" is not expected after "exp(5ms)"', undefined],
    ['gamma(maen=5ms, cv=1)', 'maen', '"gamma" has no parameter "maen"', 'mean'],
    ['gamma(mean=5ms, mean=6ms)', 'mean=6ms', '"mean" is given twice', undefined],
    ['gamma(5ms, 1)', 'gamma(5ms, 1)', '"gamma" is called with the wrong arguments', undefined],
    ['exp(mean=5ms, 5ms)', '5ms', 'arguments without a name come first', undefined],
    ['uniform(15ms, 5ms)', 'uniform(15ms, 5ms)', '"uniform" cannot have these arguments', undefined],
    ['erlang(2.5, 5ms)', '2.5', 'k is out of range', undefined],
    ['hyperexp(mean=5ms, cv=0.5)', '0.5', 'cv is out of range', undefined],
    [
      'lognormal(p50=5ms, cv=1)',
      'lognormal(p50=5ms, cv=1)',
      '"lognormal" is called with the wrong arguments',
      undefined,
    ],
    ['lognormal(mu=1, sigma=1, unit=parsec)', 'parsec', 'this is not a unit of a duration', undefined],
    [
      'mixture(90%: 5ms, 20%: 6ms)',
      'mixture(90%: 5ms, 20%: 6ms)',
      'the shares of this mixture add up to 110%',
      undefined,
    ],
    ['mixture(5ms, 6ms)', '5ms', '"mixture" is called with the wrong arguments', undefined],
    [
      'percentiles(p50=5ms, p99=1ms, max=9ms)',
      'percentiles(p50=5ms, p99=1ms, max=9ms)',
      '"percentiles" is called with the wrong arguments',
      undefined,
    ],
    ['percentiles(p50=5ms)', 'percentiles(p50=5ms)', '"percentiles" is called with the wrong arguments', undefined],
    ['empirical(1ms*0)', 'empirical(1ms*0)', '"empirical" is called with the wrong arguments', undefined],
    ['shift(5ms)', 'shift(5ms)', '"shift" is called with the wrong arguments', undefined],
    ['exp(50%: 5ms)', '50%', '"exp" takes no shares, weights or stays', undefined],
    ['5ms of 10', '10', '"of" has no meaning here', undefined],
    ['gamma(mean=1ms, cv=9999999)', 'gamma(mean=1ms, cv=9999999)', '"gamma" cannot have these arguments', undefined],
  ])('%s', (text, part, message, suggestion) => {
    const mistake = parseLaw(text, durations)
    expect(mistake).toBeInstanceOf(Mistake)
    expect(mistake).toMatchObject({ message, suggestion })
    if (mistake instanceof Mistake) expect(text.slice(mistake.start, mistake.end)).toBe(part)
  })

  it('refuses calls that are nested without end', () => {
    const nested = `${'shift('.repeat(40)}1ms${', 1ms)'.repeat(40)}`
    expect(parseLaw(nested, durations)).toMatchObject({ message: 'calls are nested deeper than 16' })
    expect(parseLaw('exp('.repeat(10_000), durations)).toMatchObject({ message: 'this literal is too long' })
  })
})
