import { type Difference, difference } from './difference.ts'
import { jsonText } from './json-text.ts'

/** One place in which an act has changed the state of its node, as plain data; the values as JSON. */
export interface StateChange {
  /** `log[3].term`; empty where the state as a whole is another. */
  readonly path: string
  /** `null` where there was nothing. */
  readonly before: string | null
  /** `null` where there is nothing any more. */
  readonly after: string | null
}

/** Changes told at most. */
const MOST = 16

/** What has changed from one state to the next, the first of it where there is much. */
export function stateChanges(before: unknown, after: unknown): readonly StateChange[] {
  return difference(before, after).slice(0, MOST).map(changeOf)
}

function changeOf({ path, before, after }: Difference): StateChange {
  return { path: pathText(path), before: valueText(before), after: valueText(after) }
}

function valueText(value: unknown): string | null {
  return value === undefined ? null : jsonText(value)
}

function pathText(path: Difference['path']): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? key : `${text}.${key}`
  }, '')
}
