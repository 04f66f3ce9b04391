import { canonicalJson } from '../canonical.ts'
import type { Scenario } from '../scenario.ts'
import type { CallEnd, Sourced } from './closest-rule.ts'
import { byCodeUnit } from './names.ts'
import type { Placement } from './place-modules.ts'
import { callKey, type RemoteCall } from './remote-call.ts'
import { resolveOperation } from './resolve-operation.ts'
import { type CallSettings, PolicyBook } from './resolve-policy.ts'

/** Calls from one caller to one unit or store that are treated alike. */
export interface DraftEdge {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly kind: RemoteCall['kind']
  readonly settings: CallSettings
  /** The operation that a fallback calls instead, and by `callKey` over which call; without one inside the unit. */
  readonly fallback: FallbackCall | undefined
}

/** What a fallback leads to. */
export interface FallbackCall {
  readonly operation: string
  readonly call: string | undefined
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
  const judge = new Judge(scenario, placement)
  const judged = judge.all(calls)
  for (const pair of groupBy(judged, ({ call }) => `${call.from}\n${call.to}`)) {
    const classes = groupBy(pair, ({ key }) => key)
    const first = pair[0]?.call
    const plain = first === undefined ? '' : judge.one({ ...first, fromModule: '', toModule: '' }).key
    for (const members of classes) {
      const [member] = members
      if (member === undefined) continue
      const { call, settings, key } = member
      const alone = classes.length === 1 || key === plain
      const name = unused(alone ? `${call.from} -> ${call.to}` : nameByModules(members, placement), taken)
      edges.push({ name, from: call.from, to: call.to, kind: call.kind, settings, fallback: member.fallback })
      for (const each of members) edgeOf.set(callKey(each.call), name)
    }
  }
  return { edges: edges.sort((left, right) => byCodeUnit(left.name, right.name)), edgeOf }
}

/** A call and how it is treated. */
interface JudgedCall {
  readonly call: RemoteCall
  readonly settings: CallSettings
  readonly key: string
  readonly fallback: FallbackCall | undefined
}

/** Looks up how calls are treated, and finds those that are made only where others fail. */
class Judge {
  readonly #scenario: Scenario
  readonly #placement: Placement
  readonly #book: PolicyBook

  constructor(scenario: Scenario, placement: Placement) {
    this.#scenario = scenario
    this.#placement = placement
    this.#book = new PolicyBook(scenario)
  }

  /** The calls, and those of their fallbacks, and of the fallbacks of these. */
  all(calls: Iterable<RemoteCall>): JudgedCall[] {
    const open = [...calls]
    const seen = new Set(open.map(callKey))
    const judged: JudgedCall[] = []
    for (let call = open.pop(); call !== undefined; call = open.pop()) {
      const one = this.one(call)
      judged.push(one)
      const next = this.#fallbackOf(call, one.settings)?.remote
      if (next === undefined || seen.has(callKey(next))) continue
      seen.add(callKey(next))
      open.push(next)
    }
    return judged
  }

  one(call: RemoteCall): JudgedCall {
    const settings = this.#settings(call)
    const fallback = this.#fallbackOf(call, settings)
    const { remote } = fallback ?? {}
    return {
      call,
      settings,
      key: this.#key(call, settings, []),
      fallback:
        fallback === undefined
          ? undefined
          : { operation: fallback.operation, call: remote === undefined ? undefined : callKey(remote) },
    }
  }

  #settings(call: RemoteCall): CallSettings {
    if (call.kind === 'inside') return this.#book.inside(call.to)
    if (call.kind === 'loopback') return this.#book.nowhere()
    if (call.kind === 'push') return this.#book.delivering(call.from, both(call.to, call.toModule))
    const from: CallEnd = {
      names: both(call.from, call.fromModule),
      kind: call.kind === 'workload' ? 'workload' : 'unit',
    }
    const to: CallEnd = { names: both(call.to, call.toModule), kind: hasItsOwnProtocol(call) ? 'store' : 'unit' }
    return this.#book.resolve(from, to)
  }

  /** Calls that fall back in different ways are treated differently, too. */
  #key(call: RemoteCall, settings: CallSettings, before: readonly string[]): string {
    const own = settingsKey(settings)
    const remote = this.#fallbackOf(call, settings)?.remote
    if (remote === undefined || before.includes(callKey(remote))) return own
    return `${own}\n${this.#key(remote, this.#settings(remote), [...before, callKey(call)])}`
  }

  #fallbackOf(call: RemoteCall, { fallback }: CallSettings): { operation: string; remote?: RemoteCall } | undefined {
    const to = fallback.value?.to
    const callee = to?.kind === 'call' ? resolveOperation(this.#scenario, to.call) : undefined
    const unit = callee === undefined ? undefined : this.#placement.unitOf.get(callee.module)?.name
    if (callee === undefined || unit === undefined) return undefined
    const { from, fromModule, kind } = call
    if (kind === 'inside' || kind === 'push' || kind === 'loopback') return undefined
    if (unit === from && kind !== 'workload') return { operation: callee.name }
    const remote = {
      from,
      fromModule,
      to: unit,
      toModule: callee.module,
      kind: kind === 'workload' ? kind : 'unit',
    } as const
    return { operation: callee.name, remote }
  }
}

/** Stores and brokers are called by protocols of their own, over connections that stay open. */
function hasItsOwnProtocol({ kind }: RemoteCall): boolean {
  return kind === 'store' || kind === 'broker'
}

function both(unit: string, module: string): string[] {
  return module === '' || module === unit ? [unit] : [unit, module]
}

/** Equal for settings that have equal values, wherever these were written. */
function settingsKey(settings: CallSettings): string {
  const fields: readonly (readonly [string, unknown])[] = Object.entries(settings)
  return canonicalJson(fields.map(([field, each]) => [field, isSourced(each) ? (each.value ?? null) : each]))
}

function isSourced(setting: unknown): setting is Sourced<unknown> {
  return typeof setting === 'object' && setting !== null && 'value' in setting
}

function nameByModules(members: readonly JudgedCall[], placement: Placement): string {
  const side = (unit: string, modules: readonly string[]): string => {
    const named = [...new Set(modules)].filter((module) => module !== '').sort(byCodeUnit)
    const held = placement.unitOf.get(named[0] ?? '')?.modules.length ?? 1
    return held < 2 || named.length === held ? unit : `${unit} (${named.join(', ')})`
  }
  const calls = members.map(({ call }) => call)
  const from = side(
    calls[0]?.from ?? '',
    calls.map((call) => call.fromModule),
  )
  const to = side(
    calls[0]?.to ?? '',
    calls.map((call) => call.toModule),
  )
  return `${from} -> ${to}`
}

/** Two classes can have the same modules on both sides in other pairs; the later one is numbered. */
function unused(name: string, taken: Set<string>): string {
  let free = name
  for (let count = 2; taken.has(free); count += 1) free = `${name} #${count}`
  taken.add(free)
  return free
}

/** Groups in code-unit order of their keys, members in code-unit order of their calls. */
function groupBy(calls: readonly JudgedCall[], key: (call: JudgedCall) => string): JudgedCall[][] {
  const groups = new Map<string, JudgedCall[]>()
  for (const call of [...calls].sort((left, right) => byCodeUnit(callKey(left.call), callKey(right.call)))) {
    const group = groups.get(key(call))
    if (group === undefined) groups.set(key(call), [call])
    else group.push(call)
  }
  return [...groups.keys()].sort(byCodeUnit).map((name) => groups.get(name) ?? [])
}
