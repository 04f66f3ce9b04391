import { describe, expect, it } from 'vitest'
import { runReplication } from '../../../src/experiments/once.ts'
import { compile } from '../../../src/scenarios/compile.ts'
import { loadScenario } from '../../../src/scenarios/load.ts'

const S = 1e9

function text(popularity: string, input: string, shards: number, policy = ''): string {
  const read = `{ read: items${input === '' ? '' : ', key: sku'} }`
  return `
name: keys
run: { duration: 20s }
app:
  shop:
    operations: { get: [${read}, ${read}] }
    owns: { items: { keys: 50, popularity: ${popularity} } }
stores: { main: { shards: ${shards}, connections: 100 } }
workload:
  buyers: { arrivals: poisson(200/s), call: shop.get${input === '' ? '' : `, inputs: { sku: ${input} }`} }
${policy}`
}

/** Visits to each server of the store in one run. */
function visits(popularity: string, input: string, shards: number, policy?: string): number[] {
  const loaded = loadScenario({ kind: 'yaml', file: 'keys.yaml', text: text(popularity, input, shards, policy) })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const compiled = compile(loaded.source.scenarioOf('default'))
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  const { summary } = runReplication(compiled.plan, { seed: '1', replication: 0, from: 2 * S })
  return summary.series
    .filter(({ name, labels }) => name === 'visit' && labels['unit'] === 'main')
    .map(({ ledger }) => ledger.began)
}

describe('the key of a step', () => {
  it('sends all of one key to one server of the store', () => {
    const [most, ...rest] = visits('uniform', 'uniform of 1', 4).sort((a, b) => b - a)
    expect(most).toBeGreaterThan(6000)
    expect(rest).toEqual([0, 0, 0])
  })

  it('makes a shard hot when one key is popular, and leaves all alike when none is', () => {
    const even = visits('uniform', '', 5)
    const skewed = visits('zipf(1.5)', '', 5)
    const hottest = (counts: readonly number[]): number => Math.max(...counts) / counts.reduce((a, b) => a + b, 0)
    // zipf(1.5) over 50 keys gives its first key 42 % of all touches, 1 / the sum of i^-1.5; even shards get 20 % each.
    expect(hottest(skewed)).toBeGreaterThan(0.41)
    expect(hottest(even)).toBeLessThan(0.32)
  })

  it('is the same for a whole request when it is an input, and drawn anew for each step when it is not', () => {
    // Both steps of a request then touch the same key, so that every server is visited twice for each request it sees.
    const input = visits('uniform', 'uniform of 50', 5)
    const own = visits('uniform', '', 5)
    expect(input.reduce((a, b) => a + b, 0)).toBeGreaterThan(6000)
    expect(input.filter((count) => count % 2 === 1)).toEqual([])
    expect(own.filter((count) => count % 2 === 1)).not.toEqual([])
  })

  // Each item is asked for at 4/s and a read of 1 ms is on its way: 1 in 250 meets another for its own item.
  it('says which reads are the same, also where the store has one server', () => {
    const policy = 'policies: [{ on: "* -> main", coalesce: true }]\n'
    const count = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
    const plain = count(visits('uniform', 'uniform of 50', 1))
    const many = count(visits('uniform', 'uniform of 50', 1, policy))
    const one = count(visits('uniform', 'uniform of 1', 1, policy))
    expect(many).toBeLessThan(plain)
    expect(many).toBeGreaterThan(0.97 * plain)
    expect(one).toBeLessThan(0.9 * plain)
  })

  it('costs no draw and changes nothing where the store has one server', () => {
    expect(visits('uniform', '', 1)).toEqual(visits('zipf(1.5)', '', 1))
  })
})

describe('the key of a call', () => {
  /** Visits to the callee of one run: 200 calls a second of 20 ms, of which calls for one key share an answer. */
  function asked(key: string, inputs: string): number {
    const file = `
name: keys
run: { duration: 20s }
app:
  shop: { operations: { get: [{ call: catalog.find${key} }] } }
  catalog: { operations: { find: [{ io: 20ms }] } }
workload:
  buyers: { arrivals: poisson(200/s), call: shop.get, inputs: { ${inputs} } }
policies: [{ on: "shop -> catalog", coalesce: true }]`
    const loaded = loadScenario({ kind: 'yaml', file: 'keys.yaml', text: file })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    const compiled = compile(loaded.source.scenarioOf('default'))
    if (!compiled.ok) throw new Error(compiled.problems[0]?.code)
    const { summary } = runReplication(compiled.plan, { seed: '1', replication: 0, from: 2 * S })
    const visits = summary.series.find(({ name, labels }) => name === 'visit' && labels['unit'] === 'catalog')
    return visits?.ledger.began ?? 0
  }

  it('tells calls apart that coalescing would take for one', () => {
    // 4,000 calls in 20 s. All alike, about one starts in (1 / 200 + 20) ms; apart, each of 1000 skus meets nobody.
    expect(asked('', 'sku: uniform of 1000')).toBeLessThan(900)
    expect(asked(', key: sku', 'sku: uniform of 1')).toBeLessThan(900)
    expect(asked(', key: sku', 'sku: uniform of 1000')).toBeGreaterThan(3900)
  })

  it('is an input of some workload', () => {
    expect(() => asked(', key: skew', 'sku: uniform of 1000')).toThrow('S207')
  })
})
