import { scenarioHash } from './canonical.ts'
import type { Expectation } from './expectation.ts'
import { isJsonMap, type Json, type JsonMap } from './json.ts'
import { loadYaml } from './load-yaml.ts'
import { Locator } from './locator.ts'
import { plainValue } from './plain-value.ts'
import { type DocumentPath, MOST_PROBLEMS, type Problem } from './problem.ts'
import { resolveDocument } from './resolve-document.ts'
import type { Scenario } from './scenario.ts'
import { pathSchema } from './schema/scenario.ts'
import { type AppliedSet, applySet } from './set.ts'
import { type ScenarioFunction, takeFunctions } from './take-functions.ts'
import { unknownNames } from './unknown-names.ts'
import type { Places } from './yaml/places.ts'

/** A scenario file's text, or the value of a TypeScript scenario; `file` is how messages call it. */
export type ScenarioInput =
  | { readonly kind: 'yaml'; readonly file: string; readonly text: string }
  | {
      readonly kind: 'value'
      readonly file: string
      readonly value: unknown
      /** The module whose default export the value is, as an absolute path; absent where it is none. */
      readonly module?: string
    }

export interface LoadOptions {
  /** `path=value` texts, applied in order before anything is judged. */
  readonly set?: readonly string[]
}

/** The name of the only variant of a scenario that declares none. */
const DEFAULT_VARIANT = 'default'

/** A scenario without errors. */
export interface LoadedScenario {
  readonly name: string
  /** SHA-256 in hex of what the scenario means; see `scenarioHash`. */
  readonly hash: string
  /** In the order of the document, the baseline first; `['default']` where the scenario declares none. */
  readonly variants: readonly string[]
  /** What was written, with `--set` applied; loading it again gives the same scenario. */
  readonly document: JsonMap
  /** The scenario without any variant. */
  readonly base: Scenario
  readonly expectations: readonly Expectation[]
  /** Functions of invariants, by the text that stands for each in the document. */
  readonly functions: ReadonlyMap<string, ScenarioFunction>
  /** The module that has the functions; `null` where there is none. */
  readonly module: string | null
  /** Throws `RangeError` for a name that is not in `variants`. */
  scenarioOf(variant: string): Scenario
  /** Adds spans to a problem that has a path, and moves the path into the variant it comes from. */
  locate(problem: Problem): Problem
}

export type LoadResult =
  | { readonly ok: true; readonly source: LoadedScenario; readonly problems: readonly Problem[] }
  | FailedLoad

export interface FailedLoad {
  readonly ok: false
  /** At least one error, at most `MOST_PROBLEMS`. */
  readonly problems: readonly Problem[]
  /** Problems beyond those. */
  readonly omitted: number
}

/**
 * Turns text or a value into a validated scenario, or into all problems at once, in the order of the text, each at its
 * place. Never throws for what the input says.
 */
export function loadScenario(input: ScenarioInput, options: LoadOptions = {}): LoadResult {
  const read = readInput(input)
  if (read.value === undefined) return failed(read.problems)
  const written: Json = read.value
  if (!isJsonMap(written)) return failed([...read.problems, ...notAMap(written, read.places)])

  const changed = applySets(written, options.set ?? [])
  const locator = new Locator(input.file, changed.document, read.places, changed.sets, options.set ?? [])
  const { base, variants, problems, partial } = resolveDocument(changed.document)
  const own = problems.filter((problem) => !read.problems.some((fault) => isBelow(problem.path, fault.path)))
  const names = partial === undefined ? [] : unknownNames(partial, changed.document)
  const all = locator.inOrder([...read.problems, ...changed.problems, ...own, ...names])
  if (all.length > 0 || base === undefined) return failed(all)
  const origin = { functions: read.functions, module: input.kind === 'value' ? (input.module ?? null) : null }
  const hash = scenarioHash(base, variants, read.sources)
  return { ok: true, source: { ...loaded(changed.document, base, variants, locator), hash, ...origin }, problems: [] }
}

interface ReadInput {
  readonly value?: Json
  readonly places?: Places
  readonly problems: readonly Problem[]
  readonly functions: LoadedScenario['functions']
  readonly sources?: ReadonlyMap<string, string>
}

function readInput(input: ScenarioInput): ReadInput {
  if (input.kind === 'yaml') return { ...loadYaml(input.file, input.text), functions: new Map() }
  const { value, functions, sources } = takeFunctions(input.value)
  const result = plainValue(value)
  return result.ok
    ? { value: result.value, problems: [], functions, sources }
    : { problems: result.problems, functions }
}

function notAMap(value: Json, places: Places | undefined): Problem[] {
  const problem: Problem = {
    code: 'S103',
    severity: 'error',
    message: `a scenario belongs here, not ${Array.isArray(value) ? 'a list' : 'a single value'}`,
    path: [],
    hint: 'a scenario begins with "name:" and "app:"',
  }
  return [places === undefined ? problem : { ...problem, span: places.spanOf(problem) }]
}

interface ChangedDocument {
  readonly document: JsonMap
  readonly sets: readonly AppliedSet[]
  readonly problems: readonly Problem[]
}

function applySets(written: JsonMap, texts: readonly string[]): ChangedDocument {
  let document = written
  const sets: AppliedSet[] = []
  const problems: Problem[] = []
  for (const text of texts) {
    const result = applySet(document, text, pathSchema)
    if (result.ok) {
      document = result.document
      sets.push(result.set)
    } else problems.push(...result.problems)
  }
  return { document, sets, problems }
}

/** What stands below a key that is there twice says nothing of its own. */
function isBelow(path: DocumentPath, owner: DocumentPath): boolean {
  return owner.length > 0 && owner.every((segment, index) => path[index] === segment)
}

function failed(problems: readonly Problem[]): FailedLoad {
  const shown = problems.slice(0, MOST_PROBLEMS)
  return { ok: false, problems: shown, omitted: problems.length - shown.length }
}

function loaded(
  document: JsonMap,
  base: Scenario,
  variants: ReadonlyMap<string, Scenario>,
  locator: Locator,
): Omit<LoadedScenario, 'functions' | 'module' | 'hash'> {
  const scenarios = variants.size > 0 ? variants : new Map([[DEFAULT_VARIANT, base]])
  return {
    name: base.name,
    variants: [...scenarios.keys()],
    document,
    base,
    expectations: base.expect,
    scenarioOf(variant: string): Scenario {
      const scenario = scenarios.get(variant)
      if (scenario === undefined) throw new RangeError(`${base.name} has no variant "${variant}"`)
      return scenario
    },
    locate: (problem: Problem): Problem => locator.locate(problem),
  }
}
