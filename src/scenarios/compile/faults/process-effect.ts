import type { FaultEffect } from '../../../sim/fault-plan.ts'
import type { PlaceFault, ProcessFault } from '../../fault.ts'
import { instancesOf } from './fault-instances.ts'
import type { FaultScope } from './fault-scope.ts'
import { wayTo } from './network-effect.ts'

/** What a fault does to processes. */
export function processEffect(what: ProcessFault, scope: FaultScope): FaultEffect {
  const on = instancesOf(what.on, what.kind, scope)
  switch (what.kind) {
    case 'crash': {
      const cold = { factor: what.cold.factor, lasts: what.cold.for }
      return { kind: 'crash', on, host: what.host, restart: what.restart, cold }
    }
    case 'drain':
      return { kind: 'drain', on, grace: what.grace, restart: what.restart }
    case 'pause':
      return { kind: 'pause', on }
    case 'stall': {
      storesOnly(what.on.names, scope)
      return { kind: 'pause', on }
    }
    case 'slow': {
      const { factor, resource, 'health-checks': healthChecks } = what
      return { kind: 'slow', on, factor, resource, healthChecks }
    }
    case 'cpu-quota':
      return { kind: 'cpu-quota', on, quota: what.quota, period: what.period }
    case 'memory': {
      const { limit, growth, 'per-request': perRequest, 'slow-from': slowFrom, slowdown, restart } = what
      return { kind: 'memory', on, limit, growth, perRequest, slowFrom, slowdown, restart }
    }
    case 'threads':
      return { kind: 'threads', on, take: what.take }
    case 'descriptors':
      return { kind: 'descriptors', on, limit: what.limit }
    case 'clock':
      return { kind: 'clock', on, step: what.step, drift: what.drift }
  }
}

function storesOnly(names: readonly string[], scope: FaultScope): void {
  names.forEach((name, index) => {
    const unit = scope.context.units[scope.unitNamed(name) ?? -1]
    if (unit === undefined || unit.plan.role === 'store') return
    const place = scope.placeOf('stall', index, names.length)
    scope.error('S241', place, `"${name}" is not a store`, { hint: `a service is paused with "pause: ${name}"` })
  })
}

/** A zone or region is lost: nothing in it runs, and no message passes its border. */
export function placeEffect(what: PlaceFault, scope: FaultScope): FaultEffect {
  const { kind, place, restart, cold } = what
  const zones = scope.zonesNamed(kind === 'zone' ? { zone: place } : { region: place })
  const { units } = scope.context
  const there = units.flatMap(({ plan }, unit) => (plan.zones.some((zone) => zones.includes(zone)) ? [unit] : []))
  const cut: FaultEffect = { kind: 'partition', path: wayTo(zones, scope) }
  if (there.length === 0) {
    if (!scope.failed) {
      const message = `fault "${scope.id}" stops nobody: nothing runs in ${kind} "${place}"`
      scope.warn('L352', [kind], message, { hint: 'a run says of it that it did not bite' })
    }
    return cut
  }
  const on = { units: there, zones, pick: { kind: 'all' } } as const
  const crash: FaultEffect = {
    kind: 'crash',
    on,
    host: 'down',
    restart,
    cold: { factor: cold.factor, lasts: cold.for },
  }
  return { kind: 'together', effects: [crash, cut] }
}
