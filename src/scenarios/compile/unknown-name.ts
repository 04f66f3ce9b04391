import type { DocumentPath } from '../problem.ts'
import { suggest } from '../suggest.ts'
import type { Detail, Findings } from './findings.ts'
import { listed } from './names.ts'

/**
 * Reports a name that nothing bears, with the nearest name that is valid there and the place of its declaration.
 * `kind` is the word for what was looked for, as in `no module "shpo"`; `known` lists what there is.
 */
export function unknownName(
  findings: Findings,
  code: string,
  kind: string,
  name: string,
  known: () => readonly string[],
  path: DocumentPath,
  declaredAt?: (found: string) => DocumentPath,
  detail: Detail = {},
): void {
  const message = `there is no ${kind} "${name}"`
  // Every suggestion looks at every name, which would take long for thousands of mistakes.
  if (findings.crowded) {
    findings.error(code, path, message, detail)
    return
  }
  const names = known()
  const suggestion = suggest(name, names)
  const related =
    suggestion === undefined || declaredAt === undefined
      ? []
      : [{ path: declaredAt(suggestion), message: `"${suggestion}" is declared here` }]
  findings.error(code, path, message, {
    label: `no ${kind} of that name`,
    ...(names.length === 0 ? {} : { expected: `one of ${listed(names, 12)}` }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(related.length === 0 ? {} : { related }),
    ...detail,
  })
}
