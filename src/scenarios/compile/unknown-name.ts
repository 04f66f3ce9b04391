import type { DocumentPath } from '../problem.ts'
import { suggest } from '../suggest.ts'
import type { Detail, Findings } from './findings.ts'
import { listed } from './names.ts'

/**
 * Reports a name that nothing bears, with the nearest name that is valid there and the place of its declaration.
 * `kind` is the word for what was looked for, as in `no module "shpo"`.
 */
export function unknownName(
  findings: Findings,
  code: string,
  kind: string,
  name: string,
  known: readonly string[],
  path: DocumentPath,
  declaredAt?: (found: string) => DocumentPath,
  detail: Detail = {},
): void {
  const suggestion = suggest(name, known)
  const related =
    suggestion === undefined || declaredAt === undefined
      ? []
      : [{ path: declaredAt(suggestion), message: `"${suggestion}" is declared here` }]
  findings.error(code, path, `there is no ${kind} "${name}"`, {
    label: `no ${kind} of that name`,
    ...(known.length === 0 ? {} : { expected: `one of ${listed(known, 12)}` }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(related.length === 0 ? {} : { related }),
    ...detail,
  })
}
