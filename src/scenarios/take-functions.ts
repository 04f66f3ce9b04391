import { sourceText } from './source-text.ts'
import { takeBehaviours } from './take-behaviours.ts'

/** A function of a scenario in TypeScript; what it is given is for whoever calls it to know. */
export type ScenarioFunction = (view: never) => unknown

/** A scenario's value without its functions. */
export interface Functionless {
  readonly value: unknown
  /** By the text that stands in the place of each. */
  readonly functions: ReadonlyMap<string, ScenarioFunction>
  /** What the code of each says; see `sourceText`. */
  readonly sources: ReadonlyMap<string, string>
}

/**
 * Takes the functions of invariants (`check`) out of `expect`, and the code of processes, so that what is left is plain
 * data; a text stands in the place of each. Functions anywhere else stay, and are refused as what they are.
 */
export function takeFunctions(value: unknown): Functionless {
  const functions = new Map<string, ScenarioFunction>()
  const sources = new Map<string, string>()
  const rest = takeBehaviours(value, functions, sources)
  if (!isMap(rest) || !Array.isArray(rest['expect'])) return { value: rest, functions, sources }
  const list: readonly unknown[] = rest['expect']
  const expect = list.map((item, index): unknown => {
    if (!isMap(item) || typeof item['check'] !== 'function') return item
    const text = `function ${index}`
    functions.set(text, item['check'] as ScenarioFunction)
    sources.set(text, sourceText(item['check']))
    return { ...item, check: text }
  })
  return { value: { ...rest, expect }, functions, sources }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
