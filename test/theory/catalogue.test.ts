import { describe, expect, it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { verifyCases } from '../../src/experiments/verify/catalogue.ts'
import { notCovered } from '../../src/experiments/verify/not-covered.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { readReferenceCases } from './reference-cases.ts'

const references = readReferenceCases()
if (references === undefined)
  console.warn('The reference cases are not beside this checkout: their ids are not compared.')

/** Cases that one reference id has become several of. */
const SPLIT: Readonly<Record<string, readonly string[]>> = {
  'T-AVAIL-1': ['T-AVAIL-1-5', 'T-AVAIL-1-10', 'T-AVAIL-1-30', 'T-AVAIL-1-100'],
  'T-AVAIL-2': ['T-AVAIL-2-1', 'T-AVAIL-2-2', 'T-AVAIL-2-3'],
  'M-HOT-5': ['M-HOT-5-10', 'M-HOT-5-30'],
  'M-HOT-6': ['M-HOT-6-CAP', 'M-HOT-6-LIFO', 'M-HOT-6-DROP', 'M-HOT-6-NONE'],
  'R-CRDT-1': ['R-CRDT-1-g-counter', 'R-CRDT-1-lww-counter'],
  'R-RAFT-PUB': ['R-RAFT-PUB-1', 'R-RAFT-PUB-2', 'R-RAFT-PUB-LAN-1', 'R-RAFT-PUB-LAN-2', 'R-RAFT-PUB-LAN-3'],
}

/**
 * What some cases are about: more work than slots, a limit below the load, retries that multiply, that have no timeout
 * (failures come at once), or one that ends before the answer; quorums that need not overlap; a saga that a crash would
 * forget, where nothing crashes.
 */
const MEANT: readonly string[] = ['L321', 'L330', 'L371', 'L380', 'L381', 'L393', 'L423']

describe('the catalogue of cases', () => {
  const ids = verifyCases.map((each) => each.id)

  it('has no id twice, and none that is also said to be missing', () => {
    const all = [...ids, ...notCovered.map((each) => each.id)]
    expect(all.filter((id, i) => all.indexOf(id) !== i)).toEqual([])
  })

  it.skipIf(references === undefined)('leaves out no reference but those of prices, functions and delivery', () => {
    const known = new Set([...ids, ...notCovered.map((each) => each.id)])
    const wanted = [...(references?.keys() ?? [])].filter((id) => !/^(P|F|D)-(?!SFN)/.test(id))
    expect(wanted.length).toBeGreaterThan(170)
    const missing = wanted.flatMap((id) => SPLIT[id] ?? [id]).filter((id) => !known.has(id))
    expect(missing).toEqual([])
  })

  it('is all scenario files that load and compile; the only warnings are those that are meant', () => {
    const complaints = verifyCases.flatMap((each) => {
      const loaded = loadScenario({ kind: 'yaml', file: `${each.id}.yaml`, text: each.scenario })
      const prepared = loaded.ok ? prepareScenario(loaded.source, each.files) : loaded
      const problems = [...loaded.problems, ...prepared.problems]
      const meant = problems.filter(({ code }) => !MEANT.includes(code))
      return meant.map(({ code, message, path }) => `${each.id}: ${code} ${path.join('.')}: ${message}`)
    })
    expect(complaints).toEqual([])
  })

  it('expects finite numbers, each with a tolerance above 0', () => {
    for (const each of verifyCases) {
      const figures = each.figures()
      expect(figures.length, each.id).toBeGreaterThan(0)
      for (const { metric, expected, tolerance } of figures) {
        expect(Number.isFinite(expected), `${each.id} ${metric}`).toBe(true)
        const width = 'within' in tolerance ? tolerance.within[1] - tolerance.within[0] : Object.values(tolerance)[0]
        expect(width, `${each.id} ${metric}`).toBeGreaterThan(0)
      }
    }
  })
})
