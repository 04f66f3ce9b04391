import type { Plan, UnitPlan } from '../../sim/plan.ts'
import type { DocumentPath } from '../problem.ts'
import { about, aboutTime } from './about.ts'
import type { Findings } from './findings.ts'
import type { PlanPlaces } from './plan-places.ts'
import type { Demand, UnitDemand } from './utilisation.ts'

const NS_PER_S = 1e9

/**
 * Warns where the open workloads need more on average than there is: cores, worker slots (held while waiting for
 * others, too), parallel reads and writes of a store, connections of a pool.
 */
export function lintLoad(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): void {
  plan.units.forEach((unit, u) => {
    const need = demand.units[u]
    const place = places.units[u] ?? []
    if (need === undefined) return
    if (unit.role === 'store') lintStore(unit, need, place, findings)
    else if (unit.role === 'broker') lintBroker(unit, need, place, findings)
    // Too few cores keep slots taken as well: that would be the same doubt twice.
    else if (need.coresBusy >= need.cores) lintCores(unit, need, place, findings)
    else if (need.slotsBusy >= need.slots) lintSlots(unit, need, place, findings)
  })
  lintPools(plan, places, demand, findings)
}

function lintCores(unit: UnitPlan, need: UnitDemand, place: DocumentPath, findings: Findings): void {
  const message = `unit "${unit.name}" needs ${about(need.coresBusy)} cores on average and has ${need.cores}`
  const least = leastAbove(need.coresBusy)
  findings.warning('L320', place, message, {
    label: `${about(need.visitsPerSecond)} visits/s, ${perVisit(need.coresBusy, need)} of computing for each`,
    hint: `its queue grows for as long as the load lasts; ${least} cores are the least that keeps up`,
  })
}

function lintSlots(unit: UnitPlan, need: UnitDemand, place: DocumentPath, findings: Findings): void {
  const message = `unit "${unit.name}" holds ${about(need.slotsBusy)} worker slots on average and has ${need.slots}`
  findings.warning('L321', [...place, 'runtime'], message, {
    label: `${about(need.visitsPerSecond)} visits/s, each holds one for ${perVisit(need.slotsBusy, need)}`,
    hint: 'a thread stays taken while it waits for an answer: more threads or instances, or runtime: event-loop',
  })
}

function lintStore(unit: UnitPlan, need: UnitDemand, place: DocumentPath, findings: Findings): void {
  if (need.slotsBusy < need.slots) return
  const busy = about(need.slotsBusy)
  const message = `store "${unit.name}" must serve ${busy} reads and writes at a time and serves ${need.slots}`
  findings.warning('L322', [...place, 'concurrency'], message, {
    label: `${about(need.visitsPerSecond)} a second, ${perVisit(need.slotsBusy, need)} each`,
    hint: 'more concurrency, a larger machine, or fewer reads and writes',
  })
}

function lintBroker(unit: UnitPlan, need: UnitDemand, place: DocumentPath, findings: Findings): void {
  if (need.slotsBusy < need.slots) return
  const busy = about(need.slotsBusy)
  const message = `broker "${unit.name}" must store ${busy} batches at a time and stores ${need.slots}`
  findings.warning('L322', [...place, 'concurrency'], message, {
    label: `${about(need.visitsPerSecond)} a second, ${perVisit(need.slotsBusy, need)} each`,
    hint: 'more concurrency or nodes, or fewer and larger batches',
  })
}

function lintPools(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): void {
  const stores = new Map(plan.units.map((unit, u) => [unit.name, places.units[u] ?? []]))
  plan.pools.forEach((pool, p) => {
    const need = demand.pools[p]
    if (need === undefined || need.inUse < need.size) return
    const message = `"${pool.name}" needs ${about(need.inUse)} connections on average and has ${pool.size}`
    findings.warning('L323', [...(stores.get(pool.name) ?? []), 'connections'], message, {
      label: `${about(need.usesPerSecond)} uses/s, each holds one for ${aboutTime(need.holdTime)}`,
      hint: `by Little's law that many are in use at any time, so it takes at least ${leastAbove(need.inUse)}`,
    })
  })
}

function perVisit(busy: number, need: UnitDemand): string {
  return aboutTime(need.visitsPerSecond > 0 ? (busy / need.visitsPerSecond) * NS_PER_S : 0)
}

/** The least whole number above a demand: at exactly the demand a queue still grows. */
function leastAbove(demand: number): string {
  return about(Math.floor(demand) + 1)
}
