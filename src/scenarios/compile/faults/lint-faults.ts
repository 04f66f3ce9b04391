import type { FaultEffect } from '../../../sim/fault-plan.ts'
import type { Plan } from '../../../sim/plan.ts'
import type { RecoveryExpectation } from '../../expectation.ts'
import type { Fault } from '../../fault.ts'
import { printDuration } from '../../literals/duration.ts'
import type { Scenario } from '../../scenario.ts'
import type { Findings } from '../findings.ts'
import { listed } from '../names.ts'
import { earliestStart, latestEnd } from './fault-times.ts'

/** Doubts about faults that can run: they come too late, stay too long, or change nothing. */
export function lintFaults(scenario: Scenario, plan: Plan, origins: readonly number[], findings: Findings): void {
  const byId = new Map(scenario.faults.map((fault) => [fault.id, fault]))
  plan.faults.forEach(({ effect }, position) => {
    const index = origins[position] ?? -1
    const fault = scenario.faults[index]
    if (fault === undefined) return
    const start = earliestStart(fault, byId)
    const end = Math.min(plan.duration, plan.heal)
    if (start >= end) {
      const what = end === plan.duration ? 'the load ends' : 'all faults end'
      const message = `fault "${fault.id}" would start at ${printDuration(start)}, and ${what} at ${printDuration(end)}`
      findings.warning('L353', ['faults', index, keyOfStart(fault)], message, {
        hint: 'a run says that it did not bite',
      })
    } else lintRecovery(fault, index, latestEnd(fault, byId), scenario, plan, findings)
    lintNothing(fault, index, effect, plan, findings)
    lintLeader(fault, index, effect, plan, findings)
  })
  if (plan.heal >= plan.duration && plan.heal < Number.POSITIVE_INFINITY) {
    const message = `faults end at ${printDuration(plan.heal)}, and the load at ${printDuration(plan.duration)}`
    findings.warning('L356', ['run', 'heal'], message, {
      hint: 'heal before the load ends, so that one sees it recover',
    })
  }
}

function keyOfStart({ starts, what }: Fault): string {
  if (starts.kind === 'scripted') return starts.at === 0 ? what.kind : 'at'
  return starts.kind
}

/** A recovery that nobody could see, because the fault or the time for it ends with the load or later. */
function lintRecovery(
  fault: Fault,
  index: number,
  latest: number,
  { expect }: Scenario,
  plan: Plan,
  findings: Findings,
): void {
  const asked = expect.filter((one): one is RecoveryExpectation => {
    return one.kind === 'recovery' && (one.after === 'all' || one.after === fault.id)
  })
  const soonest = asked.reduce((least, { within }) => Math.min(least, within), Number.POSITIVE_INFINITY)
  if (asked.length === 0 || latest < 0) return
  const end = Math.min(latest, plan.heal)
  if (end >= plan.duration) {
    const message = `fault "${fault.id}" is still on when the load ends, and recovery from it is expected`
    const hint = 'end it with for, until or run.heal, with time left to recover'
    findings.warning('L354', ['faults', index, fault.what.kind], message, { hint })
  } else if (end + soonest > plan.duration) {
    const left = printDuration(plan.duration - end)
    const message = `the load ends ${left} after fault "${fault.id}", sooner than the recovery that is expected`
    findings.warning('L354', ['faults', index, fault.what.kind], message, { hint: 'make the run longer' })
  }
}

/** A leader is picked where nobody ever leads. */
function lintLeader({ id }: Fault, index: number, effect: FaultEffect, plan: Plan, findings: Findings): void {
  const effects = effect.kind === 'together' ? effect.effects : [effect]
  const units = effects.flatMap((one) => ledBy(one, plan))
  const leading = new Set([
    ...plan.stores.flatMap(({ rules, unit }) => (rules.kind === 'sql' ? [unit] : [])),
    ...(plan.processes ?? []).flatMap(({ behaviour, unit }) => (behaviour.leads === null ? [] : [unit])),
  ])
  if (units.length === 0 || units.some((unit) => leading.has(unit))) return
  const names = [...new Set(units)].map((unit) => `"${plan.units[unit]?.name}"`)
  findings.warning(
    'L352',
    ['faults', index, 'pick'],
    `fault "${id}" hits nobody: no instance of ${listed(names)} leads`,
    {
      hint: 'an sql store has leaders, and so have the processes raft and primary-backup',
    },
  )
}

/** Units whose leader an effect picks. */
function ledBy(effect: FaultEffect, { edges }: Plan): readonly number[] {
  if ('on' in effect) return effect.on.pick.kind === 'leader' ? effect.on.units : []
  if (!('path' in effect) || effect.path.pick.kind !== 'leader') return []
  const { end } = effect.path
  return effect.path.edges.flatMap((edge) => (end === 'caller' ? edges[edge]?.from : edges[edge]?.to) ?? [])
}

/** Knobs that change nothing, as these units are. */
function lintNothing(fault: Fault, index: number, effect: FaultEffect, plan: Plan, findings: Findings): void {
  if (!('on' in effect)) return
  const units = effect.on.units.flatMap((unit) => plan.units[unit] ?? [])
  const useless = (key: string, idle: typeof units, why: string): void => {
    if (idle.length === 0 || idle.length < units.length) return
    const message = `fault "${fault.id}" changes nothing: ${why}`
    findings.warning('L355', ['faults', index, key], message)
  }
  const names = listed(units.map(({ name }) => `"${name}"`))
  const stores = units.filter(({ role }) => role === 'store')
  switch (effect.kind) {
    case 'cpu-quota': {
      const free = units.filter(({ cores, role }) => role === 'store' || effect.quota >= effect.period * cores)
      const cores = units.reduce((most, unit) => Math.max(most, unit.cores), 0)
      const most = `${cores} ${cores === 1 ? 'core computes' : 'cores compute'} ${printDuration(effect.period * cores)}`
      const why = stores.length > 0 ? STORE_CPU : `in ${printDuration(effect.period)} ${most} at most`
      useless('quota', free, why)
      return
    }
    case 'slow':
      if (effect.resource === 'cpu') useless('resource', stores, STORE_CPU)
      return
    case 'threads': {
      const loops = units.filter(({ slots }) => slots === Number.POSITIVE_INFINITY)
      useless('threads', loops, `${names} has an event loop and no threads`)
      return
    }
    case 'clock': {
      const read = plan.edges.some(({ propagate }) => propagate) || plan.workloads.some(({ propagate }) => propagate)
      useless(
        'clock',
        read ? [] : units,
        'only deadlines that travel ("propagate") are read off a clock, and there are none',
      )
      return
    }
    default:
  }
}

const STORE_CPU = 'the time of reads and writes is no computing'
