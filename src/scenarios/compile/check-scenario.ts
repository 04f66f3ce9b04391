import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import { mixPath } from './collect-calls.ts'
import type { Findings } from './findings.ts'
import type { Mail } from './messaging/mail.ts'
import { sortedKeys } from './names.ts'
import type { Placement } from './place-modules.ts'
import type { Storage } from './place-records.ts'
import { resolveOperation, unknownOperation } from './resolve-operation.ts'
import { unknownName } from './unknown-name.ts'

/**
 * Reports names borne by two things at once: units, stores, brokers and workloads share one name space, that of the
 * policies.
 */
export function checkNames(
  scenario: Scenario,
  placement: Placement,
  storage: Storage,
  mail: Mail,
  findings: Findings,
): void {
  const seen = new Map<string, { readonly kind: string; readonly path: DocumentPath }>()
  const bearers = [
    ...placement.units.map(({ name, path }) => ({ name, kind: 'unit', path })),
    ...storage.stores.map(({ name, path }) => ({ name, kind: 'store', path })),
    ...mail.brokers.map(({ name, path }) => ({ name, kind: 'broker', path })),
    ...sortedKeys(scenario.workload).map((name) => ({ name, kind: 'workload', path: ['workload', name] })),
  ]
  for (const { name, kind, path } of bearers) {
    const other = seen.get(name)
    if (other === undefined) {
      seen.set(name, { kind, path })
      continue
    }
    findings.error('S215', path, `"${name}" is a ${other.kind} and a ${kind}`, {
      at: 'key',
      hint: 'rename one of them: policies and reports tell them apart by name alone',
      related: [{ path: other.path, message: `the ${other.kind}` }],
    })
  }
}

/** Reports mixes of unknown operations, and classes of operations that are in no mix. */
export function checkMixes(scenario: Scenario, findings: Findings): void {
  for (const name of sortedKeys(scenario.workload)) {
    const workload = scenario.workload[name]
    if (workload === undefined) continue
    const path = mixPath(name)
    for (const { operation } of workload.mix) {
      if (resolveOperation(scenario, operation) !== undefined) continue
      unknownOperation(scenario, findings, operation, [...path, operation], undefined, { at: 'key' })
    }
    const called = (): string[] => workload.mix.map(({ operation }) => operation)
    for (const operation of sortedKeys(workload.priorities)) {
      if (called().includes(operation)) continue
      const place = ['workload', name, 'priorities', operation]
      unknownName(findings, 'S255', 'operation in this mix', operation, called, place, undefined, { at: 'key' })
    }
  }
}
