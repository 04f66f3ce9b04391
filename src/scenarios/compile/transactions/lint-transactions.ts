import type { BusinessPlan } from '../../../sim/business-plan.ts'
import type { Plan } from '../../../sim/plan.ts'
import { printDuration } from '../../literals/duration.ts'
import type { Scenario } from '../../scenario.ts'
import type { Realisation } from '../../transaction.ts'
import { aboutTime } from '../about.ts'
import type { Findings } from '../findings.ts'
import { listed } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import { addsEachTime, maySayNo } from '../reached-effects.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { type Demand, demandOf } from '../utilisation.ts'
import { type FlatLeg, flatLegs } from './flat-legs.ts'
import { onlyLooks } from './only-looks.ts'
import { type TransactionPlace, transactionsOf } from './transactions-of.ts'

/** A business transaction with all that doubts go by. */
interface Doubtful extends TransactionPlace {
  readonly realisation: Realisation
  readonly legs: readonly FlatLeg[]
  readonly scenario: Scenario
  readonly placement: Placement
  readonly findings: Findings
}

/** Warns of business transactions that cannot be undone, are done twice, say no too late, forget, or have no time. */
export function lintTransactions(scenario: Scenario, placement: Placement, plan: Plan, findings: Findings): void {
  let demand: Demand | undefined
  for (const place of transactionsOf(scenario)) {
    const { transaction, steps } = place.step
    const realisation = scenario.transactions?.[transaction]
    if (realisation === undefined) continue
    const one: Doubtful = { ...place, realisation, legs: flatLegs(steps), scenario, placement, findings }
    lintMemory(one)
    lintTimeout(one, plan, () => (demand ??= demandOf(plan, 'open')))
    const { kind } = realisation
    if (kind !== 'saga' && kind !== 'choreography' && kind !== 'try-confirm-cancel') continue
    lintUndos(one)
    // Where nothing is ever lost, nothing is called again.
    if (plan.faults.length > 0) lintTwice(one)
    lintLateNo(one)
    if (kind === 'try-confirm-cancel') lintConfirms(one)
  }
}

/** Legs that may have been done when another one fails, and that nothing takes back. */
function lintUndos({ step, module, path, legs, scenario, findings }: Doubtful): void {
  legs.forEach(({ leg, way }, index) => {
    const { name = '' } = resolveOperation(scenario, leg.call, module) ?? {}
    if (leg.undo !== undefined && resolveOperation(scenario, leg.undo, module)?.name === name) {
      findings.warning('L421', [...path, ...way, 'undo'], `"${leg.undo}" is done again in order to undo it`, {
        hint: 'say undo: the operation that takes it back',
      })
    }
    if (leg.undo !== undefined || onlyLooks(scenario, name) || !mayBeLeftBehind(legs, index)) return
    findings.warning(
      'L421',
      [...path, ...way],
      `nothing undoes "${leg.call}" when a later leg of "${step.transaction}" fails`,
      { hint: 'say undo: the operation that takes it back; or put it behind the pivot' },
    )
  })
}

/** Whether another leg may fail, so that all is undone, when this one has been done. */
function mayBeLeftBehind(legs: readonly FlatLeg[], index: number): boolean {
  if (legs[index]?.leg.pivot === true || isBehindPivot(legs, index)) return false
  return legs.some((_, other) => other !== index && !isBefore(legs, other, index) && !isBehindPivot(legs, other))
}

function isBehindPivot(legs: readonly FlatLeg[], index: number): boolean {
  return legs.some(({ leg }, other) => leg.pivot && isBefore(legs, other, index))
}

/** Whether leg `first` is over before leg `second` begins. */
function isBefore(legs: readonly FlatLeg[], first: number, second: number): boolean {
  return (legs[second]?.after ?? []).some((leg) => leg === first || isBefore(legs, first, leg))
}

/** What is called again, because it is not known whether it was done, and adds each time. */
function lintTwice({ step, module, path, legs, realisation, scenario, placement, findings }: Doubtful): void {
  const patient = 'undo-attempts' in realisation && realisation['undo-attempts'] > 1
  const again = realisation.kind === 'choreography' || ('attempts' in realisation && realisation.attempts > 1)
  const doubled = legs.flatMap(({ leg, way }) =>
    (['call', 'undo', 'confirm'] as const).flatMap((part) => {
      const repeated = part === 'call' ? again : again || patient
      const operation = repeated ? resolveOperation(scenario, leg[part] ?? '', module) : undefined
      if (operation === undefined || !addsEachTime(scenario, placement, operation)) return []
      return { name: operation.name, at: [...path, ...way, part] }
    }),
  )
  const [first] = doubled
  if (first === undefined) return
  const names = [...new Set(doubled.map(({ name }) => `"${name}"`))]
  const message = `${listed(names)} may be done twice for one "${step.transaction}", and ${
    names.length === 1 ? 'adds' : 'add'
  } each time`
  findings.warning('L424', first.at, message, {
    label: 'it is called again when nobody knows whether it was done',
    hint: 'idempotency: true for each: a key makes the second time do nothing',
  })
}

/** What cannot be undone any more is tried until it succeeds. */
function lintLateNo({ step, module, path, legs, scenario, placement, findings }: Doubtful): void {
  legs.forEach(({ leg, way }, index) => {
    if (!isBehindPivot(legs, index)) return
    const operation = resolveOperation(scenario, leg.call, module)
    const no = operation === undefined ? undefined : maySayNo(scenario, placement, operation)
    if (no === undefined) return
    const message = `"${leg.call}" may say no behind the pivot of "${step.transaction}", too late to undo it`
    findings.warning('L427', [...path, ...way, 'call'], message, {
      hint: 'put what may be refused before the pivot: behind it a leg is tried until it succeeds',
      related: [{ path: no, message: 'here it says no' }],
    })
  })
}

function lintConfirms({ step, legs, findings }: Doubtful): void {
  if (legs.some(({ leg }) => leg.confirm !== undefined)) return
  findings.warning('L428', ['transactions', step.transaction], `no leg of "${step.transaction}" has a confirm`, {
    hint: 'say confirm: the operation that makes it final; without any it is a saga whose legs are undone',
  })
}

/** What its coordinator knows is gone with its process. */
function lintMemory({ step, realisation, findings }: Doubtful): void {
  if (!('log' in realisation) || realisation.log !== 'memory') return
  const isTwoPhase = realisation.kind === 'two-phase-commit'
  const place = ['transactions', step.transaction, ...(isTwoPhase ? ['two-phase-commit'] : []), 'log']
  findings.warning('L423', place, `a crash of its coordinator forgets every "${step.transaction}" that is under way`, {
    label: isTwoPhase
      ? 'who has prepared keeps its locks, and nobody ever decides'
      : 'they stay as they are, half done',
    hint: 'log: store keeps a row for each',
  })
}

/** Legs that take longer than all of it may, even if nothing waits. */
function lintTimeout({ step, realisation, findings }: Doubtful, plan: Plan, demand: () => Demand): void {
  if (!('timeout' in realisation) || realisation.timeout === Number.POSITIVE_INFINITY) return
  const business = plan.businesses?.find(({ name }) => name === step.transaction)
  if (business === undefined || realisation.kind === 'choreography') return
  const { timeout, kind } = realisation
  const takes = longestWay(business, plan, demand())
  if (takes <= timeout) return
  const inside = kind === 'two-phase-commit' || kind === 'try-confirm-cancel' ? [kind] : []
  const what = kind === 'two-phase-commit' ? 'all have voted' : 'its legs are done'
  const message = `the ${printDuration(timeout)} that "${step.transaction}" may take are over before ${what}`
  findings.warning('L429', ['transactions', step.transaction, ...inside, 'timeout'], message, {
    label: `that takes ${aboutTime(takes)} on average when nothing waits`,
    hint: kind === 'two-phase-commit' ? 'most of them will be aborted' : 'most of them will be undone',
  })
}

/** Mean time from the first call to the last answer, ns, if nothing waits. */
function longestWay({ legs, calls }: BusinessPlan, plan: Plan, { means, edges, settled }: Demand): number {
  if (!settled) return 0
  const done: number[] = []
  legs.forEach(({ after, program }, index) => {
    const call = plan.programs[calls]?.steps[index * 3]
    const answer = plan.programs[program]?.answer.mean ?? 0
    const network = call === undefined || call.edge < 0 ? 0 : edges.call(call.edge, call.request.mean, answer).network
    const begins = after.reduce((latest, leg) => Math.max(latest, done[leg] ?? 0), 0)
    done.push(begins + network + means.of(program).untilAnswer)
  })
  return done.reduce((latest, time) => Math.max(latest, time), 0)
}
