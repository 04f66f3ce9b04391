import { expect, test } from 'vitest'
import { compile } from '../../../src/scenarios/compile.ts'
import { loadScenario } from '../../../src/scenarios/load.ts'

const TEXT = `name: shop
app:
  shop:
    operations:
      browse: [ { cpu: exp(1ms) }, { call: catlog.search } ]
      checkout: [ { call: payments.charge, timeout: 20ms } ]
  catalog:
    owns: { products: {} }
    operations:
      search:
        - { read: product }
  payments:
    operations:
      charge: [ { parallel: [ { io: 50ms }, [ { cpu: 1ms }, respond ] ] } ]
deploy:
  each-module: { machine: c7i.large }
  web: { modules: [shop], machine: c7i.lrage }
stores:
  each-unit: { zone: b }
workload:
  shoppers: { arrivals: poisson(120/s), call: shop.browse }
policies:
  - { on: "* -> paymens", timeout: 1s }
`

/** What is marked in the text for each problem: line, and the text at the place. */
function marked(text: string): readonly string[] {
  const loaded = loadScenario({ kind: 'yaml', file: 'shop.yaml', text })
  if (!loaded.ok) return loaded.problems.map(({ message }) => message)
  return compile(loaded.source.scenarioOf('default')).problems.map((problem) => {
    const { code, span } = loaded.source.locate(problem)
    return `${code} ${span?.start.line}: ${text.slice(span?.start.offset, span?.end.offset)}`
  })
}

test('every mistake is marked where it is written', () => {
  expect(marked(TEXT)).toEqual([
    'S203 11: product',
    'S218 14: respond',
    'S201 5: catlog',
    'S206 17: c7i.lrage',
    'S205 19: b',
    'S204 23: paymens',
  ])
})

test('every doubt is marked where it is written, or at the part it is about', () => {
  const text = TEXT.replace('catlog', 'catalog')
    .replace('read: product ', 'read: products ')
    .replace(', respond ', ' ')
    .replace('lrage', 'large')
    .replace(', zone: b', '')
    .replace('zone: b', 'read: 100ms')
    .replace('paymens', 'payments')
  expect(marked(text)).toEqual(['L303 12: payments', 'L304 6: checkout', 'L322 19: each-unit', 'L330 6: 20ms'])
})
