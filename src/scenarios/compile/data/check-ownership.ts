import type { DocumentPath } from '../../problem.ts'
import { recordsTouched, type Step } from '../../step.ts'
import type { Findings } from '../findings.ts'
import { byCodeUnit, listed } from '../names.ts'
import type { PlacedStore } from '../place-records.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import type { DataContext } from './data-context.ts'
import { mayTouch } from './may-touch.ts'

/** What a step does to a record, as a sentence has it. */
const DOES: Readonly<Partial<Record<Step['kind'], string>>> = {
  write: 'writes',
  update: 'updates',
  insert: 'inserts into',
  delete: 'deletes from',
  query: 'queries',
  lease: 'takes leases on',
}

/**
 * A module touches the records of another only through that module's operations, unless their store is shared; then
 * the steps that do are counted. (A join asks the owner by itself.)
 */
export function checkOwnership(context: DataContext): void {
  const { scenario, storage, findings } = context
  const couplings = new Map<PlacedStore, Coupling[]>()
  for (const { module, steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      for (const record of recordsTouched(step)) {
        const owner = storage.ownerOf.get(record)
        const store = storage.storeOf.get(record)
        if (owner === undefined || owner === module || store === undefined) continue
        const coupling = { module, owner, record, does: DOES[step.kind] ?? 'reads', place: [...place, step.kind] }
        if (!mayTouch(storage, module, record)) {
          if (step.kind !== 'join') refuse(coupling, store, findings)
        } else {
          const known = couplings.get(store)
          if (known === undefined) couplings.set(store, [coupling])
          else known.push(coupling)
        }
      }
    })
  }
  for (const [store, found] of couplings) warn(store, found, findings)
}

interface Coupling {
  readonly module: string
  readonly owner: string
  readonly record: string
  readonly does: string
  readonly place: DocumentPath
}

function refuse({ module, owner, record, does, place }: Coupling, store: PlacedStore, findings: Findings): void {
  const key = store.path.at(-1) ?? ''
  findings.error('S260', place, `module "${module}" ${does} "${record}", which "${owner}" owns`, {
    expected: `a call of an operation of "${owner}"`,
    hint: `or say that modules share the store: stores: { ${key}: { shared: true } }`,
    related: [{ path: ['app', owner, 'owns', record], message: `"${owner}" owns it` }],
  })
}

function warn(store: PlacedStore, found: readonly Coupling[], findings: Findings): void {
  const modules = new Set(found.map(({ module }) => module))
  const ways = [...new Set(found.map(({ module, does, record, owner }) => `${module} ${does} ${record} of ${owner}`))]
  const steps = found.length === 1 ? '1 step' : `${found.length} steps`
  const who = modules.size === 1 ? '1 module' : `${modules.size} modules`
  const touch = found.length === 1 ? 'touches records that it does' : 'touch records that they do'
  findings.warning(
    'L390',
    [...store.path, 'shared'],
    `store "${store.name}" is shared: ${steps} of ${who} ${touch} not own`,
    {
      label: listed(ways.sort(byCodeUnit), 3),
      hint: 'none of them can change its records without asking the others',
    },
  )
}
