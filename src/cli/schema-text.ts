import { writeJson } from '../report/json.ts'
import { resultJsonSchema } from '../report/result-schema.ts'
import { scenarioJsonSchemaText } from '../scenarios/json-schema.ts'

/** The JSON Schemas of what goes in and what comes out, as the files of the package hold them. */
export function schemaText(what: 'scenario' | 'result'): string {
  return what === 'result' ? writeJson(resultJsonSchema()) : scenarioJsonSchemaText()
}
