import type { FaultEffect, PathTargets } from '../../../sim/fault-plan.ts'
import { invariant } from '../../../sim/kernel/invariant.ts'
import type { NetworkFault, Partition } from '../../fault.ts'
import { parseEdgePattern } from '../../literals/edge-pattern.ts'
import { Mistake } from '../../literals/mistake.ts'
import { placesNamed } from './fault-instances.ts'
import { programsNamed } from './fault-operations.ts'
import { ALL_MESSAGES, callsAlong, edgesOf, edgesTo, pathOf } from './fault-path.ts'
import type { FaultScope } from './fault-scope.ts'

/** What a fault does to messages. */
export function networkEffect(what: NetworkFault, scope: FaultScope): FaultEffect {
  switch (what.kind) {
    case 'latency':
      return { kind: 'latency', path: pathOf(what.path, what.kind, scope), add: what.add.distribution }
    case 'loss':
      return { kind: 'loss', path: pathOf(what.path, what.kind, scope), share: what.share, burst: what.burst }
    case 'duplicate': {
      const delay = what.delay.distribution
      return { kind: 'duplicate', path: pathOf(what.path, what.kind, scope), share: what.share, delay }
    }
    case 'reorder': {
      const hold = what.hold.distribution
      return { kind: 'reorder', path: pathOf(what.path, what.kind, scope), share: what.share, hold }
    }
    case 'bandwidth':
      return { kind: 'bandwidth', path: pathOf(what.path, what.kind, scope), rate: what.rate }
    case 'partition':
      return partitionEffect(what.partition, scope)
    case 'jam':
      return { kind: 'jam', path: pathOf(what.path, what.kind, scope) }
    case 'blackhole':
      return { kind: 'partition', path: blackholePath(what.operations, what.direction, scope) }
    case 'refuse':
    case 'hang':
    case 'reset': {
      const path = pathOf(what.path, what.kind, scope)
      return { kind: 'connection', path, share: what.share, mode: what.kind }
    }
    case 'dns':
      return { kind: 'discovery', path: lookUpPath(what.dns, scope), mode: what.mode }
  }
}

function partitionEffect(partition: Partition, scope: FaultScope): FaultEffect {
  switch (partition.kind) {
    case 'path':
      return { kind: 'partition', path: pathOf(partition.path, 'partition', scope) }
    case 'zone':
    case 'region':
      return { kind: 'partition', path: wayTo(scope.zonesNamed(partition, 'partition'), scope) }
    case 'pairs': {
      const left = placesNamed(partition.between, 'between', scope)
      const right = placesNamed(partition.and, 'and', scope)
      const has = (side: typeof left, end: number): boolean => side.some(({ unit }) => unit === end)
      const meet = scope.context.calls.some((call) => {
        const [from, to] = [scope.endNamed(call.from), scope.endNamed(call.to)]
        return (has(left, from) && has(right, to)) || (has(right, from) && has(left, to))
      })
      if (!meet && !scope.failed && scope.absent.size === 0) {
        const message = `fault "${scope.id}" hits nothing: none of the one side calls one of the other`
        scope.warn('L351', ['partition'], message, { hint: 'a run says of it that it did not bite' })
      }
      return { kind: 'bridge', left, right }
    }
  }
}

/** All messages between these zones and the others, and the clients outside. */
export function wayTo(zones: readonly number[], { context }: FaultScope): PathTargets {
  const others = context.zones.flatMap((_, zone) => (zones.includes(zone) ? [] : [zone]))
  const edges = context.edges.edges.flatMap(({ kind }, edge) => (kind === 'loopback' ? [] : [edge]))
  return { ...ALL_MESSAGES, edges, from: zones, to: [-1, ...others] }
}

function blackholePath(names: readonly string[], direction: PathTargets['direction'], scope: FaultScope): PathTargets {
  const programs = programsNamed(names, 'blackhole', scope)
  const edges = edgesTo(programs, scope)
  if (edges.length === 0 && !scope.failed && scope.absent.size === 0) {
    const message = `fault "${scope.id}" hits nothing: no call of that operation crosses the network`
    scope.warn('L351', ['blackhole'], message, { hint: 'a run says of it that it did not bite' })
  }
  return { ...ALL_MESSAGES, edges, direction, programs }
}

/** A name is looked up by all who call it. */
function lookUpPath(dns: (NetworkFault & { kind: 'dns' })['dns'], scope: FaultScope): PathTargets {
  const edge = typeof dns === 'string' ? parseEdgePattern(`* -> ${dns}`) : dns
  invariant(!(edge instanceof Mistake), 'a name is a side of an edge')
  if (typeof dns === 'string') {
    scope.unitsNamed([dns], 'dns')
    if (scope.failed || scope.absent.size > 0) return { ...ALL_MESSAGES, edges: [] }
    // The whole unit goes by one address, whichever of its modules is named.
    const unit = scope.context.units[scope.unitNamed(dns) ?? -1]?.plan.name ?? dns
    const edges = edgesOf(callsAlong({ ...edge, to: unit }, scope), scope)
    if (edges.length === 0) {
      const message = `fault "${scope.id}" hits nothing: nobody calls "${dns}"`
      scope.warn('L351', ['dns'], message, { hint: 'a run says of it that it did not bite' })
    }
    return { ...ALL_MESSAGES, edges }
  }
  const target = { edge, direction: 'both', pick: { kind: 'all' }, end: 'callee', operations: [], zones: [] } as const
  return pathOf(target, 'dns', scope)
}
