import { resultJsonSchema } from '../report/result-schema.ts'
import { scenarioJsonSchema } from '../scenarios/json-schema.ts'

/** The JSON Schemas of what goes in and what comes out. */
export function schemaOf(what: 'scenario' | 'result'): unknown {
  return what === 'result' ? resultJsonSchema() : scenarioJsonSchema()
}
