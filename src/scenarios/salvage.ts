import { produce } from 'immer'
import { childOf, isJsonMap, type Json, type JsonMap } from './json.ts'
import type { DocumentPath, Problem } from './problem.ts'
import type { Scenario } from './scenario.ts'

/**
 * What is left of a scenario with mistakes: broken parts are left out or empty, and what others refer to keeps its
 * name.
 */
export interface PartialScenario {
  readonly scenario: Scenario
  /** The parts that were left out or emptied. */
  readonly holes: readonly DocumentPath[]
}

/** Judges a document: the scenario, or its problems. */
export type Judge = (document: JsonMap) => {
  readonly scenario: Scenario | undefined
  readonly problems: readonly Problem[]
}

/** Each round may uncover mistakes that the last one hid. */
const MOST_ROUNDS = 4
const LARGEST = 20_000

/** Leaves out what is broken; nothing comes back where too much is. */
export function salvage(document: JsonMap, size: number, judge: Judge): PartialScenario | undefined {
  if (size > LARGEST) return undefined
  const holes: DocumentPath[] = []
  let rest = document
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { scenario, problems } = judge(rest)
    if (scenario !== undefined) return { scenario, holes }
    const cuts = problems.flatMap(cutOf)
    if (cuts.length === 0) return undefined
    holes.push(...cuts.map((cut) => cut.hole))
    rest = produce(rest, (draft: Draft) => {
      for (const cut of cuts) replace(draft, cut.at, cut.by)
    })
  }
  return undefined
}

/** What to replace, by what (nothing removes it), and which part is unknown from then on. */
interface Cut {
  readonly at: DocumentPath
  readonly by: Json | undefined
  readonly hole: DocumentPath
}

function cutOf({ path, code, suggestion }: Problem): Cut[] {
  const [part, name, key] = path
  if (part === undefined) return []
  if (code === 'S101') return [{ at: path, by: undefined, hole: meantBy(path, suggestion) }]
  switch (part) {
    case 'app':
      return [appCut(path)]
    case 'name':
      return [{ at: path, by: 'unnamed', hole: path }]
    case 'policies':
      return name === undefined ? [removal(path, 1)] : [{ at: path.slice(0, 2), by: { on: '* -> *' }, hole: path }]
    case 'deploy':
    case 'stores':
      return [key === undefined || key === 'modules' || key === 'holds' ? removal(path, 1) : removal(path, 3)]
    case 'workload':
      return [name === undefined ? { at: path, by: {}, hole: path } : removal(path, 2)]
    case 'network':
    case 'run':
      return [removal(path, 2)]
    default:
      return [removal(path, 1)]
  }
}

/** A key that nobody knows may be meant for any of those beside it, if not for one in particular. */
function meantBy(path: DocumentPath, suggestion: string | undefined): DocumentPath {
  const owner = path.slice(0, -1)
  return suggestion === undefined ? owner : [...owner, suggestion]
}

/** Operations and records stay, but empty; what lies above them is emptied as a whole. */
function appCut(path: DocumentPath): Cut {
  const [, , kind] = path
  const depth = Math.min(path.length, 4)
  const at = path.slice(0, depth)
  return { at, by: depth === 4 && (kind === 'operations' || kind === 'on') ? [] : {}, hole: at }
}

function removal(path: DocumentPath, depth: number): Cut {
  const at = path.slice(0, depth)
  return { at, by: undefined, hole: at }
}

/** What immer hands out while a document changes. */
interface Draft {
  [key: string]: Json | Draft
}

function replace(draft: Draft, path: DocumentPath, by: Json | undefined): void {
  let owner: Json | Draft | undefined = draft
  for (const segment of path.slice(0, -1)) owner = childOf(owner, segment)
  const last = path.at(-1)
  if (last === undefined || typeof owner !== 'object' || owner === null) return
  if (by === undefined && isJsonMap(owner)) Reflect.deleteProperty(owner, last)
  else if (by !== undefined) Reflect.set(owner, last, by)
}
