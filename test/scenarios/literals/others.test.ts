import { describe, expect, it } from 'vitest'
import { parseArrivals, parseProcess } from '../../../src/scenarios/literals/arrivals.ts'
import { parseBalance, printBalance } from '../../../src/scenarios/literals/balance.ts'
import { parseEdgePattern } from '../../../src/scenarios/literals/edge-pattern.ts'
import { Mistake } from '../../../src/scenarios/literals/mistake.ts'
import { parseInput, parsePopularity, printPopularity } from '../../../src/scenarios/literals/popularity.ts'
import { parseRuntime, printRuntime } from '../../../src/scenarios/literals/runtime.ts'

function value<Value>(result: Value | Mistake): Value {
  if (result instanceof Mistake) throw new Error(result.message)
  return result
}

describe('arrivals', () => {
  it.each([
    ['poisson(120/s)', 'poisson', 120],
    ['constant(40/s)', 'constant', 40],
    ['uniform(12k/min)', 'uniform', 200],
    ['hyperexp(40/s, cv=3)', 'hyperexp', 40],
    ['hyperexp(rate=40/s, cv=3)', 'hyperexp', 40],
  ])('%s is a renewal process', (text, kind, rate) => {
    expect(parseArrivals(text)).toMatchObject({ kind: 'renewal', process: { kind }, rate: [{ from: rate, to: rate }] })
  })

  it('in batches hold a law of the size', () => {
    const arrivals = value(parseArrivals('batches(2/s, size=uniform(1, 7))'))
    expect(arrivals).toMatchObject({
      process: { kind: 'poisson', batch: { text: 'uniform(1, 7)' } },
      rate: [{ from: 2 }],
    })
  })

  it('that wander stay in a state for an exponential time under mmpp and as long as is said under on-off', () => {
    expect(parseArrivals('mmpp(10/s for 5s, 100/s for 1s)')).toMatchObject({
      kind: 'modulated',
      states: [
        { rate: 10, stay: { text: 'exp(5s)' } },
        { rate: 100, stay: { text: 'exp(1s)' } },
      ],
    })
    expect(parseArrivals('on-off(100/s, on=1s, off=exp(4s))')).toMatchObject({
      states: [
        { rate: 100, stay: { text: '1s' } },
        { rate: 0, stay: { text: 'exp(4s)' } },
      ],
    })
  })

  it('have a process of their own where the rate is said elsewhere', () => {
    expect(parseProcess('poisson')).toMatchObject({ kind: 'poisson', cv: 1 })
    expect(parseProcess('hyperexp(cv=3)')).toMatchObject({ kind: 'hyperexp', cv: 3 })
    expect(parseProcess('batches(size=4)')).toMatchObject({ kind: 'poisson', batch: { text: '4' } })
  })

  it.each([
    ['120/s', '"120/s" is not a kind of arrivals', 'poisson(120/s)'],
    ['poison(120/s)', '"poison" is not a kind of arrivals', 'poisson'],
    ['poisson(120)', '"120" has no unit', undefined],
    ['poisson()', '"poisson" is called with the wrong arguments', undefined],
    ['hyperexp(40/s)', '"hyperexp" is called with the wrong arguments', undefined],
    ['hyperexp(40/s, cv=0.5)', 'cv is out of range', undefined],
    ['mmpp(10/s for 5s)', '"mmpp" is called with the wrong arguments', undefined],
    ['mmpp(10/s, 20/s)', '"mmpp" is called with the wrong arguments', undefined],
    ['mmpp(10/s for 0s, 20/s for 1s)', 'a stay takes time', undefined],
    ['on-off(100/s, on=0s, off=0s)', 'a stay takes time', undefined],
    ['on-off(100/s, on=1s)', '"on-off" is called with the wrong arguments', undefined],
    ['batches(2/s, size=0)', 'a batch holds fewer than one request', undefined],
  ])('%s is none', (text, message, suggestion) => expect(parseArrivals(text)).toMatchObject({ message, suggestion }))
})

describe('words and calls with a meaning', () => {
  it.each(['zipf(0.9)', 'uniform', 'zipf(0)'])('%s is a popularity that prints as it is written', (text) => {
    expect(printPopularity(value(parsePopularity(text)))).toBe(text)
  })
  it.each(['threads(64)', 'event-loop'])('%s is a runtime that prints as it is written', (text) => {
    expect(printRuntime(value(parseRuntime(text)))).toBe(text)
  })
  it.each(['round-robin', 'random', 'least-outstanding', 'power-of(2)', 'power-of(3, replacement)', 'weighted(3, 1)'])(
    '%s is a way to balance that prints as it is written',
    (text) => expect(printBalance(value(parseBalance(text)))).toBe(text),
  )
  it('an input says of how many keys', () => {
    expect(parseInput('zipf(0.9) of 10k')).toEqual({ popularity: { kind: 'zipf', exponent: 0.9 }, of: 10_000 })
  })
  it('an edge has blanks around its arrow however it is written', () => {
    expect(parseEdgePattern('  web->pay* ')).toEqual({ text: 'web -> pay*', from: 'web', to: 'pay*' })
  })

  it.each([
    [parsePopularity, 'zipff(0.9)', '"zipff" is not a popularity', 'zipf(0.9)'],
    [parsePopularity, 'zipf(-1)', 'the exponent of zipf is negative', undefined],
    [parseInput, 'zipf(0.9)', '"zipf(0.9)" does not say of how many keys', 'zipf(0.9) of 10000'],
    [parseInput, 'uniform of 0', '"0" is not a number of keys', undefined],
    [parseRuntime, 'thread(64)', '"thread(64)" is not a runtime', 'threads(64)'],
    [parseRuntime, 'threads', '"threads" is not a runtime', 'threads(200)'],
    [parseRuntime, 'threads(0)', 'this is not a number of threads', undefined],
    [parseBalance, 'round_robin', '"round_robin" is not a way to balance', 'round-robin'],
    [parseBalance, 'p2c', '"p2c" is not a way to balance', 'power-of(2)'],
    [parseBalance, 'power-of(0)', 'this is not a number of choices', undefined],
    [parseBalance, 'power-of(2, 3)', '"power-of" is called with the wrong arguments', undefined],
    [parseBalance, 'weighted(0, 0)', '"weighted" needs a weight above 0', undefined],
    [parseEdgePattern, 'web => pay', '"web => pay" is not an edge', 'web -> pay'],
    [parseEdgePattern, 'web', '"web" is not an edge', undefined],
    [parseEdgePattern, 'web -> ', '"web -> " is not an edge', undefined],
  ] as const)('%o of %s', (parse, text, message, suggestion) =>
    expect(parse(text)).toMatchObject({ message, suggestion }),
  )
})
