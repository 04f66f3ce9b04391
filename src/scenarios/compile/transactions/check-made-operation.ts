import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import type { Findings } from '../findings.ts'

/**
 * Reports an operation of the application, `inventory.reserve-prepare`, whose name Orrery needs for one that it makes.
 */
export function checkMadeOperation(
  { app }: Scenario,
  module: string,
  operation: string,
  place: DocumentPath,
  findings: Findings,
): void {
  if (!Object.hasOwn(app[module]?.operations ?? {}, operation)) return
  const path = ['app', module, 'operations', operation]
  findings.error('S336', path, `"${module}.${operation}" is what Orrery calls an operation that it makes`, {
    at: 'key',
    hint: 'rename this one',
    related: [{ path: place, message: 'the other one is made for this' }],
  })
}
