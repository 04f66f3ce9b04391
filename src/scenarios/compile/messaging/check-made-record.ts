import type { Scenario } from '../../scenario.ts'
import type { Findings } from '../findings.ts'
import { sortedKeys } from '../names.ts'

/** Reports a record of the application whose name Orrery needs for one that it makes; `why` says what for. */
export function checkMadeRecord(
  record: string,
  module: string,
  why: string,
  scenario: Scenario,
  findings: Findings,
): void {
  const owner = ownerOf(record, scenario)
  if (owner === undefined) return
  findings.error('S311', ['app', owner, 'owns', record], `"${record}" is what Orrery calls a record of "${module}"`, {
    at: 'key',
    hint: `it is made for ${why}: rename this one`,
  })
}

/** The module that owns a record of that name; `undefined` for none. */
export function ownerOf(record: string, { app }: Scenario): string | undefined {
  return sortedKeys(app).find((module) => Object.hasOwn(app[module]?.owns ?? {}, record))
}
