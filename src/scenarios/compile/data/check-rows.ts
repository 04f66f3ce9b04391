import type { DocumentPath } from '../../problem.ts'
import type { Step } from '../../step.ts'
import { recordNamed } from './compile-records.ts'
import type { DataContext } from './data-context.ts'

/**
 * Reports steps on one row of a record whose rows are in groups, and queries that do not say how many rows they find.
 */
export function checkRows(step: Step, record: string, path: DocumentPath, context: DataContext): void {
  const { scenario, storage, findings } = context
  const grouped = recordNamed(scenario, storage, record)?.per !== undefined
  if (step.kind === 'query') {
    if (grouped && step.rows !== undefined) {
      findings.error('S267', [...path, 'rows'], `a query of "${record}" finds the rows of the group, however many`, {
        hint: 'leave rows out',
      })
    } else if (!grouped && step.rows === undefined) {
      findings.error('S267', [...path, 'query'], 'this query does not say how many rows it finds', {
        expected: 'rows: 20',
        hint: `or put the rows of the record into groups: owns: { ${record}: { per: customer, rows: 20 } }`,
      })
    }
    return
  }
  if (!grouped || step.kind === 'insert' || step.kind === 'join' || step.kind === 'lease') return
  findings.error(
    'S267',
    [...path, step.kind],
    `"${record}" has rows in groups, and no step can ${step.kind} one of them`,
    {
      expected: `{ insert: ${record} } for a row more, or { query: ${record} } for all rows of a group`,
    },
  )
}
