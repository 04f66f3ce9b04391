import type { LayerKind } from '../../../sim/policy-plan.ts'
import type { OutcomeChoice } from '../../policy.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Policy, Scenario } from '../../scenario.ts'
import type { SettingSource } from '../closest-rule.ts'
import type { CompiledUnit } from '../compile-units.ts'
import type { EdgeTable } from '../edge-table.ts'
import type { Findings } from '../findings.ts'
import { listed, sortedKeys } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import { resolveOperation, unknownOperation } from '../resolve-operation.ts'
import { unknownName } from '../unknown-name.ts'
import { layersOf, type ProtectionSettings } from './protection-settings.ts'

/** Reports outcomes and operations that policies name and nothing bears, also where a policy fits no call. */
export function checkPolicies(
  scenario: Scenario,
  placement: Placement,
  outcomes: readonly string[],
  findings: Findings,
): void {
  scenario.policies.forEach((policy, index) => {
    const path = ['policies', index]
    for (const { choice, place } of choicesOf(policy, path)) checkOutcomes(choice, place, outcomes, findings)
    if (policy.at?.kind === 'server') checkDoor(policy.on.to, [...path, 'on'], placement, findings)
    const to = policy.fallback?.to
    if (to?.kind !== 'call' || resolveOperation(scenario, to.call) !== undefined) return
    unknownOperation(scenario, findings, to.call, [...path, 'fallback', 'call'])
  })
  const { units, eachModule } = scenario.deploy
  for (const name of sortedKeys(units)) checkBalance(units[name]?.balance.ejection?.counts, name, outcomes, findings)
  checkBalance(eachModule?.balance.ejection?.counts, 'each-module', outcomes, findings)
}

/** A module that shares its unit has no door of its own. */
function checkDoor(module: string, path: DocumentPath, placement: Placement, findings: Findings): void {
  const unit = placement.unitOf.get(module)
  if (unit === undefined || unit.name === module || unit.modules.length === 1) return
  findings.warning('L385', path, `module "${module}" runs in unit "${unit.name}" together with others`, {
    label: 'so this policy does nothing here',
    hint: `"* -> ${unit.name}" is about the whole unit`,
  })
}

/** Reports orders that name a kind which is present nowhere that they are in force. */
export function checkOrders(table: EdgeTable, units: readonly CompiledUnit[], findings: Findings): void {
  const used = new Map<SettingSource['text'], OrderUse>()
  for (const { settings } of table.edges) noteOrder(settings, used)
  for (const { admission } of units) noteOrder(admission.settings, used)
  for (const { path, order, present } of used.values()) {
    order.forEach((kind, index) => {
      if (present.has(kind)) return
      const there = [...present].map((each) => `"${each}"`)
      findings.error('S251', [...path, index], `this order names "${kind}", and no call that it is for has one`, {
        expected: there.length === 0 ? 'policies to put into an order' : `some of ${listed(there, 9)}`,
        hint: `add "${kind}:" to a policy, or leave it out of the order`,
      })
    })
  }
}

interface OrderUse {
  readonly path: DocumentPath
  readonly order: readonly LayerKind[]
  readonly present: Set<LayerKind>
}

function noteOrder(settings: ProtectionSettings, used: Map<string, OrderUse>): void {
  const { value, source } = settings.order
  if (source === undefined) return
  const key = source.path.join('\n')
  const use = used.get(key) ?? { path: source.path, order: value, present: new Set<LayerKind>() }
  used.set(key, use)
  for (const { kind } of layersOf(settings)) use.present.add(kind)
}

function choicesOf(policy: Policy, path: DocumentPath): { choice: OutcomeChoice; place: DocumentPath }[] {
  const { retry, breaker, fallback } = policy
  return [
    ...(retry ? [{ choice: retry.on, place: [...path, 'retry', 'on'] }] : []),
    ...(breaker ? [{ choice: breaker.counts, place: [...path, 'breaker', 'counts'] }] : []),
    ...(breaker ? [{ choice: breaker.ignores, place: [...path, 'breaker', 'ignores'] }] : []),
    ...(fallback ? [{ choice: fallback.on, place: [...path, 'fallback', 'on'] }] : []),
  ]
}

function checkBalance(
  counts: OutcomeChoice | undefined,
  unit: string,
  outcomes: readonly string[],
  findings: Findings,
): void {
  checkOutcomes(counts ?? [], ['deploy', unit, 'balance', 'ejection', 'counts'], outcomes, findings)
}

function checkOutcomes(
  choice: OutcomeChoice,
  place: DocumentPath,
  outcomes: readonly string[],
  findings: Findings,
): void {
  if (typeof choice === 'string') return
  const known = outcomes.filter((name) => name !== 'ok')
  choice.forEach((name, index) => {
    if (known.includes(name)) return
    const detail = name === 'ok' ? { hint: 'ok is the one outcome that is no failure' } : {}
    unknownName(findings, 'S250', 'failure', name, () => known, [...place, index], undefined, detail)
  })
}
