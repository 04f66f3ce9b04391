import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import { summaryText } from '../../src/report/summary.ts'
import { loadScenario } from '../../src/scenarios/load.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/reading-results.md'), 'utf8')

it('the page on results shows what its scenario with a fault really prints', async () => {
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? []
  const [, shown = ''] = /```\n( {2}faults\n.*?)```/s.exec(page) ?? []
  const loaded = loadScenario({ kind: 'yaml', file: 'page.yaml', text })
  expect(loaded.problems).toEqual([])
  if (!loaded.ok) return
  const result = prepareScenario(loaded.source)
  expect(result.problems).toEqual([])
  if (!result.ok) return
  const { document } = await runScenario(result.prepared, { replay: '' })
  expect(shown.split('\n').length).toBeGreaterThan(6)
  expect(summaryText(document, 'compact')).toContain(shown)
})
