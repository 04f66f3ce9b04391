import { existsSync, readFileSync } from 'node:fs'

/** One published or independently computed case. */
export interface ReferenceCase {
  readonly id: string
  readonly group: string
  readonly params: string
  readonly expected: Readonly<Record<string, number | string>>
}

const FILE = new URL('../../../shared/references/cases.json', import.meta.url)

/**
 * The independent reference values that lie beside a development checkout, by id; undefined where they are absent (a
 * packed or cloned project alone), which the caller must say aloud.
 */
export function readReferenceCases(): ReadonlyMap<string, ReferenceCase> | undefined {
  if (!existsSync(FILE)) return undefined
  const { cases } = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly cases: readonly ReferenceCase[] }
  return new Map(cases.map((each) => [each.id, each]))
}
