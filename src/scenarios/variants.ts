import { produce } from 'immer'
import { isJsonMap, type Json, type JsonMap } from './json.ts'
import { type DocumentPath, MOST_PROBLEMS, type Problem } from './problem.ts'
import { suggest } from './suggest.ts'
import { unknownKeyProblem } from './unknown-key.ts'

/** What a variant may change. All runs of a comparison share the rest, or they could not be compared. */
export const VARIANT_KEYS: readonly string[] = [
  'app',
  'deploy',
  'stores',
  'processes',
  'brokers',
  'events',
  'consumers',
  'transactions',
  'network',
  'workload',
  'policies',
  'faults',
]

/** A variant written out, and what is wrong with the change itself. */
export interface AppliedVariant {
  readonly document: JsonMap
  readonly problems: readonly Problem[]
}

/** Applies a variant to the base: maps merge, lists and scalars replace, null removes. */
export function applyVariant(base: JsonMap, name: string, change: JsonMap): AppliedVariant {
  const problems: Problem[] = []
  const path = ['variants', name]
  const document = produce(base, (draft: Draft) => {
    for (const [key, value] of Object.entries(change)) {
      if (VARIANT_KEYS.includes(key)) mergeKey(draft, key, value, [...path, key], problems)
      else problems.push(notChangeable(key, path, key in base))
    }
  })
  return { document, problems }
}

/** Where the value at `path` of a written-out variant comes from, as a path into the document. */
export function originOf(path: DocumentPath, name: string, change: JsonMap): DocumentPath {
  let part: Json | undefined = change
  for (const segment of path) {
    if (!isJsonMap(part)) break
    if (typeof segment !== 'string' || !Object.hasOwn(part, segment)) return path
    part = part[segment]
  }
  return ['variants', name, ...path]
}

/** The place in a variant that is nearest to `path` of the written-out variant, as a path into the document. */
export function nearestOf(path: DocumentPath, name: string, change: JsonMap): DocumentPath {
  const near: (string | number)[] = []
  let part: Json | undefined = change
  for (const segment of path) {
    if (!isJsonMap(part) || typeof segment !== 'string' || !Object.hasOwn(part, segment)) break
    near.push(segment)
    part = part[segment]
  }
  return ['variants', name, ...near]
}

/** What immer hands out while a document changes. */
interface Draft {
  [key: string]: Json | Draft
}

function mergeKey(draft: Draft, key: string, value: Json, path: DocumentPath, problems: Problem[]): void {
  const before = Object.hasOwn(draft, key) ? draft[key] : undefined
  if (value === null) {
    // Beyond those that are shown nobody sees a suggestion, and looking for one costs time.
    const names = problems.length < MOST_PROBLEMS ? Object.keys(draft) : []
    if (before === undefined) problems.push(nothingThere(key, path, names))
    else delete draft[key]
    return
  }
  if (!isJsonMap(value)) {
    draft[key] = value
    return
  }
  if (!isDraft(before)) draft[key] = {}
  const target = draft[key]
  if (!isDraft(target)) return
  for (const [inner, change] of Object.entries(value)) mergeKey(target, inner, change, [...path, inner], problems)
}

function isDraft(value: Json | Draft | undefined): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function nothingThere(key: string, path: DocumentPath, names: readonly string[]): Problem {
  const suggestion = suggest(key, names)
  return {
    code: 'S141',
    severity: 'error',
    message: `there is no "${key}" that this variant could remove`,
    path,
    at: 'key',
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

function notChangeable(key: string, path: DocumentPath, inBase: boolean): Problem {
  if (!inBase && key !== 'run')
    return unknownKeyProblem(key, path, { noun: 'a variant', keys: VARIANT_KEYS }, undefined)
  return {
    code: 'S140',
    severity: 'error',
    message: `a variant cannot change "${key}"`,
    path: [...path, key],
    at: 'key',
    expected: `one of ${VARIANT_KEYS.join(', ')}`,
    hint: 'runs are compared only where they share everything else',
  }
}
