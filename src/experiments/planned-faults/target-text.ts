import { printShare } from '../../scenarios/literals/share.ts'
import type { FaultEffect, InstanceTargets, PathTargets, PickPlan } from '../../sim/fault-plan.ts'
import type { Plan } from '../../sim/plan.ts'

/** So many names at most; the rest is counted. */
const MOST = 6

/** Whom a fault can hit: edges, instances, operations, caches, pools, workloads, by name. */
export function targetText(effect: FaultEffect, plan: Plan): string {
  switch (effect.kind) {
    case 'together':
      return effect.effects.map((each) => targetText(each, plan)).join('; ') || 'nobody'
    case 'bridge': {
      const side = (places: typeof effect.left): string =>
        named(places.map(({ unit, instance }) => placeName(plan, unit, instance)))
      return `between ${side(effect.left)} and ${side(effect.right)}`
    }
    case 'errors':
    case 'lost-reply':
    case 'throttle':
      return `${programNames(effect.programs, plan)} at ${instancesText(effect.on, plan)}`
    case 'cache-flush': {
      const caches = named(effect.caches.map((cache) => plan.caches[cache]?.name ?? ''))
      return `${caches} at ${instancesText(effect.on, plan)}`
    }
    case 'pool-leak':
    case 'pool-exhausted':
      return plan.pools[effect.pool]?.name ?? ''
    case 'surge':
    case 'hot-key':
    case 'client-retries':
      return plan.workloads[effect.workload]?.name ?? ''
    default:
      return 'path' in effect ? pathText(effect.path, plan) : instancesText(effect.on, plan)
  }
}

function pathText(path: PathTargets, plan: Plan): string {
  const all = path.edges.length === plan.edges.length && path.from.length > 0
  const parts = [all ? 'all calls' : named(path.edges.map((edge) => plan.edges[edge]?.name ?? ''))]
  if (path.programs.length > 0) parts.push(`calls of ${programNames(path.programs, plan)}`)
  if (path.direction !== 'both') parts.push(path.direction === 'there' ? 'requests only' : 'answers only')
  if (path.from.length > 0) parts.push(`between ${zoneNames(path.from, plan)} and ${zoneNames(path.to, plan)}`)
  if (path.pick.kind !== 'all') parts.push(`${pickText(path.pick)} of the ${path.end}s`)
  return parts.join(', ')
}

/** `one of payments/0, payments/1`; all instances of a unit go by its name. */
function instancesText({ units, zones, pick }: InstanceTargets, plan: Plan): string {
  const names = units.flatMap((unit) => {
    const there = (plan.units[unit]?.zones ?? []).flatMap((zone, number) =>
      (zones.length === 0 || zones.includes(zone)) && (pick.kind !== 'numbers' || pick.numbers.includes(number))
        ? [number]
        : [],
    )
    const all = there.length === plan.units[unit]?.instances
    return all && pick.kind === 'all' ? [plan.units[unit]?.name ?? ''] : there.map((at) => placeName(plan, unit, at))
  })
  const chosen = pick.kind === 'all' || pick.kind === 'numbers' ? '' : `${pickText(pick)} of `
  const each = units.length > 1 && chosen !== '' ? ' (of each unit by itself)' : ''
  return `${chosen}${named(names)}${each}`
}

function pickText(pick: PickPlan): string {
  if (pick.kind === 'count') return `at most ${pick.count}`
  if (pick.kind === 'share') return printShare(pick.share)
  return pick.kind === 'numbers' ? `numbers ${pick.numbers.join(', ')}` : pick.kind
}

function placeName(plan: Plan, unit: number, instance: number): string {
  return unit < 0 ? (plan.workloads[-1 - unit]?.name ?? '') : `${plan.units[unit]?.name}/${instance}`
}

function programNames(programs: readonly number[], plan: Plan): string {
  return named(programs.map((program) => plan.programs[program]?.name ?? ''))
}

function zoneNames(zones: readonly number[], plan: Plan): string {
  return named(zones.map((zone) => (zone < 0 ? 'outside' : `zone ${plan.zones[zone]}`)))
}

function named(names: readonly string[]): string {
  if (names.length === 0) return 'nobody'
  const shown = names.slice(0, MOST).join(', ')
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown
}
