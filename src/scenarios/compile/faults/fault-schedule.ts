import type { ConditionPlan, FaultSchedule } from '../../../sim/fault-plan.ts'
import type { Distribution } from '../../../sim/kernel/distribution.ts'
import { constant } from '../../../sim/kernel/distributions/constant.ts'
import { exponential } from '../../../sim/kernel/distributions/exponential.ts'
import type { Fault, Stay } from '../../fault.ts'
import { printDuration } from '../../literals/duration.ts'
import { byCodeUnit } from '../names.ts'
import type { FaultScope } from './fault-scope.ts'

/** When a fault is on. `position` says at which index of the plan another fault is; -1 for none that runs. */
export function scheduleOf(fault: Fault, scope: FaultScope, position: (id: string) => number): FaultSchedule {
  const { starts } = fault
  switch (starts.kind) {
    case 'scripted': {
      const { at, for: lasts, every, jitter, until } = starts
      return { kind: 'scripted', at, lasts, every, jitter, until }
    }
    case 'after': {
      const { event, delay, for: lasts } = starts
      return { kind: 'after', fault: position(starts.fault), event, delay, lasts }
    }
    case 'when': {
      const { delay, for: lasts, times, poll } = starts
      return { kind: 'when', condition: conditionOf(fault, scope), delay, lasts, times, poll }
    }
    case 'flap': {
      const { at, until, on, off } = starts
      return { kind: 'stochastic', at, until, on: stayOf(on), off: stayOf(off) }
    }
  }
}

/** Reports a condition about something that no variant has, and notes what only another has. */
export function conditionOf({ starts }: Fault, scope: FaultScope): ConditionPlan {
  if (starts.kind !== 'when') return { unit: -1, measure: 'queue-length', compare: '>', value: 0 }
  const { name, measure, compare, value } = starts.condition
  const unit = scope.unitNamed(name)
  if (unit === undefined) {
    if (scope.context.elsewhere.has(name)) scope.absent.add(name)
    else {
      const known = scope.context.units.map(({ plan }) => plan.name).sort(byCodeUnit)
      scope.unknown('S241', 'unit, store or module', name, known, ['when'])
    }
  }
  return { unit: unit ?? -1, measure, compare, value }
}

function stayOf({ min, mean }: Stay): { readonly minimum: number; readonly extra: Distribution } {
  const rest = mean - min
  const text = printDuration(rest)
  return { minimum: min, extra: rest > 0 ? exponential(rest, `exp(${text})`) : constant(0, text) }
}
