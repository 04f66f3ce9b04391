import type { FaultEffect, FaultPlan } from '../../../sim/fault-plan.ts'
import type { Fault } from '../../fault.ts'
import { byCodeUnit, listed } from '../names.ts'
import { unknownName } from '../unknown-name.ts'
import { dependencyEffect, loadEffect } from './dependency-effect.ts'
import type { FaultContext, FaultNames, FaultParts } from './fault-context.ts'
import { conditionOf, scheduleOf } from './fault-schedule.ts'
import { FaultScope } from './fault-scope.ts'
import { neverStarts } from './fault-times.ts'
import { networkEffect } from './network-effect.ts'
import { placeEffect, processEffect } from './process-effect.ts'
import { trafficOf } from './traffic.ts'

/** The faults of the plan, and where each is written. */
export interface CompiledFaults {
  /** In code-unit order of their ids, without those that are disabled or have no place in this variant. */
  readonly plans: readonly FaultPlan[]
  /** Index in the document of each of `plans`. */
  readonly origins: readonly number[]
}

/** Resolves the names of all faults; reports what is wrong and what this variant leaves out. */
export function compileFaults(parts: FaultParts, names: FaultNames): CompiledFaults {
  const traffic = trafficOf(parts.programs, parts.workloads, names.programIndex, names.edgeIndex)
  const context: FaultContext = { ...parts, ...names, traffic }
  const { faults } = context.scenario
  checkStarts(faults, context)
  const read = faults.map((fault, index) => readFault(fault, index, context))
  const kept = new Set(read.filter(({ fault, scope }) => !fault.disabled && scope.absent.size === 0))
  leaveOut(read, kept)
  // With an index missing there is no schedule, and what is wrong has been said.
  if (context.findings.failed) return { plans: [], origins: [] }
  const plans = [...kept].sort((left, right) => byCodeUnit(left.fault.id, right.fault.id))
  const position = (id: string): number => plans.findIndex(({ fault }) => fault.id === id)
  return {
    plans: plans.map(({ fault, effect, scope }) => ({
      id: fault.id,
      kind: fault.what.kind,
      schedule: scheduleOf(fault, scope, position),
      effect,
    })),
    origins: plans.map(({ index }) => index),
  }
}

interface ReadFault {
  readonly fault: Fault
  readonly index: number
  readonly effect: FaultEffect
  readonly scope: FaultScope
}

function readFault(fault: Fault, index: number, context: FaultContext): ReadFault {
  const scope = new FaultScope(context, ['faults', index], fault.id)
  const effect = effectOf(fault, scope)
  // Only for what it reports: the indexes of other faults are not known yet.
  if (fault.starts.kind === 'when') conditionOf(fault, scope)
  return { fault, index, effect, scope }
}

function effectOf({ what }: Fault, scope: FaultScope): FaultEffect {
  switch (what.kind) {
    case 'errors':
    case 'lost-reply':
    case 'throttle':
    case 'cache-flush':
    case 'pool-leak':
    case 'pool-exhausted':
      return dependencyEffect(what, scope)
    case 'surge':
    case 'hot-key':
    case 'client-retries':
      return loadEffect(what, scope)
    case 'zone':
    case 'region':
      return placeEffect(what, scope)
    case 'crash':
    case 'drain':
    case 'pause':
    case 'stall':
    case 'slow':
    case 'cpu-quota':
    case 'memory':
    case 'threads':
    case 'descriptors':
    case 'clock':
      return processEffect(what, scope)
    default:
      return networkEffect(what, scope)
  }
}

/** Reports faults that start after one that does not exist, or after one that never comes. */
function checkStarts(faults: readonly Fault[], { findings }: FaultContext): void {
  const byId = new Map(faults.map((fault) => [fault.id, fault]))
  faults.forEach((fault, index) => {
    if (fault.starts.kind !== 'after') return
    const path = ['faults', index, 'after']
    if (!byId.has(fault.starts.fault)) {
      unknownName(findings, 'S240', 'fault', fault.starts.fault, () => [...byId.keys()].sort(byCodeUnit), path)
      return
    }
    const reason = neverStarts(fault, byId)
    if (reason !== undefined) findings.error('S243', path, `fault "${fault.id}" never starts: ${reason}`)
  })
}

/** Leaves out what starts after a fault that is left out, and says so of all that are not disabled. */
function leaveOut(read: readonly ReadFault[], kept: Set<ReadFault>): void {
  for (const { fault, scope } of read) {
    if (fault.disabled || scope.absent.size === 0) continue
    const what = listed([...scope.absent].map((name) => `"${name}"`))
    const missing = [...scope.absent].every((name) => name.includes('->'))
      ? `${what} does not cross the network here`
      : `this variant has no ${what}`
    scope.warn('L350', [fault.what.kind], `fault "${fault.id}" is left out: ${missing}`)
  }
  for (let changed = true; changed; ) {
    changed = false
    const ids = new Set([...kept].map(({ fault }) => fault.id))
    for (const one of kept) {
      const { starts, id } = one.fault
      if (starts.kind !== 'after' || ids.has(starts.fault)) continue
      kept.delete(one)
      changed = true
      if (!read.some(({ fault }) => fault.id === starts.fault)) continue
      one.scope.warn('L350', ['after'], `fault "${id}" is left out: "${starts.fault}" never comes here`)
    }
  }
}
