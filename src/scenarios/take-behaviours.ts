import type { ProcessBehaviour } from '../sim/process-plan.ts'
import type { ProcessCode } from './process-kind.ts'
import { sourceText } from './source-text.ts'

/**
 * Takes the code of processes out of a scenario's value, base and variants: what is left of each says which operations
 * and failures it has, and by which text its code is among `functions`, and what it says among `sources`, from now on.
 */
export function takeBehaviours(
  value: unknown,
  functions: Map<string, (view: never) => unknown>,
  sources: Map<string, string>,
): unknown {
  if (!isMap(value)) return value
  let next = withoutCode(value, functions, sources)
  const variants = value['variants']
  if (isMap(variants)) {
    const changed = Object.entries(variants).map(([name, change]) => [
      name,
      isMap(change) ? withoutCode(change, functions, sources) : change,
    ])
    next = { ...next, variants: Object.fromEntries(changed) }
  }
  return next
}

type Fields = Readonly<Record<string, unknown>>

function withoutCode(
  part: Fields,
  functions: Map<string, (view: never) => unknown>,
  sources: Map<string, string>,
): Fields {
  const { processes } = part
  if (!isMap(processes)) return part
  const changed = Object.entries(processes).map(([name, process]) => {
    const behaviour = isMap(process) ? process['process'] : undefined
    if (!isMap(process) || !isBehaviour(behaviour)) return [name, process]
    const { operations, failures } = behaviour
    const code = `process ${behaviour.name} ${functions.size}`
    functions.set(code, () => behaviour)
    sources.set(code, sourceText(behaviour.definition ?? behaviour))
    return [name, { ...process, process: { kind: 'code', code, operations, failures } satisfies ProcessCode }]
  })
  return { ...part, processes: Object.fromEntries(changed) }
}

function isBehaviour(value: unknown): value is ProcessBehaviour {
  return (
    isMap(value) && ['init', 'start', 'message', 'timer', 'request'].every((key) => typeof value[key] === 'function')
  )
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
