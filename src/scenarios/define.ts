import type { ScenarioDocument } from './schema/scenario.ts'

/**
 * Gives an editor the types of a scenario in TypeScript: completion, hover texts and underlined mistakes. Returns the
 * very document; it is judged when it is loaded, by the same schema as a YAML file, and has the same hash.
 *
 * ```ts
 * export default defineScenario({
 *   name: 'shop',
 *   app: { shop: { operations: { browse: [{ cpu: exp('5ms') }] } } },
 *   workload: { shoppers: { arrivals: 'poisson(120/s)', call: 'shop.browse' } },
 * })
 * ```
 */
export function defineScenario(document: ScenarioDocument): ScenarioDocument {
  return document
}
