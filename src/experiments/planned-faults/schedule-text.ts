import { printDuration } from '../../scenarios/literals/duration.ts'
import type { FaultSchedule } from '../../sim/fault-plan.ts'
import type { Plan } from '../../sim/plan.ts'

type Stay = Extract<FaultSchedule, { kind: 'stochastic' }>['on']

/** When a fault is on: `from 1min for 30s, every 5min`. */
export function scheduleText(schedule: FaultSchedule, plan: Plan): string {
  const { heal } = plan
  const healed = heal < Number.POSITIVE_INFINITY ? `, healed at ${printDuration(heal)}` : ''
  switch (schedule.kind) {
    case 'scripted': {
      const { at, lasts, every, jitter, until } = schedule
      const start = `${fromText(at)}${jitter > 0 ? ` or up to ${printDuration(jitter)} later` : ''}`
      const again = every > 0 ? `, every ${printDuration(every)}` : ''
      return `${start}${lastsText(lasts)}${again}${untilText(until)}${healed}`
    }
    case 'after': {
      const { fault, event, delay, lasts } = schedule
      const later = delay > 0 ? `${printDuration(delay)} after` : 'at'
      return `${later} each ${event} of ${plan.faults[fault]?.id}${lastsText(lasts)}${healed}`
    }
    case 'stochastic': {
      const turns = `off ${stayText(schedule.off)}, on ${stayText(schedule.on)}, in turns`
      return `${fromText(schedule.at)}${untilText(schedule.until)} ${turns}${healed}`
    }
    case 'when': {
      const { condition, delay, lasts, times, poll } = schedule
      const { unit, measure, compare, value } = condition
      const fact = `as soon as ${plan.units[unit]?.name}.${measure} ${compare} ${value}`
      const often = times === 1 ? 'once' : `${times} times at most`
      const later = delay > 0 ? `, ${printDuration(delay)} later` : ''
      return `${fact} (looked at every ${printDuration(poll)}), ${often}${later}${lastsText(lasts)}${healed}`
    }
  }
}

function fromText(at: number): string {
  return at === 0 ? 'from the start' : `from ${printDuration(at)}`
}

function lastsText(lasts: number): string {
  return lasts > 0 && lasts < Number.POSITIVE_INFINITY ? ` for ${printDuration(lasts)}` : ''
}

function untilText(until: number): string {
  return until < Number.POSITIVE_INFINITY ? ` until ${printDuration(until)}` : ''
}

function stayText({ minimum, extra }: Stay): string {
  const mean = printDuration(minimum + extra.mean)
  if (extra.mean === 0) return mean
  return minimum === 0 ? `${mean} on average` : `at least ${printDuration(minimum)} and ${mean} on average`
}
