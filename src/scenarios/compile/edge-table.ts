import type { Scenario } from '../scenario.ts'
import { callKey, type RemoteCall } from './collect-calls.ts'
import { byCodeUnit } from './names.ts'
import type { Placement } from './place-modules.ts'
import { type CallEnd, type CallSettings, resolvePolicy } from './resolve-policy.ts'

/** Calls from one caller to one unit or store that are treated alike. */
export interface DraftEdge {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly kind: RemoteCall['kind']
  readonly settings: CallSettings
}

/** The edges, and which call takes which. */
export interface EdgeTable {
  /** In code-unit order of their names. */
  readonly edges: readonly DraftEdge[]
  /** Name of the edge of each call, by `callKey`. */
  readonly edgeOf: ReadonlyMap<string, string>
}

/**
 * Groups the calls into edges. Usually there is one from a caller to a unit, `shop -> payments`. Where a policy names
 * one of several modules in a unit, its calls are treated in another way and get an edge of their own, named after the
 * modules: `web (checkout) -> back (payments)`; the calls that only the units' own names decide keep the plain name.
 */
export function edgeTable(scenario: Scenario, placement: Placement, calls: Iterable<RemoteCall>): EdgeTable {
  const edges: DraftEdge[] = []
  const edgeOf = new Map<string, string>()
  const taken = new Set<string>()
  const pairs = groupBy([...calls], (call) => `${call.from}\n${call.to}`)
  for (const pair of pairs) {
    const first = pair[0]
    if (first === undefined) continue
    const plain = settingsKey(settingsOf(scenario, { ...first, fromModule: '', toModule: '' }))
    const classes = groupBy(pair, (call) => settingsKey(settingsOf(scenario, call)))
    for (const members of classes) {
      const member = members[0]
      if (member === undefined) continue
      const settings = settingsOf(scenario, member)
      const alone = classes.length === 1 || settingsKey(settings) === plain
      const name = unused(alone ? `${first.from} -> ${first.to}` : nameByModules(members, placement), taken)
      edges.push({ name, from: first.from, to: first.to, kind: first.kind, settings })
      for (const call of members) edgeOf.set(callKey(call), name)
    }
  }
  return { edges: edges.sort((left, right) => byCodeUnit(left.name, right.name)), edgeOf }
}

function settingsOf(scenario: Scenario, call: RemoteCall): CallSettings {
  const from: CallEnd = {
    names: both(call.from, call.fromModule),
    kind: call.kind === 'workload' ? 'workload' : 'unit',
  }
  const to: CallEnd = { names: both(call.to, call.toModule), kind: call.kind === 'store' ? 'store' : 'unit' }
  return resolvePolicy(scenario, from, to)
}

function both(unit: string, module: string): string[] {
  return module === '' || module === unit ? [unit] : [unit, module]
}

/** Equal for settings that have equal values, wherever these were written. */
function settingsKey(settings: CallSettings): string {
  const { timeout, cancel, protocol, keepAlive, tls, multiplexed, delay, loss, bandwidth, connectionsStated } = settings
  return [
    timeout.value,
    cancel.value,
    protocol.value,
    keepAlive.value,
    tls.value,
    multiplexed.value,
    delay.value?.text,
    loss.value,
    bandwidth.value,
    connectionsStated,
  ].join('\n')
}

function nameByModules(members: readonly RemoteCall[], placement: Placement): string {
  const side = (unit: string, modules: readonly string[]): string => {
    const held = placement.units.find(({ name }) => name === unit)?.modules.length ?? 1
    const named = [...new Set(modules)].filter((module) => module !== '').sort(byCodeUnit)
    return held < 2 || named.length === 0 || named.length === held ? unit : `${unit} (${named.join(', ')})`
  }
  const from = members.map((call) => call.fromModule)
  const to = members.map((call) => call.toModule)
  return `${side(members[0]?.from ?? '', from)} -> ${side(members[0]?.to ?? '', to)}`
}

/** Two classes can have the same modules on both sides in other pairs; the later one is numbered. */
function unused(name: string, taken: Set<string>): string {
  let free = name
  for (let count = 2; taken.has(free); count += 1) free = `${name} #${count}`
  taken.add(free)
  return free
}

/** Groups in code-unit order of their keys, members in code-unit order of their calls. */
function groupBy(calls: readonly RemoteCall[], key: (call: RemoteCall) => string): RemoteCall[][] {
  const groups = new Map<string, RemoteCall[]>()
  for (const call of [...calls].sort((left, right) => byCodeUnit(callKey(left), callKey(right)))) {
    const group = groups.get(key(call))
    if (group === undefined) groups.set(key(call), [call])
    else group.push(call)
  }
  return [...groups.keys()].sort(byCodeUnit).map((name) => groups.get(name) ?? [])
}
