import type { DocumentPath } from '../../problem.ts'
import type { OwnedRecord } from '../../scenario.ts'
import { unknownName } from '../unknown-name.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import { recordNamed, recordNames } from './compile-records.ts'
import type { DataContext } from './data-context.ts'

/** Reports records that are copies of nothing fitting, groups that stay empty, and tokens that no store can check. */
export function checkRecords(context: DataContext): void {
  const { scenario, storage, findings } = context
  const inserted = insertedRecords(context)
  for (const record of recordNames(storage)) {
    const family = recordNamed(scenario, storage, record)
    const place = ['app', storage.ownerOf.get(record) ?? '', 'owns', record]
    if (family === undefined) continue
    checkCopy(record, family, place, context)
    if (family.per !== undefined && family.rows === 0 && !inserted.has(record)) {
      findings.error('S267', [...place, 'per'], `the groups of "${record}" stay empty: no step inserts any row`, {
        expected: `a step { insert: ${record} }, or rows: 20 in each group from the start`,
      })
    }
    const store = storage.storeOf.get(record)
    if (!family.fenced || store === undefined || store.template.rules.kind === 'sql') continue
    findings.error('S271', [...place, 'fenced'], `store "${store.name}" does not look at tokens`, {
      hint: `it is of kind ${store.template.rules.kind}; fenced: true needs kind: sql`,
    })
  }
}

function insertedRecords({ scenario }: DataContext): Set<string> {
  const inserted = new Set<string>()
  for (const { steps, path } of operationsOf(scenario)) {
    walkSteps(steps, path, (step) => {
      if (step.kind === 'insert') inserted.add(step.insert)
    })
  }
  return inserted
}

function checkCopy(record: string, family: OwnedRecord, place: DocumentPath, context: DataContext): void {
  const { scenario, storage, findings } = context
  const name = family['copy-of']
  if (name === undefined) return
  const at = [...place, 'copy-of']
  const source = recordNamed(scenario, storage, name)
  if (source === undefined) {
    const declared = (found: string): DocumentPath => ['app', storage.ownerOf.get(found) ?? '', 'owns', found]
    unknownName(findings, 'S203', 'record', name, () => recordNames(storage), at, declared)
  } else if (name === record || source['copy-of'] !== undefined || source.per !== undefined) {
    const why =
      name === record
        ? 'is a copy of itself'
        : source.per === undefined
          ? `copies "${name}", which is itself a copy`
          : `copies "${name}", whose rows are in groups`
    findings.error('S268', at, `record "${record}" ${why}`, { expected: 'a record that has values of its own' })
  } else if (source.keys !== family.keys) {
    const message = `record "${record}" has ${family.keys} keys, and "${name}", which it copies, has ${source.keys}`
    findings.error('S268', at, message, {
      expected: `keys: ${source.keys}`,
      hint: 'a copy has the keys of its original',
    })
  }
}
