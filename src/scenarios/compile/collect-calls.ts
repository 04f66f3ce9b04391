import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import { recordsTouched } from '../step.ts'
import type { JoinBook } from './data/join-book.ts'
import { talksInside } from './data/nodes.ts'
import { storesOfBlock } from './data/transaction-store.ts'
import { brokerCalls } from './messaging/broker-calls.ts'
import type { Mail } from './messaging/mail.ts'
import { sortedKeys } from './names.ts'
import type { Placement } from './place-modules.ts'
import type { Storage } from './place-records.ts'
import { callKey, type RemoteCall } from './remote-call.ts'
import { resolveOperation } from './resolve-operation.ts'
import { participantsOf } from './transactions/participants.ts'
import { operationsOf, walkSteps } from './walk-steps.ts'

/**
 * All calls between different units, from units to stores, from workloads to units, inside stores, and for messages,
 * each once.
 * Expects a scenario whose names have been checked.
 */
export function collectCalls(
  scenario: Scenario,
  placement: Placement,
  storage: Storage,
  joins: JoinBook,
  mail: Mail,
): Map<string, RemoteCall> {
  const calls = new Map<string, RemoteCall>()
  const add = (call: RemoteCall): void => {
    calls.set(callKey(call), call)
  }
  const addStatement = (from: string, fromModule: string, record: string): void => {
    const store = storage.storeOf.get(record)
    if (store !== undefined) add({ from, fromModule, to: store.name, toModule: '', kind: 'store' })
  }
  for (const { name, template } of storage.stores) {
    if (talksInside(template)) add({ from: name, fromModule: '', to: name, toModule: '', kind: 'inside' })
  }
  for (const name of sortedKeys(scenario.processes ?? {})) {
    add({ from: name, fromModule: '', to: name, toModule: '', kind: 'inside' })
  }
  for (const call of brokerCalls(mail)) add(call)
  for (const { module, record } of joins.lookUps) {
    const from = placement.unitOf.get(module)?.name
    if (from !== undefined) addStatement(from, module, record)
  }
  for (const { module, steps, path } of operationsOf(scenario)) {
    const from = placement.unitOf.get(module)?.name
    if (from === undefined) continue
    walkSteps(steps, path, (step) => {
      if (step.kind === 'join') {
        for (const part of joins.partsOf(module, step)) {
          if (part.kind === 'statement') addStatement(from, module, part.records[0] ?? '')
          else {
            const to = placement.unitOf.get(part.lookUp.module)?.name
            if (to !== undefined && to !== from) {
              add({ from, fromModule: module, to, toModule: part.lookUp.module, kind: 'unit' })
            }
          }
        }
        return
      }
      for (const record of recordsTouched(step)) addStatement(from, module, record)
      if (step.kind === 'begin') {
        // Whose calls are in the transaction, commits it.
        for (const { name: to } of storesOfBlock(step, storage, joins, module)) {
          add({ from, fromModule: module, to, toModule: '', kind: 'store' })
        }
      }
      const text = step.kind === 'call' ? step.call : step.kind === 'send' ? step.send : undefined
      const callee = text === undefined ? undefined : resolveOperation(scenario, text, module)
      const to = callee === undefined ? undefined : placement.unitOf.get(callee.module)?.name
      if (callee === undefined || to === undefined || to === from) return
      add({ from, fromModule: module, to, toModule: callee.module, kind: 'unit' })
    })
  }
  for (const call of callsOfParticipants(scenario, placement, storage)) add(call)
  for (const workload of sortedKeys(scenario.workload)) {
    for (const { operation } of scenario.workload[workload]?.mix ?? []) {
      const callee = resolveOperation(scenario, operation)
      const to = callee === undefined ? undefined : placement.unitOf.get(callee.module)?.name
      if (callee !== undefined && to !== undefined) {
        add({ from: workload, fromModule: '', to, toModule: callee.module, kind: 'workload' })
      }
    }
  }
  return calls
}

/** What takes part in two-phase commits tells its stores, and those whom it calls. */
function callsOfParticipants(scenario: Scenario, placement: Placement, storage: Storage): RemoteCall[] {
  return [...participantsOf(scenario, placement, storage).values()].flatMap(({ module, stores, calls }) => {
    const from = placement.unitOf.get(module)?.name
    if (from === undefined) return []
    const said = { from, fromModule: module }
    return [
      ...stores.map(({ name }): RemoteCall => ({ ...said, to: name, toModule: '', kind: 'store' })),
      ...calls.flatMap(({ to }): RemoteCall[] => {
        const unit = placement.unitOf.get(to.module)?.name
        return unit === undefined ? [] : [{ ...said, to: unit, toModule: to.module, kind: 'unit' }]
      }),
    ]
  })
}

/** Where the mix of a workload is written. */
export function mixPath(workload: string): DocumentPath {
  return ['workload', workload, 'mix']
}
