import { afterAll, describe, expect, it } from 'vitest'
import { WorkCounter } from './count-work.ts'

const counter = new WorkCounter()
const { loadScenario } = await import('../../src/scenarios/load.ts')
afterAll(() => counter.stop())

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')
const HEAD = 'name: x\nworkload: { w: { arrivals: poisson(1/s), call: m.o1 } }\napp:\n  m:\n'

/** Files that grow with n in one direction each. */
const GROWING: Readonly<Record<string, (n: number) => string>> = {
  operations: (n) => `${HEAD}    operations:\n${lines(n, (i) => `      o${i}: [ { cpu: exp(5ms) } ]`)}`,
  'operations with mistakes': (n) => `${HEAD}    operations:\n${lines(n, (i) => `      o${i}: [ { cpu: 5mz } ]`)}`,
  'unknown steps': (n) => `${HEAD}    operations:\n      o1:\n${lines(n, (i) => `        - { cup: ${i} }`)}`,
  'unknown keys': (n) => `${HEAD}${lines(n, (i) => `    key${i}: 1`)}`,
  'impossible names': (n) => `${HEAD}    operations:\n${lines(n, (i) => `      9o${i}: []`)}`,
  'duplicate keys': (n) => `${HEAD}    operations:\n${lines(n, () => '      o: []')}`,
  'calls to unknown operations': (n) =>
    `${HEAD}    operations:\n      o1:\n${lines(n, (i) => `        - call: m.p${i}`)}`,
  'calls to known operations': (n) =>
    `${HEAD}    operations:\n${lines(n, (i) => `      o${i}: [ { call: o${i + 1} } ]`)}\n      o${n}: []`,
  'a long list': (n) => `a: [ ${'1, '.repeat(n)} ]`,
  'a long text': (n) => `name: ${'x'.repeat(n * 20)}`,
  'a long literal': (n) => `${HEAD}    operations: { o1: [ { cpu: "empirical(${'1ms, '.repeat(n)}1ms)" } ] }`,
  'an open call': (n) => `${HEAD}    operations: { o1: [ { cpu: "${'f('.repeat(n)}" } ] }`,
  parentheses: (n) => `${'f(a, b) '.repeat(n)}: 1`,
  quotes: (n) => `a: [ ${'"x", '.repeat(n)} "y ]`,
  expectations: (n) =>
    `${HEAD}    operations: { o1: [] }\nexpect:\n${lines(n, (i) => `  - m.o1.latency.p99 < ${i}ms`)}`,
  'broken expectations': (n) =>
    `${HEAD}    operations: { o1: [] }\nexpect:\n${lines(n, (i) => `  - m.o${i}..p99 = 5`)}`,
  removals: (n) => {
    const modules = lines(n, (i) => `  n${i}x: {}`)
    const removals = lines(n, (i) => `      n${i}y: null`)
    return `${HEAD}    operations: { o1: [] }\n${modules}\nvariants:\n  v:\n    app:\n${removals}`
  },
  'blank lines and comments': (n) => `a: 1\n${'\n# x\n'.repeat(n)}b: 2`,
}

describe('twice as large a file', () => {
  // 2 would be exact; a sort, and lists that grow by doubling, cost a little more. A quadratic part would make 4.
  it.each(Object.keys(GROWING))('of %s takes about twice the work', (name) => {
    const text = GROWING[name] ?? ((): string => '')
    const work = (n: number): number =>
      counter.count(() => void loadScenario({ kind: 'yaml', file: 'x.yaml', text: text(n) }))
    work(50)
    const [once, twice] = [work(200), work(400)]
    expect(once).toBeGreaterThan(2000)
    expect(twice / once).toBeLessThan(2.4)
  })
})
