import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultsOfAnswer } from './located.ts'
import { mutations } from './mutations.ts'
import { compile } from '../../src/scenarios/compile.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
test('messages mutated', () => {
  let seen = 0
  let compiledOnes = 0
  fc.assert(
    fc.property(mutations().filter(({ name }) => name.startsWith('messages')), ({ name, text }) => {
      seen++
      expect(faultsOfAnswer(text), `${name}\n${text}`).toEqual([])
      const loaded = loadScenario({ kind: 'yaml', file: 'x', text })
      if (!loaded.ok) return
      for (const v of loaded.source.variants) {
        const r = compile(loaded.source.scenarioOf(v))
        for (const p of r.problems) { const l = loaded.source.locate(p); expect(l.span, `${p.code} ${p.message}`).toBeDefined() }
        if (r.ok) compiledOnes++
      }
    }),
    { numRuns: 700, seed: 77 },
  )
  console.log('seen', seen, 'compiled', compiledOnes)
}, 900000)
