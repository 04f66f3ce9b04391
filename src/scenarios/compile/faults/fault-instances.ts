import type { InstancePlace, InstanceTargets, PickPlan } from '../../../sim/fault-plan.ts'
import type { InstanceChoice, InstanceName, Targets } from '../../fault.ts'
import { listed } from '../names.ts'
import type { FaultScope } from './fault-scope.ts'

/** The instances of the units, stores and modules at `key`. */
export function instancesOf(target: Targets, key: string, scope: FaultScope): InstanceTargets {
  return chosen(scope.unitsNamed(target.names, key), target, key, scope)
}

/** Those of `units` that the zone, the numbers and the pick leave. */
export function chosen(
  units: readonly number[],
  choice: InstanceChoice,
  key: string,
  scope: FaultScope,
): InstanceTargets {
  const zones = scope.zonesNamed(choice)
  checkNumbers(units, choice.pick, scope)
  if (!scope.failed && units.length > 0 && zones.length > 0) warnOfEmptyPlaces(units, zones, choice, key, scope)
  return { units, zones, pick: choice.pick }
}

/** Numbers of instances that none of the units has; an error where that is all of them. */
export function checkNumbers(units: readonly number[], pick: PickPlan, scope: FaultScope): void {
  if (pick.kind !== 'numbers' || scope.failed || units.length === 0) return
  const { units: compiled } = scope.context
  const most = units.reduce((high, unit) => Math.max(high, compiled[unit]?.plan.instances ?? 0), 0)
  const beyond = pick.numbers.filter((number) => number >= most)
  if (beyond.length === 0) return
  const names = listed(units.map((unit) => `"${compiled[unit]?.plan.name}"`))
  const what = `instance ${listed(beyond.map(String))} of ${names}`
  const expected = most === 1 ? 'only instance 0, because there is one' : `from 0 to ${most - 1}`
  if (beyond.length === pick.numbers.length) scope.error('S244', ['instances'], `there is no ${what}`, { expected })
  else scope.warn('L352', ['instances'], `there is no ${what}`, { hint: `numbers go ${expected}` })
}

function warnOfEmptyPlaces(
  units: readonly number[],
  zones: readonly number[],
  choice: InstanceChoice,
  key: string,
  scope: FaultScope,
): void {
  const plans = units.flatMap((unit) => scope.context.units[unit]?.plan ?? [])
  const there = plans.some((plan) =>
    plan.zones.some((zone, number) => {
      return zones.includes(zone) && (choice.pick.kind !== 'numbers' || choice.pick.numbers.includes(number))
    }),
  )
  if (there) return
  const where = choice.zone === undefined ? `region "${choice.region}"` : `zone "${choice.zone}"`
  const names = listed(plans.map(({ name }) => `"${name}"`))
  const message = `fault "${scope.id}" hits nobody: no such instance of ${names} is in ${where}`
  scope.warn('L352', [choice.zone === undefined ? 'region' : 'zone'], message, {
    hint: `a run says of it that it did not bite; "${key}" and the zones of its units must meet`,
  })
}

/** The instances that `payments/0` and `payments` name; a workload stands for all of its clients. */
export function placesNamed(
  names: readonly InstanceName[],
  side: 'between' | 'and',
  scope: FaultScope,
): InstancePlace[] {
  const { workloads, units } = scope.context
  const places: InstancePlace[] = []
  names.forEach((name, index) => {
    const place = names.length > 1 ? ['partition', side, index] : ['partition', side]
    const workload = scope.workloadNamed(name.name)
    if (workload >= 0) {
      if (name.instance === undefined) places.push({ unit: -1 - workload, instance: 0 })
      else scope.error('S244', place, `workload "${name.name}" has no instances`, { expected: name.name })
      return
    }
    const unit = scope.unitNamed(name.name)
    const instances = units[unit ?? -1]?.plan.instances ?? 0
    if (unit === undefined) {
      if (scope.context.elsewhere.has(name.name)) scope.absent.add(name.name)
      else {
        const known = [...units.map(({ plan }) => plan.name), ...workloads.map((one) => one.name)]
        scope.unknown('S241', 'unit, store, module or workload', name.name, known, place)
      }
      return
    }
    if (name.instance === undefined) {
      for (let instance = 0; instance < instances; instance++) places.push({ unit, instance })
    } else if (name.instance < instances) places.push({ unit, instance: name.instance })
    else {
      const expected = instances === 1 ? `${name.name}/0, because there is one` : `from 0 to ${instances - 1}`
      scope.error('S244', place, `there is no instance "${name.text}"`, { expected })
    }
  })
  const distinct = new Map(places.map((place) => [`${place.unit}/${place.instance}`, place]))
  return [...distinct.values()].sort((left, right) => left.unit - right.unit || left.instance - right.instance)
}
