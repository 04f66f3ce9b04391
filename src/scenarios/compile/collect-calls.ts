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
import { resolveOperation } from './resolve-operation.ts'
import { operationsOf, walkSteps } from './walk-steps.ts'

/** A call that crosses the network: who to whom, as far as policies can tell them apart. */
export interface RemoteCall {
  /** Unit, workload or broker. */
  readonly from: string
  /** Module of the caller; empty for a workload, and where several modules share the calls. */
  readonly fromModule: string
  /** Unit, store or broker. */
  readonly to: string
  /** Module of the callee; empty for a store. */
  readonly toModule: string
  /**
   * `inside`: from node to node of a store, a process or a broker; `broker`: to a broker; `push`: from a broker to what
   * handles its messages; `loopback`: from an instance to itself, over no network.
   */
  readonly kind: 'workload' | 'unit' | 'store' | 'inside' | 'broker' | 'push' | 'loopback'
}

/** One text for each call of `RemoteCall`; no name contains a line break. */
export function callKey(call: RemoteCall): string {
  return `${call.from}\n${call.fromModule}\n${call.to}\n${call.toModule}`
}

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

/** Where the mix of a workload is written. */
export function mixPath(workload: string): DocumentPath {
  return ['workload', workload, 'mix']
}
