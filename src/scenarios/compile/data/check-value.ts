import type { DocumentPath } from '../../problem.ts'
import type { Step, WriteStep } from '../../step.ts'
import { initialOf, recordNamed } from './compile-records.ts'
import type { DataContext } from './data-context.ts'

/** Reports values that do not fit what the record holds: whole numbers, values of its own, or copies. */
export function checkValue(step: Step, record: string, path: DocumentPath, context: DataContext): void {
  const { scenario, storage, findings } = context
  const numbers = initialOf(scenario, storage, record) !== undefined
  const opaque = (key: string, message: string): void => {
    findings.error('S262', [...path, key], message, {
      label: 'its values are opaque: each write makes one that nothing else has',
      hint: `give the record whole numbers: owns: { ${record}: { initial: 0 } }`,
    })
  }
  if (step.kind === 'update' && !numbers) {
    const what = step.require === undefined ? 'adds to' : 'has a requirement for'
    opaque(step.require === undefined ? 'add' : 'require', `this update ${what} "${record}", which holds no numbers`)
  }
  if (step.kind === 'insert') {
    if (step.set !== undefined && !numbers) opaque('set', `"${record}" holds no numbers`)
    else if (step.set === undefined && numbers) unsaid(step.kind, record, path, context)
  }
  if (step.kind === 'write') checkWritten(step, numbers, path, context, opaque)
}

function checkWritten(
  { write, set }: WriteStep,
  numbers: boolean,
  path: DocumentPath,
  context: DataContext,
  opaque: (key: string, message: string) => void,
): void {
  const { scenario, storage, findings } = context
  const copies = recordNamed(scenario, storage, write)?.['copy-of'] !== undefined
  if (set === undefined) {
    // A copy of opaque values, too, is only written with what it copies.
    if (numbers || copies) unsaid('write', write, path, context)
  } else if (set.kind === 'copy') {
    if (copies) return
    findings.error('S262', [...path, 'set'], `"${write}" is not a copy of any record`, {
      hint: `say of which: owns: { ${write}: { copy-of: users } }`,
    })
  } else if (!numbers) opaque('set', `"${write}" holds no numbers`)
}

function unsaid(kind: string, record: string, path: DocumentPath, { scenario, storage, findings }: DataContext): void {
  const copies = recordNamed(scenario, storage, record)?.['copy-of'] !== undefined
  findings.error('S262', [...path, kind], `this ${kind} does not say which value "${record}" gets`, {
    expected: copies ? 'set: copy' : kind === 'insert' ? 'set: 5' : 'set: 5, or set: read - 1',
  })
}
