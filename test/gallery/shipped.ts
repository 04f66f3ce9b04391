import { readdirSync } from 'node:fs'

/** Where the scenarios lie that come with the package. */
export const SCENARIOS: URL = new URL('../../scenarios/', import.meta.url)

/** Names of the shipped scenarios, in code-unit order. */
export function shippedNames(): readonly string[] {
  const files = readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml'))
  return files.map((file) => file.slice(0, -'.yaml'.length)).toSorted((a, b) => (a < b ? -1 : 1))
}

/** The file of a shipped scenario. */
export function shipped(name: string): URL {
  return new URL(`${name}.yaml`, SCENARIOS)
}
