import type * as z from 'zod'
import { isJsonMap, type Json } from './json.ts'
import type { DocumentPath, Problem } from './problem.ts'
import { FAULT_KINDS } from './schema/faults/fault-kinds.ts'
import { suggest } from './suggest.ts'

type Issues = readonly z.core.$ZodIssue[]

/** The mistakes of the kind that a fault is of, or the problem that it is of none or of two. */
export type FaultBranch =
  | { readonly kind: 'issues'; readonly issues: Issues }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** It is not even a map. */
  | { readonly kind: 'none' }

/** In other faults these choose among the instances. */
const PLACES: readonly string[] = ['zone', 'region']

/**
 * Judges a fault by its kind alone, so that nobody reads about the other kinds. `branches` are the mistakes of
 * every kind, in the order of `FAULT_KINDS`.
 */
export function faultBranch(branches: readonly Issues[], value: Json | undefined, path: DocumentPath): FaultBranch {
  if (!isJsonMap(value)) return { kind: 'none' }
  const written = Object.keys(value).filter((key) => FAULT_KINDS.includes(key))
  const kinds = written.some((key) => !PLACES.includes(key)) ? written.filter((key) => !PLACES.includes(key)) : written
  const [kind, second] = kinds
  if (kind === undefined) return { kind: 'problem', problem: withoutKind(Object.keys(value), path) }
  if (second === undefined) return { kind: 'issues', issues: branches[FAULT_KINDS.indexOf(kind)] ?? [] }
  const message = `a fault does one thing, and this one has "${kind}" and "${second}"`
  const hint = 'make it two faults, each with its own dash or braces'
  return { kind: 'problem', problem: { ...base(message), path: [...path, second], at: 'key', hint } }
}

function withoutKind(keys: readonly string[], path: DocumentPath): Problem {
  const expected = `one of the keys ${FAULT_KINDS.join(', ')}`
  for (const key of keys) {
    const suggestion = suggest(key, FAULT_KINDS) ?? (Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : undefined)
    if (suggestion === undefined) continue
    const message = `there is no kind of fault "${key}"`
    return { ...base(message), path: [...path, key], at: 'key', expected, suggestion }
  }
  return { ...base('nothing says what this fault does'), path, expected }
}

function base(message: string): Pick<Problem, 'code' | 'severity' | 'message'> {
  return { code: 'S160', severity: 'error', message }
}

/** What other tools call the same faults. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  delay: 'latency',
  jitter: 'latency',
  drop: 'loss',
  'packet-loss': 'loss',
  duplication: 'duplicate',
  rate: 'bandwidth',
  clog: 'jam',
  hold: 'jam',
  kill: 'crash',
  stop: 'crash',
  restart: 'crash',
  down: 'crash',
  gc: 'pause',
  freeze: 'pause',
  cpu: 'cpu-quota',
  oom: 'memory',
  fds: 'descriptors',
  'clock-skew': 'clock',
  error: 'errors',
  abort: 'errors',
  fail: 'errors',
  'rate-limit': 'throttle',
  flush: 'cache-flush',
  'retry-storm': 'client-retries',
  spike: 'surge',
}
