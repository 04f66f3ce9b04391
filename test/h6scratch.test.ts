import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { scenarioJsonSchemaText } from '../src/scenarios/json-schema.ts'
import { EXAMPLES } from './scenarios/examples.ts'
import { loadScenario } from '../src/scenarios/load.ts'
import { compile } from '../src/scenarios/compile.ts'
import { renderProblem } from '../src/scenarios/render-problem.ts'
import { runReplication } from '../src/experiments/once.ts'
test('x', () => {
  writeFileSync('/work/main/schema/scenario.schema.json', scenarioJsonSchemaText())
  const text = EXAMPLES['protected'] ?? ''
  const loaded = loadScenario({ kind: 'yaml', file: 'p', text })
  for (const p of loaded.problems) console.log(renderProblem(p, { textOf: () => text }))
  if (!loaded.ok) return
  const c = compile(loaded.source.scenarioOf(loaded.source.variants[0]))
  for (const p of c.problems) console.log(renderProblem(loaded.source.locate(p), { textOf: () => text }))
  if (c.ok) console.log(runReplication(c.plan, { seed: '1', replication: 0, from: 0 }).end.status)
}, 100000)
