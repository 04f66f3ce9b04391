/** A value of a scenario document. */
export type DocumentValue =
  | string
  | number
  | boolean
  | readonly DocumentValue[]
  | { readonly [key: string]: DocumentValue | undefined }

/** The parts of a scenario document that a case fills in. */
export interface ScenarioDocument {
  readonly name: string
  readonly run: DocumentValue
  readonly app: DocumentValue
  readonly deploy?: DocumentValue
  readonly stores?: DocumentValue
  readonly brokers?: DocumentValue
  readonly events?: DocumentValue
  readonly consumers?: DocumentValue
  readonly transactions?: DocumentValue
  readonly processes?: DocumentValue
  readonly network?: DocumentValue
  readonly workload: DocumentValue
  readonly policies?: DocumentValue
  readonly faults?: DocumentValue
  readonly variants?: DocumentValue
}

/** The document as the text of a YAML file: blocks two levels deep, the rest in flow style, as people write it. */
export function scenarioText(document: ScenarioDocument): string {
  const lines: string[] = []
  for (const [key, value] of Object.entries(document) as [string, DocumentValue | undefined][]) {
    if (value !== undefined) lines.push(...block(key, value, 0))
  }
  return `${lines.join('\n')}\n`
}

const WIDTH = 100

function block(key: string, value: DocumentValue, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const line = `${indent}${key}: ${flow(value)}`
  if (typeof value !== 'object' || (line.length <= WIDTH && depth > 0)) return [line]
  if (isList(value)) return [`${indent}${key}:`, ...value.map((item) => `${indent}  - ${flow(item)}`)]
  const entries = Object.entries(value).flatMap(([name, item]) =>
    item === undefined ? [] : block(name, item, depth + 1),
  )
  return entries.length === 0 ? [`${indent}${key}: {}`] : [`${indent}${key}:`, ...entries]
}

function flow(value: DocumentValue): string {
  if (typeof value === 'string') return /^[A-Za-z0-9$][\w .()/%=+-]*$/.test(value) ? value : JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(flow).join(', ')}]`
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${flow(key)}: ${flow(item)}`],
  )
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function isList(value: DocumentValue): value is readonly DocumentValue[] {
  return Array.isArray(value)
}
