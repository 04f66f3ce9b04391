import type { Json } from './json.ts'

/** A piece of a JSON Schema. */
export type Schema = { readonly [key: string]: Json }

export const number: Schema = { type: 'number' }
export const count: Schema = { type: 'integer', minimum: 0 }
export const text: Schema = { type: 'string' }
export const flag: Schema = { type: 'boolean' }

/** An object with exactly these properties. */
export function object(properties: Readonly<Record<string, Schema>>, description?: string): Schema {
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  }
}

export function map(values: Schema, description?: string): Schema {
  return { type: 'object', ...(description === undefined ? {} : { description }), additionalProperties: values }
}

export function list(items: Schema): Schema {
  return { type: 'array', items }
}

export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] }
}

export function ref(name: string): Schema {
  return { $ref: `#/$defs/${name}` }
}
