import * as z from 'zod'
import type { Json, JsonMap } from './json.ts'
import { isJsonList, isJsonMap } from './json.ts'
import { anyFault } from './schema/faults/faults.ts'
import { scenarioSchema } from './schema/scenario.ts'
import { VARIANT_KEYS } from './variants.ts'
import { without } from './without.ts'

const DEFINITIONS = '#/definitions/'
const CHANGE = 'change-of-'

/**
 * A piece of a call that YAML tools see as a key without a value: to them, `{ cpu: gamma(mean=3ms, cv=2) }` has a
 * second key `cv=2)`. The loader reads such a call as one literal, so editors must not object.
 */
const PIECE_OF_CALL = '[=()]|^[0-9$]'

/**
 * The JSON Schema (draft 7) of scenario files, for editors: completion, hover texts and underlined mistakes. The
 * loader is the authority and stricter, for example about sums of shares.
 */
export function scenarioJsonSchema(): JsonMap {
  const root = generated(scenarioSchema)
  const fault = generated(anyFault)
  const definitions = new Map(Object.entries({ ...mapOf(root['definitions']), ...mapOf(fault['definitions']) }))
  definitions.set('fault', without(fault, '$schema', 'definitions'))
  definitions.set('variant', variantSchema(mapOf(root['properties']), definitions))
  const { $schema = '' } = root
  const rest = without(root, '$schema', 'definitions')
  const sorted = [...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return withPieces({
    $schema,
    title: 'Orrery scenario',
    description: 'One application, how it is deployed, what loads it, and what must hold.',
    ...rest,
    definitions: Object.fromEntries(sorted),
  })
}

/** A copy, because it becomes ours to change; also drops what is not JSON. */
function generated(schema: z.ZodType): JsonMap {
  const made = z.toJSONSchema(schema, { io: 'input', target: 'draft-07', unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(made)) as JsonMap
}

/** The same as the text of a file. */
export function scenarioJsonSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`
}

/** What a variant may say: every part of what it may change, each left out, changed or null. */
function variantSchema(properties: JsonMap, definitions: Map<string, Json>): JsonMap {
  const changes = VARIANT_KEYS.map((key): [string, Json] => [key, orNull(changed(properties[key] ?? {}, definitions))])
  return {
    type: 'object',
    description: 'What this variant changes: maps merge, lists and scalars replace, null removes.',
    properties: Object.fromEntries(changes),
    additionalProperties: false,
  }
}

/** A schema of which every map may be written in part. Lists stay as they are: they replace. */
function changed(schema: Json, definitions: Map<string, Json>): Json {
  if (!isJsonMap(schema)) return schema
  const rest = without(schema, 'required', 'default')
  const { $ref } = schema
  if (typeof $ref === 'string') return { ...rest, $ref: changedDefinition($ref, definitions) }
  const parts = Object.entries(rest).map(([key, value]): [string, Json] => {
    if (key === 'anyOf' || key === 'allOf') return [key, listOf(value).map((each) => changed(each, definitions))]
    if (key === 'properties') return [key, mapValues(mapOf(value), (each) => orNull(changed(each, definitions)))]
    if (key === 'additionalProperties' && isJsonMap(value)) return [key, orNull(changed(value, definitions))]
    return [key, value]
  })
  return Object.fromEntries(parts)
}

/** The name of the definition's change, which is made where it holds maps. */
function changedDefinition(ref: string, definitions: Map<string, Json>): string {
  const name = ref.slice(DEFINITIONS.length)
  const definition = definitions.get(name)
  if (definition === undefined || !holdsMaps(definition)) return ref
  const changeName = `${CHANGE}${name}`
  if (!definitions.has(changeName)) {
    definitions.set(changeName, {})
    definitions.set(changeName, changed(definition, definitions))
  }
  return `${DEFINITIONS}${changeName}`
}

function holdsMaps(schema: Json): boolean {
  if (!isJsonMap(schema)) return false
  return schema['type'] === 'object' || listOf(schema['anyOf']).some(holdsMaps)
}

/** The schema, or null; the description stays where editors look for it. */
function orNull(schema: Json): Json {
  if (!isJsonMap(schema)) return schema
  const { description, ...rest } = schema
  return {
    ...(description === undefined ? {} : { description }),
    anyOf: [rest, { type: 'null', description: 'Removes it.' }],
  }
}

/** Lets the pieces of calls pass in every map with fixed keys. */
function withPieces(schema: JsonMap): JsonMap {
  const inner = mapValues(schema, (value) => {
    if (isJsonList(value)) return value.map((each) => (isJsonMap(each) ? withPieces(each) : each))
    return isJsonMap(value) ? withPieces(value) : value
  })
  if (typeof inner['$ref'] === 'string') return withRefApart(inner)
  if (schema['additionalProperties'] !== false) return inner
  return { ...inner, patternProperties: { [PIECE_OF_CALL]: { type: 'null' } } }
}

/** In draft 7 nothing beside a reference counts. */
function withRefApart({ $ref = '', ...rest }: JsonMap): JsonMap {
  return Object.keys(rest).length === 0 ? { $ref } : { ...rest, allOf: [{ $ref }] }
}

function mapValues(map: JsonMap, change: (value: Json) => Json): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]))
}

function mapOf(value: Json | undefined): JsonMap {
  return isJsonMap(value) ? value : {}
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : []
}
