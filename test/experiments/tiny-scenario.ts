import { type PreparedScenario, prepareScenario } from '../../src/experiments/prepare.ts'
import { defineScenario } from '../../src/scenarios/define.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'

/** A shop of two modules, as one process and as two; a run takes milliseconds. */
export const tinyScenario: ScenarioDocument = defineScenario({
  name: 'tiny',
  run: { duration: '2s', warmup: '200ms', seed: 11, replications: 4 },
  app: {
    shop: {
      operations: {
        browse: [{ cpu: 'exp(1ms)' }, { call: 'catalog.search' }],
        buy: [{ cpu: 'exp(2ms)' }, { call: 'catalog.search', timeout: '1s' }],
      },
    },
    catalog: {
      owns: { products: { keys: 100 } },
      operations: { search: [{ cpu: 'exp(2ms)' }, { read: 'products' }] },
    },
  },
  workload: { shoppers: { arrivals: 'poisson(100/s)', mix: { 'shop.browse': '80%', 'shop.buy': '20%' } } },
  variants: { split: { deploy: 'each-module' }, whole: { deploy: { shop: { modules: 'all' } } } },
  expect: ['shop.browse.latency.p99 < 500ms', 'shop.buy.latency.mean of whole < split'],
})

/** A scenario ready to run, with `path=value` changes. */
export function prepared(scenario: ScenarioDocument, ...set: readonly string[]): PreparedScenario {
  const loaded = loadScenario({ kind: 'value', file: scenario.name, value: scenario }, { set })
  if (!loaded.ok) throw new RangeError(loaded.problems.map(({ message }) => message).join('; '))
  const result = prepareScenario(loaded.source)
  if (!result.ok) throw new RangeError(result.problems.map(({ message }) => message).join('; '))
  return result.prepared
}
