import { OUTCOME_NAMES } from '../../sim/outcome.ts'
import { printShare } from '../literals/share.ts'
import type { DocumentPath } from '../problem.ts'
import type { CacheStep, ReadStep, Scenario, WriteStep } from '../scenario.ts'
import type { Findings } from './findings.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import type { Storage } from './place-records.ts'
import { resolveOperation, unknownOperation } from './resolve-operation.ts'
import { unknownName } from './unknown-name.ts'
import { operationsOf, walkSteps } from './walk-steps.ts'

/** Reports what the steps of the app name and nothing bears, and what no step can do. */
export function checkSteps(scenario: Scenario, storage: Storage, findings: Findings): void {
  const inputs = inputNames(scenario)
  const touched = new Set<string>()
  for (const operation of operationsOf(scenario)) {
    const collides = storeOperationTwin(operation.name, storage)
    if (collides !== undefined) {
      findings.error(
        'S216',
        operation.path,
        `"${operation.name}" is also what reading or writing record "${collides}" is called`,
        {
          at: 'key',
          hint: 'rename the operation or the record',
        },
      )
    }
    walkSteps(operation.steps, [...operation.path, 'steps'], (step, path) => {
      if (step.kind === 'call') {
        callee(scenario, step.call, [...path, 'call'], operation.module, findings)
        checkKey(step.key, path, inputs, findings)
      } else if (step.kind === 'send') callee(scenario, step.send, [...path, 'send'], operation.module, findings)
      else if (step.kind === 'respond') checkRespond(path, findings)
      else if (step.kind === 'fail') checkReason(step.as, path, findings)
      else if (step.kind === 'read' || step.kind === 'write') {
        touched.add(step.kind === 'read' ? step.read : step.write)
        checkRecord(step, path, storage, inputs, findings)
      } else if (step.kind === 'cache') {
        checkRecord(step, path, storage, inputs, findings)
        checkWarmth(step, path, scenario, storage, findings)
      }
    })
  }
  // A misspelt record would show up a second time, as one that nobody touches.
  if (findings.failed) return
  for (const [record, owner] of storage.ownerOf) {
    if (touched.has(record)) continue
    findings.warning('L305', ['app', owner, 'owns', record], `no step reads or writes record "${record}"`, {
      at: 'key',
      hint: 'its store costs money and does nothing: leave the record out, or use it',
    })
  }
}

function callee(scenario: Scenario, text: string, path: DocumentPath, home: string, findings: Findings): void {
  if (resolveOperation(scenario, text, home) === undefined) unknownOperation(scenario, findings, text, path, home)
}

function storeOperationTwin(name: string, storage: Storage): string | undefined {
  const record = name.replace(/\.(read|write)$/, '')
  return record !== name && storage.ownerOf.has(record) ? record : undefined
}

function inputNames(scenario: Scenario): Set<string> {
  const names = new Set<string>()
  for (const workload of sortedKeys(scenario.workload)) {
    for (const input of sortedKeys(scenario.workload[workload]?.inputs ?? {})) names.add(input)
  }
  return names
}

function checkRecord(
  step: ReadStep | WriteStep | CacheStep,
  path: DocumentPath,
  storage: Storage,
  inputs: ReadonlySet<string>,
  findings: Findings,
): void {
  const record = step.kind === 'read' ? step.read : step.kind === 'write' ? step.write : step.cache
  if (!storage.ownerOf.has(record)) {
    const known = (): string[] => [...storage.ownerOf.keys()].sort(byCodeUnit)
    const declared = (found: string): DocumentPath => ['app', storage.ownerOf.get(found) ?? '', 'owns', found]
    unknownName(findings, 'S203', 'record', record, known, [...path, step.kind], declared)
  }
  checkKey(step.key, path, inputs, findings)
}

function checkKey(key: string | undefined, path: DocumentPath, inputs: ReadonlySet<string>, findings: Findings): void {
  if (key === undefined || inputs.has(key)) return
  unknownName(findings, 'S207', 'input', key, () => [...inputs].sort(byCodeUnit), [...path, 'key'])
}

/** What is there at the start must find room. */
function checkWarmth(
  { cache, warm, entries }: CacheStep,
  path: DocumentPath,
  scenario: Scenario,
  storage: Storage,
  findings: Findings,
): void {
  const keys = scenario.app[storage.ownerOf.get(cache) ?? '']?.owns[cache]?.keys ?? 0
  if (Math.floor(warm * keys) <= entries) return
  findings.error('S254', [...path, 'warm'], `${Math.floor(warm * keys)} entries do not fit into ${entries}`, {
    label: `that share of ${keys} keys`,
    expected: `at most ${printShare(entries / keys)}`,
  })
}

function checkReason(reason: string | undefined, path: DocumentPath, findings: Findings): void {
  if (reason === undefined || reason === 'error' || !OUTCOME_NAMES.includes(reason)) return
  findings.error('S217', [...path, 'as'], `"${reason}" is what Orrery itself calls an outcome`, {
    label: 'taken',
    hint: `choose a reason of the business, for example "declined"; ${OUTCOME_NAMES.join(', ')} are taken`,
  })
}

/** Only the operation itself has a caller to answer; the way to a step inside `choose` is fine. */
function checkRespond(path: DocumentPath, findings: Findings): void {
  const nested = path
    .slice(STEPS_AT)
    .some(
      (part, index, rest) => part === 'parallel' || part === 'miss' || (part === 'do' && rest[index - 2] !== 'choose'),
    )
  if (!nested) return
  findings.error(
    'S218',
    path,
    '"respond" answers the caller of the operation, so it cannot stand in a branch, a repetition or a miss',
    {
      hint: 'put it after the step',
    },
  )
}

/** Steps of an operation begin at `app.<module>.operations.<operation>.steps`. */
const STEPS_AT = 5
