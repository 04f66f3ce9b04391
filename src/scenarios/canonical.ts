import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Expectation } from './expectation.ts'
import type { Scenario } from './scenario.ts'
import { without } from './without.ts'

/**
 * The SHA-256, in hex, of what a scenario means: the base and every variant, with defaults and in canonical literals,
 * so that `1s` and `1000ms`, YAML and TypeScript, and any order of keys are one scenario. What is left out does not
 * make it another: the seed and the number of replications (results of several seeds belong together) and the texts
 * for people. Of a scenario in TypeScript with functions, `sources` is what their code says, by the texts that stand
 * for them; another text is another scenario.
 */
export function scenarioHash(
  base: Scenario,
  variants: ReadonlyMap<string, Scenario>,
  sources: ReadonlyMap<string, string> = new Map(),
): string {
  const document = {
    base: essence(base),
    variants: Object.fromEntries([...variants].map(([name, each]) => [name, essence(each)])),
    ...(sources.size === 0 ? {} : { functions: Object.fromEntries(sources) }),
  }
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(document))))
}

/** JSON with sorted keys, laws as their text, and infinities as texts; equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no canonical JSON`)
  if ('distribution' in value && 'text' in value) return JSON.stringify(value.text)
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}

function essence(scenario: Scenario): unknown {
  const meaning = without(scenario, 'question', 'claim', 'control', 'notes')
  return { ...meaning, expect: scenario.expect.map(judged), run: without(scenario.run, 'seed', 'replications') }
}

/** `== 0` is judged as `<= 0`, and means the same. */
function judged(one: Expectation): Expectation {
  return one.kind === 'metric' ? { ...one, text: one.text.replace(' == ', ' <= ') } : one
}
