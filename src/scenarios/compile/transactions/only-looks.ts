import type { Scenario } from '../../scenario.ts'
import type { Step } from '../../step.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'

/** Steps that change nothing for anybody, if those inside them do not. */
const LOOKING: readonly Step['kind'][] = [
  'cpu',
  'io',
  'read',
  'query',
  'join',
  'fail',
  'choose',
  'repeat',
  'parallel',
  'respond',
  'once',
]

/** Whether an operation, `consumers.validate`, leaves nothing behind: it computes, waits and reads. */
export function onlyLooks(scenario: Scenario, name: string): boolean {
  const place = operationsOf(scenario).find((one) => one.name === name)
  if (place === undefined) return false
  const { module, operation, steps, path } = place
  if (scenario.app[module]?.operations[operation]?.idempotent === false) return false
  let reads = false
  let changes = false
  walkSteps(steps, path, ({ kind }) => {
    reads ||= kind === 'read' || kind === 'query' || kind === 'join'
    changes ||= !LOOKING.includes(kind)
  })
  // Without a record nobody can tell: its waiting may stand for a provider who does something.
  return reads && !changes
}
