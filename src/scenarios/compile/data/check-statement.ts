import type { DocumentPath } from '../../problem.ts'
import type { Step } from '../../step.ts'
import { recordOf } from '../../step.ts'
import type { StoreKind } from '../../store.ts'
import { listed } from '../names.ts'
import type { PlacedStore } from '../place-records.ts'
import { checkRows } from './check-rows.ts'
import { checkValue } from './check-value.ts'
import type { DataContext } from './data-context.ts'

/** What each kind of store can do. */
const CAN: Readonly<Record<StoreKind, readonly Step['kind'][]>> = {
  sql: ['read', 'write', 'update', 'insert', 'delete', 'query', 'join', 'begin', 'lease'],
  quorum: ['read', 'write', 'update', 'insert', 'delete', 'query'],
  object: ['read', 'write', 'insert', 'delete'],
  search: ['read', 'write', 'insert', 'delete', 'query'],
}

/** Reports what the store of a step, or the record, cannot do. */
export function checkStatement(step: Step, path: DocumentPath, context: DataContext): void {
  const { storage } = context
  if (step.kind === 'join') {
    checkJoin(step.join, [...path, 'join'], context)
    return
  }
  const record = recordOf(step)
  const store = record === undefined ? undefined : storage.storeOf.get(record)
  if (record === undefined || store === undefined || step.kind === 'invalidate' || step.kind === 'cache') return
  if (!CAN[store.template.rules.kind].includes(step.kind)) {
    refuse(store, step.kind, [...path, step.kind], context)
    return
  }
  checkOptions(step, path, store, context)
  checkValue(step, record, path, context)
  checkRows(step, record, path, context)
}

function refuse(store: PlacedStore, what: string, path: DocumentPath, { findings }: DataContext): void {
  const { kind } = store.template.rules
  findings.error('S261', path, `store "${store.name}" is of kind ${kind} and cannot do "${what}"`, {
    expected: listed(CAN[kind], CAN[kind].length),
    hint: `"${what}" needs kind: sql`,
  })
}

/**
 * Options that only a store with a leader, transactions and versions of rows has. A quorum compares versions, too, but
 * another write may come in between: that is a doubt, L401.
 */
function checkOptions(step: Step, path: DocumentPath, store: PlacedStore, context: DataContext): void {
  const { kind } = store.template.rules
  if (kind === 'sql') return
  if (step.kind === 'read' && step.from !== 'leader') refuse(store, `from: ${step.from}`, [...path, 'from'], context)
  if (step.kind === 'read' && step['for-update']) refuse(store, 'for-update', [...path, 'for-update'], context)
  if (step.kind === 'write' && step.if !== undefined && kind === 'search') {
    refuse(store, 'if: unchanged', [...path, 'if'], context)
  }
}

/** A join that is no single statement queries each record where it is. */
function checkJoin(records: readonly string[], path: DocumentPath, context: DataContext): void {
  const { storage, findings } = context
  records.forEach((record, index) => {
    const store = storage.storeOf.get(record)
    if (store !== undefined && !CAN[store.template.rules.kind].includes('query')) {
      refuse(store, 'query', [...path, index], context)
    }
    checkRows({ kind: 'join', join: records, rows: 1 }, record, [...path, index], context)
    if (records.indexOf(record) === index) return
    findings.error('S267', [...path, index], `this join names "${record}" twice`, { expected: 'each record once' })
  })
}
