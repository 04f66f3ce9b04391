import type { PathTargets } from '../../../sim/fault-plan.ts'
import type { EdgePattern } from '../../edge-pattern.ts'
import type { PathTarget } from '../../fault.ts'
import { fitsGlob } from '../../glob.ts'
import { isExact } from '../closeness.ts'
import { callKey, type RemoteCall } from '../remote-call.ts'
import { moduleOf } from '../resolve-operation.ts'
import { checkNumbers } from './fault-instances.ts'
import { programsNamed } from './fault-operations.ts'
import { ascending, type FaultScope } from './fault-scope.ts'

/** All messages, in both directions; for the parts that a fault does not narrow. */
export const ALL_MESSAGES: Omit<PathTargets, 'edges'> = {
  direction: 'both',
  from: [],
  to: [],
  end: 'callee',
  pick: { kind: 'all' },
  programs: [],
}

/** The messages of the calls that fit the pattern at `key`, narrowed by what else the fault says. */
export function pathOf(target: PathTarget, key: string, scope: FaultScope): PathTargets {
  const calls = callsAlong(target.edge, scope)
  if (calls.length === 0) explainNoCalls(target.edge, key, scope)
  const edges = edgesOf(calls, scope)
  const named = programsNamed(target.operations, 'operation', scope)
  const reached = scope.context.traffic.some(({ edge, program }) => edges.includes(edge) && named.includes(program))
  if (named.length > 0 && calls.length > 0 && !reached && !scope.failed) {
    const message = `fault "${scope.id}" hits nothing: no call of that operation goes along "${target.edge.text}"`
    scope.warn('L351', ['operation'], message, { hint: 'a run says of it that it did not bite' })
  }
  const zones = target.zones.map((zone, index) => zoneNamed(zone, ['zones', index], scope))
  const ends = new Set(edges.map((edge) => endOf(edge, target.end, scope)).filter((unit) => unit >= 0))
  checkNumbers([...ends], target.pick, scope)
  return {
    edges,
    direction: target.direction,
    from: zones.slice(0, 1),
    to: zones.slice(1),
    end: target.end,
    pick: target.pick,
    programs: named.length > 0 ? named : programsApart(calls, scope),
  }
}

/** Every call over the network whose ends fit, each by the name of its unit, module, store or workload. */
export function callsAlong({ from, to }: EdgePattern, { context }: FaultScope): RemoteCall[] {
  return context.calls.filter(
    (call) =>
      [call.from, call.fromModule].some((name) => name !== '' && fitsGlob(from, name)) &&
      [call.to, call.toModule].some((name) => name !== '' && fitsGlob(to, name)),
  )
}

/** Indexes of the edges over which these programs are called, ascending. */
export function edgesTo(programs: readonly number[], { context }: FaultScope): number[] {
  const edges = context.traffic.flatMap(({ edge, program }) =>
    programs.includes(program) && context.edges.edges[edge]?.kind !== 'loopback' ? [edge] : [],
  )
  return [...new Set(edges)].sort(ascending)
}

/** Indexes of the edges that the calls take, ascending. */
export function edgesOf(calls: readonly RemoteCall[], { context }: FaultScope): number[] {
  const edges = new Set<number>()
  for (const call of calls) {
    const index = context.edgeIndex.get(context.edges.edgeOf.get(callKey(call)) ?? '')
    if (index !== undefined) edges.add(index)
  }
  return [...edges].sort(ascending)
}

/** Whether a call can be one of the program: same unit, and for a service the same module. */
function carries(call: RemoteCall, program: number, { context }: FaultScope): boolean {
  const draft = context.programs[program]
  if (draft === undefined || draft.unit !== call.to) return false
  return call.toModule === '' || moduleOf(context.scenario, draft.name) === call.toModule
}

/** Where the edges also carry calls to other modules, the operations that tell them apart; else none. */
function programsApart(calls: readonly RemoteCall[], scope: FaultScope): number[] {
  const { context } = scope
  const meant = new Set(calls.map((call) => `${call.to}\n${call.toModule}`))
  const edges = new Set(calls.map((call) => context.edges.edgeOf.get(callKey(call))))
  const mixed = context.calls.some(
    (call) => edges.has(context.edges.edgeOf.get(callKey(call))) && !meant.has(`${call.to}\n${call.toModule}`),
  )
  if (!mixed) return []
  return context.programs.flatMap((program, index) =>
    program.operation && calls.some((call) => carries(call, index, scope)) ? [index] : [],
  )
}

/** Nothing crosses the network there: because of the deployment, or because nobody calls. */
function explainNoCalls({ from, to, text }: EdgePattern, key: string, scope: FaultScope): void {
  const { context } = scope
  for (const side of [from, to]) {
    if (!isExact(side) || isHere(side, scope)) continue
    if (context.elsewhere.has(side)) scope.absent.add(side)
    // The check of all patterns has reported it.
    else scope.failed = true
  }
  if (scope.absent.size > 0 || scope.failed) return
  const callers = modulesFitting(from, scope)
  const together = modulesFitting(to, scope).filter((module) =>
    callers.some((caller) => caller !== module && unitOf(caller, scope) === unitOf(module, scope)),
  )
  if (together.length > 0) {
    scope.absent.add(text)
    return
  }
  const message = `fault "${scope.id}" hits nothing: nobody calls along "${text}"`
  const back = callsAlong({ text, from: to, to: from }, scope).length > 0
  const hint = back ? `calls go the other way: "${to} -> ${from}"` : 'a run says of it that it did not bite'
  scope.warn('L351', [key], message, { hint })
}

function modulesFitting(side: string, { context }: FaultScope): string[] {
  return [...context.placement.unitOf].flatMap(([module, unit]) =>
    fitsGlob(side, module) || fitsGlob(side, unit.name) ? [module] : [],
  )
}

function unitOf(module: string, { context }: FaultScope): string | undefined {
  return context.placement.unitOf.get(module)?.name
}

function isHere(name: string, scope: FaultScope): boolean {
  return scope.unitNamed(name) !== undefined || scope.workloadNamed(name) >= 0
}

function zoneNamed(zone: string, key: readonly (string | number)[], scope: FaultScope): number {
  const { zones } = scope.context
  const index = zones.indexOf(zone)
  if (index < 0) scope.unknown('S205', 'zone', zone, zones, key)
  return index
}

/** The unit at an end of an edge; negative for a workload. */
function endOf(edge: number, end: 'caller' | 'callee', { context }: FaultScope): number {
  const draft = context.edges.edges[edge]
  return context.unitIndex.get((end === 'callee' ? draft?.to : draft?.from) ?? '') ?? -1
}
