import { isJsonMap, type Json } from './json.ts'
import type { DocumentPath, Problem } from './problem.ts'
import { suggest } from './suggest.ts'

const STEP_KINDS: readonly string[] = [
  'cpu',
  'io',
  'call',
  'send',
  'parallel',
  'choose',
  'repeat',
  'read',
  'write',
  'update',
  'insert',
  'delete',
  'query',
  'join',
  'begin',
  'lease',
  'invalidate',
  'cache',
  'publish',
  'transaction',
  'fail',
  'respond',
]

/** What later versions of the language will know. */
const PLANNED: readonly string[] = ['undo', 'autoscaling', 'rollout', 'invariant']

/** The problem of a key that a map with fixed keys does not have. */
export function unknownKeyProblem(
  key: string,
  owner: DocumentPath,
  thing: { readonly noun: string; readonly keys: readonly string[] },
  map: Json | undefined,
): Problem {
  const path = [...owner, key]
  const base = { severity: 'error' as const, path, at: 'key' as const }
  if (thing.noun.endsWith(' step') && STEP_KINDS.includes(key)) {
    const kind = isJsonMap(map) ? Object.keys(map).find((each) => each !== key && STEP_KINDS.includes(each)) : undefined
    return {
      ...base,
      code: 'S107',
      message: `a step does one thing, and this one has "${kind ?? ''}" and "${key}"`,
      hint: 'make it two steps, each with its own dash or braces',
    }
  }
  const suggestion = suggest(key, thing.keys) ?? otherName(key, thing.keys)
  const hint = suggestion === undefined ? misplaced(key, thing) : undefined
  const planned = suggestion === undefined && PLANNED.includes(key)
  return {
    ...base,
    code: 'S101',
    message: `unknown key "${key}" in ${phrase(thing.noun, owner)}`,
    expected: `one of ${thing.keys.join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(hint === undefined ? {} : { hint }),
    ...(planned ? { hint: `this version of the language has no "${key}" yet` } : {}),
  }
}

/** Where a key belongs that stands one level too high: a step that is no list, an option of the one thing there is. */
function misplaced(
  key: string,
  { noun, keys }: { readonly noun: string; readonly keys: readonly string[] },
): string | undefined {
  if ((noun === 'a handler' || noun === 'an operation') && STEP_KINDS.includes(key)) {
    return `steps are a list, each with a dash or in braces: [{ ${key}: … }]`
  }
  const [only] = keys
  return keys.length === 1 && WRAPPED.includes(only ?? '') ? `it belongs inside: { ${only}: { ${key}: … } }` : undefined
}

/** Realisations whose options stand under their name. */
const WRAPPED: readonly string[] = ['two-phase-commit', 'try-confirm-cancel']

/** What other tools call the same things. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  replicas: 'instances',
  transaction: 'begin',
  transactions: 'begin',
  lock: 'lease',
  select: 'query',
  pods: 'instances',
  threads: 'runtime',
  rate: 'arrivals',
  rps: 'arrivals',
  vus: 'users',
  latency: 'delay',
  modules: 'app',
  services: 'deploy',
  thresholds: 'expect',
  checks: 'expect',
  load: 'workload',
}

function otherName(key: string, keys: readonly string[]): string | undefined {
  const name = Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : undefined
  return name !== undefined && keys.includes(name) ? name : undefined
}

/** The problem of a map that has none of the keys which would say what it is. */
export function unknownKind(keys: readonly string[], path: DocumentPath, map: Json | undefined, noun: string): Problem {
  const written = isJsonMap(map) ? Object.keys(map)[0] : undefined
  const expected = `one of the keys ${keys.join(', ')}`
  if (written === undefined) return { code: 'S107', severity: 'error', message: `this is not ${noun}`, path, expected }
  return {
    code: 'S107',
    severity: 'error',
    message: `"${written}" does not begin ${noun}`,
    path: [...path, written],
    at: 'key',
    expected,
    ...(PLANNED.includes(written) ? { hint: `this version of the language has no "${written}" yet` } : {}),
  }
}

/** `unit "web"`, `policy 2`, `the run`. */
function phrase(noun: string, path: DocumentPath): string {
  if (noun.startsWith('the ')) return noun
  const bare = noun.replace(/^an? /, '')
  const last = path.at(-1)
  if (typeof last === 'number') return `${bare} ${last + 1}`
  return last === undefined || last === bare || !bare.match(/^(unit|module|store|workload|record)$/)
    ? `this ${bare}`
    : `${bare} "${last}"`
}
