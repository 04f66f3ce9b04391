import { OUTCOME_NAMES } from '../../sim/outcome.ts'
import { printShare } from '../literals/share.ts'
import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import { type CacheStep, recordOf, recordsTouched, type Step } from '../step.ts'
import type { Findings } from './findings.ts'
import type { Mail } from './messaging/mail.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import type { Storage } from './place-records.ts'
import { resolveOperation, unknownOperation } from './resolve-operation.ts'
import { unknownName } from './unknown-name.ts'
import { operationsOf, walkSteps } from './walk-steps.ts'

/** Reports what the steps of the app name and nothing bears, and what no step can do. */
export function checkSteps(scenario: Scenario, storage: Storage, mail: Mail, findings: Findings): void {
  const inputs = inputNames(scenario)
  const touched = new Set<string>()
  for (const operation of operationsOf(scenario)) {
    const collides = storeOperationTwin(operation.name, storage) ?? brokerOperationTwin(operation.name, mail)
    if (collides !== undefined) {
      findings.error(
        'S216',
        operation.path,
        `"${operation.name}" is also what Orrery calls something that "${collides}" does`,
        {
          at: 'key',
          hint: 'rename one of the two',
        },
      )
    }
    walkSteps(operation.steps, [...operation.path, 'steps'], (step, path) => {
      if (step.kind === 'call') {
        callee(scenario, step.call, [...path, 'call'], operation.module, findings)
        checkKey(step.key, path, inputs, findings)
      } else if (step.kind === 'send') callee(scenario, step.send, [...path, 'send'], operation.module, findings)
      else if (step.kind === 'respond') checkRespond(path, findings)
      else {
        for (const record of recordsTouched(step)) touched.add(record)
        if (step.kind === 'fail' || step.kind === 'update') checkReason(step.as, path, findings)
        checkRecords(step, path, scenario, storage, findings)
        if ('key' in step) checkKey(step.key, path, inputs, findings)
        if (step.kind === 'cache') checkWarmth(step, path, scenario, storage, findings)
      }
    })
  }
  // A misspelt record would show up a second time, as one that nobody touches.
  if (findings.failed) return
  for (const [record, owner] of storage.ownerOf) {
    if (touched.has(record) || scenario.app[owner]?.owns[record]?.made === true) continue
    findings.warning('L305', ['app', owner, 'owns', record], `no step reads or writes record "${record}"`, {
      at: 'key',
      hint: 'its store costs money and does nothing: leave the record out, or use it',
    })
  }
}

function callee(scenario: Scenario, text: string, path: DocumentPath, home: string, findings: Findings): void {
  if (resolveOperation(scenario, text, home) === undefined) unknownOperation(scenario, findings, text, path, home)
}

/** What statements and the nodes of stores are called. */
const OF_RECORD = /\.(read|write|update|insert|delete|query|join|acquire|release|replica-read|replica-write)$/
const OF_STORE = /\.(commit|rollback|apply|compare|replication)$/

function storeOperationTwin(name: string, storage: Storage): string | undefined {
  const record = name.replace(OF_RECORD, '')
  if (record !== name && storage.ownerOf.has(record)) return record
  const store = name.replace(OF_STORE, '')
  return store !== name && storage.stores.some((each) => each.name === store) ? store : undefined
}

/** What brokers offer. */
const OF_BROKER = /\.(publish|replicate|route|receive|delete|fetch|coordinate|replication)$/

function brokerOperationTwin(name: string, mail: Mail): string | undefined {
  const broker = name.replace(OF_BROKER, '')
  return broker !== name && mail.brokers.some((each) => each.name === broker) ? broker : undefined
}

function inputNames(scenario: Scenario): Set<string> {
  const names = new Set<string>()
  for (const workload of sortedKeys(scenario.workload)) {
    for (const input of sortedKeys(scenario.workload[workload]?.inputs ?? {})) names.add(input)
  }
  return names
}

function checkRecords(step: Step, path: DocumentPath, { app }: Scenario, storage: Storage, findings: Findings): void {
  const named = recordOf(step)
  // Nobody means a record that he has not written.
  const known = (): string[] =>
    [...storage.ownerOf]
      .flatMap(([record, owner]) => (app[owner]?.owns[record]?.made === true ? [] : [record]))
      .sort(byCodeUnit)
  const declared = (found: string): DocumentPath => ['app', storage.ownerOf.get(found) ?? '', 'owns', found]
  const look = (record: string, place: DocumentPath): void => {
    if (!storage.ownerOf.has(record)) unknownName(findings, 'S203', 'record', record, known, place, declared)
  }
  if (named !== undefined) look(named, [...path, step.kind])
  if (step.kind === 'join') for (const [index, record] of step.join.entries()) look(record, [...path, 'join', index])
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
    '"respond" answers the caller of the operation, so it cannot stand in a branch, a repetition, a lease or a miss',
    {
      hint: 'put it after the step',
    },
  )
}

/** Steps of an operation begin at `app.<module>.operations.<operation>.steps`. */
const STEPS_AT = 5
