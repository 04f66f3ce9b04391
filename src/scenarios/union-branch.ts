import type * as z from 'zod'
import { childOf, isJsonMap, type Json } from './json.ts'
import type { Reported } from './schema/report.ts'
import { suggest } from './suggest.ts'

type Issue = z.core.$ZodIssue
type Issues = readonly Issue[]

/** Which of the things that would have fitted was meant. */
export type Branch =
  /** This one, so only its mistakes count. */
  | { readonly kind: 'branch'; readonly issues: Issues }
  /** A word, misspelt. */
  | { readonly kind: 'word'; readonly words: readonly unknown[]; readonly suggestion: string }
  /** Only words fit, and this is none of them. */
  | { readonly kind: 'words'; readonly words: readonly unknown[] }
  /** A map, but with none of the keys that say which. */
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  /** None of them. */
  | { readonly kind: 'none' }

/**
 * Judges the branches of a union by their mistakes: who means a unit writes a unit with a mistake, not a list with
 * ten.
 */
export function chooseBranch(branches: readonly Issues[], value: Json | undefined): Branch {
  if (typeof value !== 'object' || value === null) return forScalar(branches, value)
  const fitting = branches.filter((issues) => !issues.some(isWrongKind)).map(flattened(value))
  const [first, ...others] = fitting
  if (first === undefined) return { kind: 'none' }
  if (others.length === 0 || !isJsonMap(value)) return { kind: 'branch', issues: fewest(fitting) }
  return forMap(fitting, value)
}

function forScalar(written: readonly Issues[], value: Json | undefined): Branch {
  const branches = scalarBranches(written)
  const words = branches.flatMap((issues) =>
    issues.flatMap((issue) => (isRoot(issue) && issue.code === 'invalid_value' ? issue.values : [])),
  )
  const suggestion = typeof value === 'string' ? suggest(value, words.map(String)) : undefined
  if (suggestion !== undefined) return { kind: 'word', words, suggestion }
  const literal = branches.find((issues) => issues.some((issue) => isRoot(issue) && isMistake(issue)))
  const several = words.length > 1 || (words.length === 1 && literal !== undefined)
  if (several && typeof value === 'string' && BARE_WORD.test(value)) return { kind: 'words', words }
  if (literal !== undefined) return { kind: 'branch', issues: literal }
  return words.length > 0 && branches.length === 1 ? { kind: 'words', words } : { kind: 'none' }
}

const BARE_WORD = /^[A-Za-z-]+$/

/** The branches of unions inside the union are branches too. */
function scalarBranches(branches: readonly Issues[]): readonly Issues[] {
  return branches.flatMap((issues) => {
    const inner = issues.find((issue) => isRoot(issue) && issue.code === 'invalid_union')
    return inner?.code === 'invalid_union' ? scalarBranches(inner.errors) : [issues]
  })
}

/** Maps are told apart by the keys they must have. */
function forMap(fitting: readonly Issues[], value: Json): Branch {
  const complete = fitting.filter((issues) => missingKeys(issues, value).length === 0)
  if (complete.length > 0) return { kind: 'branch', issues: fewest(complete) }
  const needed = [...new Set(fitting.flatMap((issues) => missingKeys(issues, value).slice(0, 1)))]
  const written = isJsonMap(value) ? Object.keys(value) : []
  for (const key of written) {
    const meant = suggest(key, needed)
    const branch = fitting.find((issues) => meant !== undefined && missingKeys(issues, value).includes(meant))
    if (branch !== undefined) return { kind: 'branch', issues: branch }
  }
  const started = fitting.filter((issues) => !unknownKeys(issues).some((key) => written.includes(key)))
  return written.length > 0 && started.length > 0
    ? { kind: 'branch', issues: fewest(started) }
    : { kind: 'keys', keys: needed }
}

/** Keys that the branch needs and the map does not have. */
function missingKeys(issues: Issues, value: Json): string[] {
  return issues.flatMap((issue) => {
    const [key] = issue.path
    const absent = issue.path.length === 1 && typeof key === 'string' && childOf(value, key) === undefined
    return absent && !(isMistake(issue) && codeOf(issue) !== 'S103') ? [key] : []
  })
}

function unknownKeys(issues: Issues): readonly string[] {
  return issues.flatMap((issue) => (isRoot(issue) && issue.code === 'unrecognized_keys' ? issue.keys : []))
}

/** A union inside a union is judged first. */
function flattened(value: Json): (issues: Issues) => Issues {
  return (issues) =>
    issues.flatMap((issue) => {
      if (!isRoot(issue) || issue.code !== 'invalid_union') return [issue]
      const inner = chooseBranch(issue.errors, value)
      return inner.kind === 'branch' ? inner.issues : [issue]
    })
}

function fewest(branches: readonly Issues[]): Issues {
  return branches.reduce((best, issues) => (issues.length < best.length ? issues : best))
}

function isRoot(issue: Issue): boolean {
  return issue.path.length === 0
}

/** Whether a branch wanted another kind of value altogether. */
function isWrongKind(issue: Issue): boolean {
  if (!isRoot(issue)) return false
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || codeOf(issue) === 'S103'
}

function isMistake(issue: Issue): boolean {
  return codeOf(issue) !== undefined
}

function codeOf(issue: Issue): string | undefined {
  if (issue.code !== 'custom') return undefined
  const reported = issue.params?.['reported'] as Reported | undefined
  return reported?.mistake.code
}
