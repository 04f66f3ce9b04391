import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'vitest'
import { loadScenario } from '../src/scenarios/load.ts'
import { compile } from '../src/scenarios/compile.ts'
test('x', () => {
  for (const f of readdirSync('scenarios').filter((f) => f.endsWith('.yaml'))) {
  const text = readFileSync('scenarios/' + f, 'utf8')
  const loaded = loadScenario({ kind: 'yaml', file: f, text })
  console.log(f, loaded.problems.map((p) => p.code + p.message))
  if (!loaded.ok) continue
  for (const v of loaded.source.variants) {
  const c = compile(loaded.source.scenarioOf(v))
  console.log(f, v, c.problems.map((p) => p.code + ' ' + p.message))
  }}
}, 100000)
