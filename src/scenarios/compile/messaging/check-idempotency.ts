import type { DocumentPath } from '../../problem.ts'
import type { OnceStep, Step } from '../../step.ts'
import { recordsTouched } from '../../step.ts'
import { byCodeUnit, listed, sortedKeys } from '../names.ts'
import { unknownName } from '../unknown-name.ts'
import { type OperationPlace, operationsOf, walkSteps } from '../walk-steps.ts'
import type { MessageChecks } from './message-checks.ts'

/** Steps that cannot be in the transaction around something that is done once, and why. */
const REFUSED: Readonly<Partial<Record<Step['kind'], string>>> = {
  respond: 'the caller would have an answer before anything is committed',
  begin: 'the whole operation is one transaction already: put the steps into it without begin',
  lease: 'a transaction takes no leases inside',
  parallel: 'one connection does one statement after the other',
  cache: 'what is not committed would get into the cache',
}

/** Reports idempotency that goes by something that is not there, or that no transaction can hold. */
export function checkIdempotency(checks: MessageChecks): void {
  for (const operation of operationsOf(checks.scenario)) {
    const [step] = operation.steps
    if (step?.kind !== 'once') continue
    checkBy(step, operation, checks)
    if (step.idempotency.atomic) checkTransaction(step, operation, checks)
    else checkStatements(step, operation, checks)
  }
}

function checkBy({ idempotency: { by } }: OnceStep, { name, path }: OperationPlace, checks: MessageChecks): void {
  const { scenario, findings } = checks
  const place = [...path, 'idempotency', 'by']
  const handler = path[2] === 'on'
  if (typeof by === 'object') {
    const inputs = new Set(
      sortedKeys(scenario.workload).flatMap((workload) => Object.keys(scenario.workload[workload]?.inputs ?? {})),
    )
    if (!inputs.has(by.input)) {
      unknownName(findings, 'S207', 'input', by.input, () => [...inputs].sort(byCodeUnit), place, undefined, {
        hint: handler ? 'or by: message, the default' : 'or by: call, the default',
      })
    }
  } else if (by === 'message' && !handler) {
    findings.error('S321', place, `"${name}" is called, and has no message to go by`, {
      expected: 'by: call, or an input of the workloads',
    })
  } else if (by === 'call' && handler) {
    findings.error('S321', place, `"${name}" handles messages, and nobody calls it`, {
      expected: 'by: message, or an input of the workloads',
    })
  }
}

/** What is done and the key must be in one store, and nothing else in the transaction. */
function checkTransaction(step: OnceStep, { module, path }: OperationPlace, checks: MessageChecks): void {
  const { storage, findings } = checks
  const place: DocumentPath = [...path, 'idempotency']
  const hint = 'idempotency: { atomic: false } notes the key by itself, before the work'
  const store = storage.storeOf.get(step.once)
  if (store !== undefined && store.template.rules.kind !== 'sql') {
    const { kind } = store.template.rules
    findings.error('S320', place, `store "${store.name}" is of kind ${kind} and has no transactions`, {
      label: 'the key and the work cannot be written together',
      hint: kind === 'object' ? hint : 'keep the records of the module in a store of kind: sql',
    })
    return
  }
  const others = new Set<string>()
  walkSteps(step.do, [...path, 'steps'], (inner, at) => {
    const why = REFUSED[inner.kind]
    if (why !== undefined) {
      const key = inner.kind === 'respond' ? [] : [inner.kind]
      const message = `"${inner.kind}" cannot be part of what is done once in one transaction`
      findings.error('S320', [...at, ...key], message, { label: why, hint })
    }
    for (const record of inner.kind === 'join' ? [] : recordsTouched(inner)) {
      const other = storage.storeOf.get(record)
      if (other !== undefined && other !== store) others.add(other.name)
    }
  })
  if (others.size === 0) return
  const names = listed([...others].sort(byCodeUnit).map((name) => `"${name}"`))
  findings.error('S320', place, `"${module}" does its work in ${names}, and its keys are in "${store?.name ?? ''}"`, {
    expected: 'one store for the keys and all that is done',
    hint,
  })
}

/** Without a transaction the key is a row of its own all the same. */
function checkStatements(step: OnceStep, { path }: OperationPlace, { storage, findings }: MessageChecks): void {
  const store = storage.storeOf.get(step.once)
  const kind = store?.template.rules.kind
  if (store !== undefined && (kind === 'search' || kind === 'quorum')) {
    findings.error('S320', [...path, 'idempotency'], `store "${store.name}" is of kind ${kind}`, {
      label: 'two that write the same key there at once both succeed',
      hint: 'keep the records of the module in a store of kind: sql',
    })
  }
  walkSteps(step.do, [...path, 'steps'], (inner, at) => {
    if (inner.kind !== 'respond') return
    findings.error('S320', at, '"respond" cannot be part of what is done once', {
      label: 'the caller would have an answer before it is known whether the work was done before',
    })
  })
}
