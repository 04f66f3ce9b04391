import { checkFaultNames, checkLimitKinds, checkVariantNames } from './check-expectation.ts'
import type { Expectation } from './expectation.ts'
import { childOf, isJsonList, isJsonMap, type Json, type JsonMap } from './json.ts'
import type { Problem } from './problem.ts'
import { type PartialScenario, salvage } from './salvage.ts'
import type { Scenario } from './scenario.ts'
import { expectation } from './schema/expect.ts'
import { scenarioSchema } from './schema/scenario.ts'
import { schemaProblems } from './schema-problems.ts'
import { SIZE_LIMITS } from './size-limits.ts'
import { applyVariant, nearestOf, originOf } from './variants.ts'

/** A document judged: the base and its variants, or what is wrong with them. */
export interface ResolvedDocument {
  readonly base: Scenario | undefined
  /** By name, in the order of the document; complete only where there are no problems. */
  readonly variants: ReadonlyMap<string, Scenario>
  readonly problems: readonly Problem[]
  /** What is left of a base with mistakes. */
  readonly partial?: PartialScenario
}

/** Judges the base, then every variant written out; a mistake of the base is not reported again for each variant. */
export function resolveDocument(document: JsonMap): ResolvedDocument {
  const { variants: written, ...rest } = document
  const judged = judge(document)
  const problems = [...judged.problems]
  const ofBase = new Set(judged.problems.map(nameOf))
  const variants = new Map<string, Scenario>()
  const changes = changesOf(written, problems)
  // Names begin with a letter, so an object keeps them in the order in which they were written.
  const names = Object.keys(changes)
  const size = nodesOf(rest)
  if (size * (names.length + 1) > SIZE_LIMITS.resolvedNodes) {
    problems.push(tooManyVariants(names.length))
    return { base: judged.scenario, variants, problems }
  }
  for (const name of names) {
    const change = changes[name]
    if (change === undefined) continue
    const applied = applyVariant(rest, name, change)
    const inVariant = judge(applied.document)
    if (inVariant.scenario !== undefined) variants.set(name, inVariant.scenario)
    problems.push(
      ...applied.problems,
      ...inVariant.problems.flatMap((problem) => ownProblem(problem, name, change, ofBase)),
    )
  }
  const expectations = expectationsOf(rest['expect'])
  problems.push(...checkVariantNames(expectations, names), ...checkLimitKinds(expectations))
  // A scenario with mistakes may have the fault where the mistake is.
  const complete = judged.scenario !== undefined && variants.size === names.length
  if (complete) problems.push(...checkFaultNames(expectations, faultIds([judged.scenario, ...variants.values()])))
  const partial = judged.scenario === undefined ? salvage(rest, size, judge) : undefined
  return { base: judged.scenario, variants, problems, ...(partial === undefined ? {} : { partial }) }
}

interface Judged {
  readonly scenario: Scenario | undefined
  readonly problems: readonly Problem[]
}

function judge(document: JsonMap): Judged {
  const result = scenarioSchema.safeParse(document)
  if (result.success) return { scenario: result.data, problems: [] }
  return { scenario: undefined, problems: schemaProblems(result.error.issues, document) }
}

/** Ids of the faults of all variants, each once, in the order of the document. */
function faultIds(scenarios: readonly Scenario[]): string[] {
  return [...new Set(scenarios.flatMap(({ faults }) => faults.map(({ id }) => id)))]
}

/** Variants that are maps; the others are problems. */
function changesOf(written: Json | undefined, problems: Problem[]): Readonly<Record<string, JsonMap>> {
  if (!isJsonMap(written)) return {}
  const changes: [string, JsonMap][] = []
  for (const [name, change] of Object.entries(written)) {
    if (isJsonMap(change)) changes.push([name, change])
    else if (change === null) changes.push([name, {}])
    else {
      const expected = 'a map of changes, for example { deploy: { web: { instances: 2 } } }'
      problems.push({
        code: 'S103',
        severity: 'error',
        message: 'a variant is a map',
        path: ['variants', name],
        expected,
      })
    }
  }
  return Object.fromEntries(changes)
}

/** The expectations that can be read, by index: the others are reported, and these need not wait for them. */
function expectationsOf(written: Json | undefined): Map<number, Expectation> {
  const expectations = new Map<number, Expectation>()
  for (const [index, item] of (isJsonList(written) ? written : []).entries()) {
    const result = expectation.safeParse(item)
    if (result.success) expectations.set(index, result.data)
  }
  return expectations
}

/**
 * A problem that comes from the variant's own text, or from what its change has made of the base, such as a map with a
 * key that is missing where there was a list; the others stand in the base (`ofBase`) and have been reported there.
 */
function ownProblem(problem: Problem, name: string, change: JsonMap, ofBase: ReadonlySet<string>): Problem[] {
  const path = originOf(problem.path, name, change)
  if (path[0] === 'variants') return [{ ...problem, path, variant: name }]
  return ofBase.has(nameOf(problem)) ? [] : [{ ...problem, path: nearestOf(problem.path, name, change), variant: name }]
}

/** What a problem is, and where. */
function nameOf({ code, path }: Problem): string {
  return JSON.stringify([code, path])
}

function tooManyVariants(count: number): Problem {
  return {
    code: 'S009',
    severity: 'error',
    message: `${count} variants of this scenario are too much`,
    path: ['variants'],
    at: 'key',
    expected: `at most ${SIZE_LIMITS.resolvedNodes} keys and values when all are written out`,
  }
}

/** Keys and values of a document, which is not deeper than the loader allows. */
function nodesOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const key of Object.keys(value))
    count += 1 + nodesOf(childOf(value, Array.isArray(value) ? Number(key) : key) ?? null)
  return count
}
