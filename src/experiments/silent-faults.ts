import type { FaultResult } from '../metrics/faults/fault-result.ts'
import type { FaultEffect, FaultPlan } from '../sim/fault-plan.ts'
import type { Plan } from '../sim/plan.ts'
import type { SilentFault } from './run-document.ts'

/** Faults that changed nothing in some replication: of those nothing was learned about what they stand for. */
export function silentFaults(variant: string, plan: Plan, faults: readonly FaultResult[]): readonly SilentFault[] {
  return plan.faults.flatMap((fault, at): SilentFault[] => {
    const result = faults[at]
    if (result === undefined || result.bit === result.replications.length) return []
    const silent = result.replications.filter(({ bites }) => bites === 0)
    return [
      {
        variant,
        fault: fault.id,
        replications: silent.length,
        of: result.replications.length,
        text: silentText(fault, silent, result.replications.length),
      },
    ]
  })
}

function silentText(fault: FaultPlan, silent: FaultResult['replications'], of: number): string {
  const idle = silent.filter(({ episodes }) => episodes.length === 0).length
  const who = `fault "${fault.id}" (${fault.kind})`
  const where = of === 1 ? '' : ` in ${silent.length} of ${of} replications`
  if (idle === silent.length) return `${who} never began${where}; ${whenItBegins(fault)}`
  return `${who} was on but changed nothing${where}; ${whatItNeeds(fault.effect)}`
}

function whenItBegins({ schedule }: FaultPlan): string {
  switch (schedule.kind) {
    case 'scripted':
      return 'let it start before the load ends (at, jitter, run.duration)'
    case 'after':
      return 'the fault it follows must start or end early enough for it (after, delay)'
    case 'stochastic':
      return 'shorten its time off, or run longer, so that every replication meets it'
    case 'when':
      return 'its condition was never true: lower its limit, or bring more load'
  }
}

const USED_WAY = 'no message passed where it was: let it last longer, or put it on a way that is used'
const HIT_MESSAGE = 'no message was hit: raise its share, let it last longer, or put it on a way that is used'
const CALLED = 'no call was made where it was: raise its share, let it last longer, or put it on an edge that is used'
const AT_WORK = 'nothing was at work on what it hit: let it last longer, or hit what is used'
const LIMIT = 'nothing came near its limit: tighten the limit, let it last longer, or bring more load'
const OPERATION = 'no call of its operations was hit: raise its share (or lower its limit), or let it last longer'
const POOL = 'nobody wanted a connection of its pool: let it last longer, or bring more load'
const LOAD = 'it changed no request: make it stronger, or let it last longer'

/** What would make a fault bite that was on and did not, by the kind of its effect. */
const NEEDS: Readonly<Partial<Record<FaultEffect['kind'], string>>> = {
  latency: USED_WAY,
  partition: USED_WAY,
  bridge: USED_WAY,
  jam: USED_WAY,
  bandwidth: USED_WAY,
  loss: HIT_MESSAGE,
  duplicate: HIT_MESSAGE,
  reorder: HIT_MESSAGE,
  connection: CALLED,
  discovery: CALLED,
  'cpu-quota': LIMIT,
  threads: LIMIT,
  descriptors: LIMIT,
  memory: LIMIT,
  errors: OPERATION,
  'lost-reply': OPERATION,
  throttle: OPERATION,
  'cache-flush': 'the caches were empty: let it come later',
  'pool-leak': POOL,
  'pool-exhausted': POOL,
  surge: LOAD,
  'hot-key': LOAD,
  'client-retries': LOAD,
}

function whatItNeeds(effect: FaultEffect): string {
  return NEEDS[effect.kind] ?? AT_WORK
}
