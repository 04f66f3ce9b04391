import { readdirSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isJsonMap, type Json } from '../../src/scenarios/json.ts'
import { scenarioJsonSchema, scenarioJsonSchemaText } from '../../src/scenarios/json-schema.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { loadYaml } from '../../src/scenarios/load-yaml.ts'
import { EXAMPLES } from './examples.ts'

const SHIPPED = new URL('../../scenarios/', import.meta.url)
const schema = scenarioJsonSchema()

function validator(): ValidateFunction {
  const ajv = new Ajv({
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
    allErrors: true,
    allowMatchingProperties: true,
  })
  for (const keyword of ['patternErrorMessage', 'defaultSnippets']) ajv.addKeyword(keyword)
  return ajv.compile(schema)
}

const valid = validator()

/** As an editor sees a file, which knows nothing of calls and reads 1 as a number. */
function asEditor(text: string): unknown {
  return parse(text.replaceAll('mixture(95%: exp(5ms), 5%: exp(100ms))', '"mixture(95%: exp(5ms), 5%: exp(100ms))"'))
}

describe('the JSON Schema', () => {
  it('is the one that is shipped', () => {
    expect(readFileSync(new URL('../../schema/scenario.schema.json', import.meta.url), 'utf8')).toBe(
      scenarioJsonSchemaText(),
    )
  })

  it.each(Object.keys(EXAMPLES))('accepts the example %s as an editor sees it', (name) => {
    valid(asEditor(EXAMPLES[name] ?? ''))
    expect(valid.errors ?? []).toEqual([])
  })

  it.each(Object.keys(EXAMPLES))('accepts the example %s as the loader sees it', (name) => {
    const result = loadScenario({ kind: 'yaml', file: name, text: EXAMPLES[name] ?? '' })
    valid(result.ok ? structuredClone(result.source.document) : undefined)
    expect(valid.errors ?? []).toEqual([])
  })

  const shipped = readdirSync(SHIPPED).filter((file) => file.endsWith('.yaml'))
  it.each(shipped)('accepts the shipped scenario %s, and the file names the schema for editors', (file) => {
    const text = readFileSync(new URL(file, SHIPPED), 'utf8')
    valid(loadYaml(file, text).value)
    expect(valid.errors ?? []).toEqual([])
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\/scenario\.schema\.json$/m)
  })

  const small = EXAMPLES['small'] ?? ''
  it.each([
    ['a misspelt key', small.replace('operations', 'opertions')],
    ['a duration without a unit', small.replace('5ms', '5')],
    ['a strange unit', small.replace('5ms', '5mz')],
    ['an unknown law', small.replace('5ms', 'expo(5ms)')],
    ['an unknown kind of step', small.replace('cpu:', 'cup:')],
    ['an unknown kind of arrivals', small.replace('poisson', 'poison')],
    ['an impossible name', small.replace('name: first-request', 'name: 1st')],
    ['a missing part', small.replace(/workload:[^]*/, '')],
    ['an impossible word', `${small}network: { protocol: soap }\n`],
    ['an edge without its arrow', `${small}policies: [ { on: web } ]\n`],
    ['a misspelt key in a variant', `${small}variants: { a: { deploy: { web: { instancs: 3 } } } }\n`],
    ['a variant that changes the run', `${small}variants: { a: { run: { seed: 3 } } }\n`],
    ['an expectation without an operator', `${small}expect: [ shop.browse.latency.p99 ]\n`],
  ])('rejects %s', (_, text) => {
    expect(text).not.toBe(small)
    expect(valid(asEditor(text))).toBe(false)
  })

  it('accepts parts of a scenario and null in a variant', () => {
    const variants =
      'variants: { a: { deploy: { web: { cores: 3 } }, workload: { shoppers: { mix: null } }, stores: null } }\n'
    valid(asEditor(`${small}${variants}`))
    expect(valid.errors ?? []).toEqual([])
  })

  it('describes every key and says of every literal how it is written', () => {
    const bare: string[] = []
    walk(schema, '#', (part, place) => {
      const { properties, pattern } = part
      for (const [key, value] of Object.entries(isJsonMap(properties) ? properties : {})) {
        if (key !== 'respond' && descriptionOf(value) === undefined) bare.push(`${place}/${key}`)
      }
      if (pattern !== undefined && part['examples'] === undefined && part['patternErrorMessage'] === undefined)
        bare.push(place)
    })
    expect(bare).toEqual([])
  })

  it('leaves nothing open that is not meant to be', () => {
    const open: string[] = []
    walk(schema, '#', (part, place) => {
      if (Object.keys(part).length === 0) open.push(place)
      const closed = part['additionalProperties'] !== undefined || part['type'] !== 'object'
      if (!closed) open.push(place)
    })
    // What zod shows as a default is a value, not a schema.
    expect(open.filter((place) => !place.endsWith('/default'))).toEqual([])
  })
})

/** Beside the key, or in the definition that it refers to. */
function descriptionOf(value: Json): Json | undefined {
  if (!isJsonMap(value)) return 'none is needed'
  const name = typeof value['$ref'] === 'string' ? value['$ref'].split('/').at(-1) : undefined
  const definitions = schema['definitions']
  const definition = name !== undefined && isJsonMap(definitions) ? definitions[name] : undefined
  return value['description'] ?? (isJsonMap(definition) ? definition['description'] : undefined)
}

function walk(value: Json, place: string, visit: (part: Readonly<Record<string, Json>>, place: string) => void): void {
  if (Array.isArray(value)) value.forEach((each: Json, index) => walk(each, `${place}/${index}`, visit))
  if (!isJsonMap(value)) return
  visit(value, place)
  for (const [key, each] of Object.entries(value)) {
    if (key !== 'defaultSnippets' && key !== 'default' && key !== 'examples') walk(each, `${place}/${key}`, visit)
  }
}
