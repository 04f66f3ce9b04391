import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBandwidth, printBandwidth } from '../../../src/scenarios/literals/bandwidth.ts'
import { parseCount, printCount } from '../../../src/scenarios/literals/count.ts'
import { parseDuration, printDuration } from '../../../src/scenarios/literals/duration.ts'
import { Mistake } from '../../../src/scenarios/literals/mistake.ts'
import { parsePrice, printPrice } from '../../../src/scenarios/literals/money.ts'
import { parseRate, printRate } from '../../../src/scenarios/literals/rate.ts'
import { parseShare, printShare } from '../../../src/scenarios/literals/share.ts'
import { parseSize, printSize } from '../../../src/scenarios/literals/size.ts'

const runs = { seed: 7, numRuns: 500 }
const wholeBelow = (most: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat({ max: 1000 }),
    fc.maxSafeNat().map((n) => n % most),
  )
const positiveDouble = fc.double({ min: 0, max: 1e15, noNaN: true, noDefaultInfinity: true })
/** As JavaScript knows only one zero that people can write. */
const amount = positiveDouble.map((value) => (value === 0 ? 0 : value))

describe('printing is the inverse of parsing', () => {
  it('for durations of whole nanoseconds', () => {
    fc.assert(
      fc.property(wholeBelow(Number.MAX_SAFE_INTEGER), (ns) => parseDuration(printDuration(ns)) === ns),
      runs,
    )
  })
  it('for sizes of whole bytes', () => {
    fc.assert(
      fc.property(wholeBelow(Number.MAX_SAFE_INTEGER), (bytes) => parseSize(printSize(bytes)) === bytes),
      runs,
    )
  })
  it('for counts', () => {
    fc.assert(
      fc.property(wholeBelow(Number.MAX_SAFE_INTEGER), (count) => parseCount(printCount(count)) === count),
      runs,
    )
  })
  it('for rates, whatever double they are', () => {
    fc.assert(
      fc.property(amount, (rate) => parseRate(printRate(rate)) === rate),
      runs,
    )
  })
  it('for bandwidths, whatever double they are', () => {
    fc.assert(
      fc.property(amount, (speed) => parseBandwidth(printBandwidth(speed)) === speed),
      runs,
    )
  })
  it('for prices, whatever double they are', () => {
    fc.assert(
      fc.property(amount, (price) => parsePrice(printPrice(price)) === price),
      runs,
    )
  })
  it('for shares, whatever double they are', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => (value === 0 ? 0 : value))
    fc.assert(
      fc.property(share, (value) => parseShare(printShare(value)) === value),
      runs,
    )
  })
})

describe('printing chooses the text a person would', () => {
  it.each([
    [0, '0s'],
    [1, '1ns'],
    [150, '150ns'],
    [500_000, '500us'],
    [1_500_000, '1.5ms'],
    [100_000_000, '100ms'],
    [60_000_000_000, '60s'],
    [300_000_000_000, '5min'],
    [86_400_000_000_000, '1d'],
  ])('%d ns is %s', (ns, text) => expect(printDuration(ns)).toBe(text))
  it.each([
    [10, '10B'],
    [1000, '1kB'],
    [1024, '1KiB'],
    [500_000, '500kB'],
    [8_589_934_592, '8GiB'],
  ])('%d bytes are %s', (bytes, text) => expect(printSize(bytes)).toBe(text))
  it('bandwidth is said in bits', () => expect(printBandwidth(125_000_000)).toBe('1Gbit/s'))
  it('counts use k and M', () =>
    expect([printCount(64), printCount(1500), printCount(50_000_000)]).toEqual(['64', '1500', '50M']))
})

describe('good literals', () => {
  it.each([
    ['150ms', 150e6],
    ['0.1ms', 100_000],
    ['0.57ms', 570_000],
    ['1h30m', 5400e9],
    ['1h30min', 5400e9],
    ['2d', 172_800e9],
    ['1us', 1000],
    ['1µs', 1000],
    ['1μs', 1000],
    ['7ns', 7],
    ['0', 0],
    ['0s', 0],
  ])('%s is a duration of %d ns', (text, ns) => expect(parseDuration(text)).toBe(ns))
  it.each([
    ['120/s', 120],
    ['12k/min', 200],
    ['1/h', 1 / 3600],
    ['2/ms', 2000],
    ['0.5/s', 0.5],
    ['1M/d', 1e6 / 86_400],
  ])('%s is a rate of %d per second', (text, rate) => expect(parseRate(text)).toBe(rate))
  it.each([
    ['4KiB', 4096],
    ['500kB', 500_000],
    ['10B', 10],
    ['1.5KiB', 1536],
  ])('%s is a size of %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes))
  it.each([
    ['1Gbit/s', 125e6],
    ['100MB/s', 100e6],
    ['1bit/s', 0.125],
    ['1MiB/s', 1_048_576],
  ])('%s is a bandwidth of %d bytes per second', (text, speed) => expect(parseBandwidth(text)).toBe(speed))
  it.each([
    ['5%', 0.05],
    ['0.05', 0.05],
    ['99.9%', 0.999],
    ['0%', 0],
    ['100%', 1],
    ['1', 1],
  ])('%s is a share of %d', (text, share) => expect(parseShare(text)).toBe(share))
  it('$0.0464/h is a price', () => expect(parsePrice('$0.0464/h')).toBe(0.0464))
  it.each([
    ['10', 10],
    ['50M', 50e6],
    ['1.5k', 1500],
    ['2G', 2e9],
  ])('%s is a count of %d', (text, count) => expect(parseCount(text)).toBe(count))
})

/** Code, sentence, the wrong part, and what to do about it. */
function told(result: unknown, text: string): readonly (string | undefined)[] {
  if (!(result instanceof Mistake)) return ['no mistake']
  return [
    result.code,
    result.message,
    text.slice(result.start, result.end),
    result.label ?? result.hint ?? result.suggestion,
  ]
}

describe('bad literals name the part that is wrong', () => {
  it.each([
    ['20mz', ['S110', '"20mz" is not a duration', 'mz', 'unit "mz" is unknown here']],
    ['5', ['S119', '"5" has no unit', '5', 'a duration needs one']],
    ['-5ms', ['S110', '"-5ms" is not a duration', '-5ms', 'it is negative']],
    ['5%', ['S110', '"5%" is not a duration', '%', 'unit "%" is unknown here']],
    ['1,5s', ['S118', 'a comma has no meaning in a number', ',', 'the decimal point is "."']],
    ['20 ms', ['S118', 'a unit follows its number without a blank', 'ms', '20ms']],
    ['1e3ms', ['S118', 'exponents are not understood', '1e3ms', 'write the digits out, or 10k, 5M']],
    ['.5ms', ['S118', 'a number starts with a digit', '.', 'write 0 before the point']],
    ['5.ms', ['S118', 'a digit belongs after the point', '5.', undefined]],
    ['1_000ms', ['S118', '"_" has no meaning in a number', '1_', 'write the digits without a separator']],
    ['30m1h', ['S110', '"30m1h" is not a duration', '1h', 'larger units come first, each once']],
    ['5ms5ms', ['S110', '"5ms5ms" is not a duration', '5ms', 'larger units come first, each once']],
    ['0.5ns', ['S110', '"0.5ns" is finer than a nanosecond', '0.5ns', undefined]],
    ['200d', ['S110', '"200d" is longer than a simulation can be', '200d', undefined]],
    ['$5', ['S110', '"$5" is not a duration', '$5', 'a dollar sign has no meaning here']],
    ['5ms/s', ['S110', '"5ms/s" is not a duration', '/s', '"/s" has no meaning here']],
    ['', ['S118', 'this is empty', '', undefined]],
    ['exp(5ms)', ['S110', '"exp(…)" is not a duration', 'exp(5ms)', undefined]],
    ['soon', ['S110', '"soon" is not a duration', 'soon', undefined]],
    [`${'9'.repeat(500)}ms`, ['S118', 'a number of 500 digits', '9'.repeat(500), undefined]],
    [
      '5ms!',
      [
        'S118',
        '"!" has no meaning here',
        '!',
        'a literal is a quantity (150ms), a word (uniform) or a call (exp(5ms))',
      ],
    ],
  ])('%s as a duration', (text, expected) => expect(told(parseDuration(text), text)).toEqual(expected))

  it.each([
    ['20sec', '20s'],
    ['20MS', '20ms'],
    ['20seconds', '20s'],
    ['5mins', '5min'],
  ])('%s is answered with %s', (text, suggestion) => expect(parseDuration(text)).toMatchObject({ suggestion }))

  it.each([
    [parseRate, '120', ['S119', '"120" has no unit', '120', 'a rate needs one']],
    [parseRate, '120/sec', ['S111', '"120/sec" is not a rate', 'sec', 'unit "sec" is unknown here']],
    [parseRate, '120/', ['S118', 'a unit of time belongs after the slash', '120/', 'for example 120/s']],
    [parseRate, '120rps', ['S111', '"120rps" is not a rate', 'rps', 'unit "rps" is unknown here']],
    [parseSize, '4KB', ['S112', '"4KB" is not a size', 'KB', 'unit "KB" is unknown here']],
    [parseSize, '4', ['S119', '"4" has no unit', '4', 'a size needs one']],
    [parseSize, '0.1B', ['S112', '"0.1B" is not a size', '0.1B', 'not a whole number of bytes']],
    [parseBandwidth, '1Gbps', ['S113', '"1Gbps" is not a bandwidth', 'Gbps', 'unit "Gbps" is unknown here']],
    [parseBandwidth, '1Gbit', ['S119', '"1Gbit" has no unit', '1Gbit', 'a bandwidth needs one']],
    [parseShare, '120%', ['S114', '"120%" is not a share', '120%', 'more than the whole']],
    [parseShare, '5', ['S114', '"5" is not a share', '5', 'more than the whole']],
    [parseShare, '-1%', ['S114', '"-1%" is not a share', '-1%', 'it is negative']],
    [parsePrice, '0.05/h', ['S115', '"0.05/h" is not a price', '0.05/h', 'the dollar sign is missing']],
    [parsePrice, '$5', ['S119', '"$5" has no unit', '$5', 'a price needs one']],
    [parseCount, '1.5', ['S116', '"1.5" is not a count', '1.5', 'not a whole number']],
    [parseCount, '5ms', ['S116', '"5ms" is not a count', 'ms', 'unit "ms" is unknown here']],
    [parseCount, '99999999G', ['S116', '"99999999G" is not a count', '99999999G', 'too large']],
  ] as const)('%o of %s', (parse, text, expected) => expect(told(parse(text), text)).toEqual(expected))

  it('suggests what was meant for units of other tools', () => {
    expect(parseBandwidth('1Gbps')).toMatchObject({ suggestion: '1Gbit/s' })
    expect(parseSize('4KB')).toMatchObject({ suggestion: '4kB' })
    expect(parseRate('120rps')).toMatchObject({ suggestion: '120/s' })
    expect(parseShare('5')).toMatchObject({ suggestion: '5%' })
  })
})

describe('any text', () => {
  it('is a value or a mistake inside the text, never a throw', () => {
    const alphabet = fc.stringMatching(/^[0-9a-z$%/.,()=*: µ-]{0,24}$/)
    const parsers = [parseDuration, parseRate, parseSize, parseBandwidth, parseShare, parsePrice, parseCount]
    fc.assert(
      fc.property(fc.oneof(alphabet, fc.string({ unit: 'binary' })), fc.constantFrom(...parsers), (text, parse) => {
        const result = parse(text)
        const inside =
          result instanceof Mistake && result.start >= 0 && result.start <= result.end && result.end <= text.length + 1
        expect(typeof result === 'number' ? Number.isFinite(result) && result >= 0 : inside).toBe(true)
      }),
      { seed: 8, numRuns: 2000 },
    )
  })
})
