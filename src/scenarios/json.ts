/** Plain data: what a scenario file says, before anyone asks what it means. */
export type Json = null | boolean | number | string | JsonList | JsonMap
export type JsonList = readonly Json[]
export interface JsonMap {
  readonly [key: string]: Json
}

export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isJsonList(value: Json | undefined): value is JsonList {
  return Array.isArray(value)
}

/** What stands at the key or index; `undefined` where nothing does. */
export function childOf(value: Json | undefined, segment: string | number): Json | undefined {
  if (isJsonList(value)) return typeof segment === 'number' ? value[segment] : undefined
  return isJsonMap(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
}
