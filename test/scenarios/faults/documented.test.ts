import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compile } from '../../../src/scenarios/compile.ts'
import { loadScenario } from '../../../src/scenarios/load.ts'
import { faultKinds } from '../../../src/scenarios/schema/faults/fault-kinds.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/scenario-language.md'), 'utf8')
const section = page.slice(page.indexOf('\n## faults\n'), page.indexOf('\n## variants\n'))

/** Code in the first column of the tables below a heading. */
function firstColumn(heading: string): string[] {
  const [, rest = ''] = section.split(`### ${heading}\n`)
  const rows = (rest.split('\n### ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? ''))
}

function problemsWith(fault: string): unknown {
  const text = `name: documented
run: { duration: 10min }
app:
  shop:
    operations: { buy: [ { cache: charges, miss: [ { read: charges } ] }, { call: payments.charge } ] }
    owns: { charges: {} }
  payments: { operations: { charge: [ { cpu: 1ms }, { write: bills } ] }, owns: { bills: {} } }
network: { zones: { a: us-east-1, b: us-east-1 } }
deploy: { shop: { instances: 2 }, payments: { instances: 3 } }
workload: { shoppers: { arrivals: poisson(50/s), call: shop.buy, deadline: { after: 5s, propagate: true } } }
faults: [ ${fault}, { pause: shop, id: slow-db, at: 1min, for: 1s } ]
`
  const loaded = loadScenario({ kind: 'yaml', file: 'documented.yaml', text })
  const problems = loaded.ok ? compile(loaded.source.base).problems : loaded.problems
  return problems.map(({ code, message }) => `${code} ${message}`)
}

it('the page of the language shows every kind of fault as it can be written', () => {
  const faults = firstColumn('What')
  for (const fault of faults) expect(problemsWith(fault), fault).toEqual([])
  const kinds = faults.map((fault) => [...faultKinds.keys()].find((kind) => fault.startsWith(`{ ${kind}: `)))
  expect(new Set(kinds)).toEqual(new Set(faultKinds.keys()))
})

it('the page of the language shows every key about times as it can be written', () => {
  const needs: Readonly<Record<string, string>> = { every: ', for: 1s', at: ', for: 1s', id: '-2' }
  const keys = firstColumn('When')
  for (const key of keys) {
    const name = /^[a-z]+/.exec(key)?.[0] ?? ''
    expect(problemsWith(`{ pause: payments, ${key}${needs[name] ?? ''} }`), key).toEqual([])
  }
  const names = new Set(keys.map((key) => /^[a-z]+/.exec(key)?.[0]))
  expect([...names]).toEqual(['at', 'for', 'until', 'every', 'jitter', 'after', 'when', 'flap', 'id', 'disabled'])
})
