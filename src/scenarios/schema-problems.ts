import type * as z from 'zod'
import { childOf, isJsonMap, type Json } from './json.ts'
import type { Mistake } from './literals/mistake.ts'
import { otherWord } from './other-words.ts'
import { pathText } from './path-text.ts'
import type { DocumentPath, Problem } from './problem.ts'
import { describeValue } from './schema/literal.ts'
import type { Reported } from './schema/report.ts'
import { readThing } from './schema/thing.ts'
import { suggest } from './suggest.ts'
import { chooseBranch } from './union-branch.ts'
import { unknownKeyProblem, unknownKind } from './unknown-key.ts'

type Issue = z.core.$ZodIssue

/** With so many mistakes only the first are looked at, because only a few are shown. */
const MOST_JUDGED = 1000

/** Turns what the schema found wrong with `document` into problems, without consequences of one another. */
export function schemaProblems(issues: readonly Issue[], document: Json): Problem[] {
  const problems: Problem[] = []
  for (const issue of issues) {
    problems.push(...problemsOf(issue, [], document))
    if (problems.length >= MOST_JUDGED) break
  }
  return withoutConsequences(problems)
}

function problemsOf(issue: Issue, base: DocumentPath, document: Json): Problem[] {
  const path = [...base, ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))]
  const value = valueAt(document, path)
  if (value === undefined && path.length > 0 && !isRule(issue)) return [missingKey(path)]
  switch (issue.code) {
    case 'custom':
      return [custom(issue, path)]
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, MOST_JUDGED)
        .map((key) => unknownKeyProblem(key, path, readThing(issue.message), value))
    case 'invalid_union':
      return union(issue, path, value, document)
    case 'invalid_value':
      return [wrongWord(value, issue.values, path, issue.message)]
    case 'invalid_key':
      return issue.issues.flatMap((inner) =>
        inner.code === 'custom' ? [{ ...custom(inner, path), at: 'key' as const }] : [],
      )
    case 'too_small':
      return [{ ...base103(path), code: 'S106', message: `${readThing(issue.message).noun} cannot be empty` }]
    default:
      return [wrongType(value, path, issue.message)]
  }
}

/** What stands at the path in the document as written; `undefined` where nothing does. */
function valueAt(document: Json, path: DocumentPath): Json | undefined {
  let value: Json | undefined = document
  for (const segment of path) value = childOf(value, segment)
  return value
}

function reportedOf(issue: Issue): Reported | undefined {
  return issue.code === 'custom' ? (issue.params?.['reported'] as Reported | undefined) : undefined
}

/** A rule between keys speaks about absent things too; everything else about an absent thing says that it is absent. */
function isRule(issue: Issue): boolean {
  const reported = reportedOf(issue)
  return reported !== undefined && reported.mistake.code !== 'S103'
}

function custom(issue: Issue, path: DocumentPath): Problem {
  const reported = reportedOf(issue)
  if (reported === undefined) return { ...base103(path), message: issue.message }
  return mistakeProblem(reported.mistake, path, reported.at)
}

/** The problem of a mistake in the literal at `path`. */
function mistakeProblem(mistake: Mistake, path: DocumentPath, at: 'key' | 'value' = 'value'): Problem {
  const { code, message, start, end, label, expected, hint, suggestion } = mistake
  return {
    code,
    severity: 'error',
    message,
    path,
    ...(at === 'key' ? { at } : {}),
    ...(end > start ? { slice: { start, end } } : {}),
    ...(label === undefined ? {} : { label }),
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

function missingKey(path: DocumentPath): Problem {
  const owner = path.slice(0, -1)
  const where = owner.length === 0 ? 'the scenario' : `"${pathText(owner)}"`
  return {
    code: 'S102',
    severity: 'error',
    message: `"${path.at(-1)}" is missing in ${where}`,
    path,
    hint: `add "${path.at(-1)}:"`,
  }
}

function wrongType(value: Json | undefined, path: DocumentPath, message: string): Problem {
  const { noun, keys } = readThing(message)
  return {
    ...base103(path),
    message: `${noun} belongs here, not ${describeValue(value)}`,
    ...(keys.length === 0 ? otherShape(value, noun) : { expected: `a map with some of ${keys.join(', ')}` }),
    ...truthMeant(value, noun),
    ...meant(otherWord(value, noun)),
  }
}

function wrongWord(value: Json | undefined, words: readonly unknown[], path: DocumentPath, noun: string): Problem {
  const names = words.map(String)
  const suggestion = (typeof value === 'string' ? suggest(value, names) : undefined) ?? otherWord(value, noun)
  return {
    code: 'S104',
    severity: 'error',
    message: `${noun} belongs here, not ${describeValue(value)}`,
    path,
    ...(names.every((name) => noun.includes(name)) ? {} : { expected: `one of ${names.join(', ')}` }),
    ...meant(suggestion),
  }
}

function meant(suggestion: string | undefined): { suggestion?: string } {
  return suggestion === undefined ? {} : { suggestion }
}

/** A list where names are wanted, or the other way round. */
function otherShape(value: Json | undefined, noun: string): { expected?: string } {
  if (Array.isArray(value) && noun.startsWith('a map of ')) return { expected: 'a name and a colon before each' }
  if (isJsonMap(value) && noun.startsWith('a list of ')) return { expected: 'a dash before each' }
  return {}
}

/** Other formats have more words for the two truth values. */
function truthMeant(value: Json | undefined, noun: string): { suggestion?: string } {
  if (noun !== 'true or false' || typeof value !== 'string') return {}
  const word = value.toLowerCase()
  if (['yes', 'on', 'true'].includes(word)) return { suggestion: 'true' }
  return ['no', 'off', 'false'].includes(word) ? { suggestion: 'false' } : {}
}

function union(
  issue: z.core.$ZodIssueInvalidUnion,
  path: DocumentPath,
  value: Json | undefined,
  document: Json,
): Problem[] {
  const choice = chooseBranch(issue.errors, value)
  switch (choice.kind) {
    case 'branch':
      return choice.issues.flatMap((inner) => problemsOf(inner, path, document))
    case 'word':
      return [{ ...wrongWord(value, choice.words, path, issue.message), suggestion: choice.suggestion }]
    case 'words':
      return [wrongWord(value, choice.words, path, issue.message)]
    case 'keys': {
      return [unknownKind(choice.keys, path, value, issue.message)]
    }
    case 'none':
      return [wrongType(value, path, issue.message)]
  }
}

function base103(path: DocumentPath): Pick<Problem, 'code' | 'severity' | 'path'> & { message: string } {
  return { code: 'S103', severity: 'error', path, message: '' }
}

/** A key that is misspelt, or not known yet, is the root of "missing" and of broken rules in the same map. */
function withoutConsequences(problems: readonly Problem[]): Problem[] {
  const explained = new Set<string>()
  const unclear = new Set<string>()
  for (const { code, suggestion, hint, path } of problems) {
    const owner = path.slice(0, -1)
    if (code !== 'S101' || (suggestion === undefined && hint === undefined)) continue
    explained.add(JSON.stringify(owner))
    if (suggestion === undefined) unclear.add(JSON.stringify(owner))
    else explained.add(JSON.stringify([...owner, suggestion]))
  }
  return problems.filter(({ code, path }) => {
    if (code === 'S108') return !explained.has(JSON.stringify(path))
    const isExplained = explained.has(JSON.stringify(path)) || unclear.has(JSON.stringify(path.slice(0, -1)))
    return code !== 'S102' || !isExplained
  })
}
