import { fitsGlob } from '../glob.ts'
import type { DocumentPath } from '../problem.ts'
import type { EdgePattern, Law, LinkOverride, Network, Policy, Protocol, Scenario } from '../scenario.ts'
import { closeness, isExact } from './closeness.ts'

/** One end of a call: every name it goes by (a unit and the module in it; a workload; a store). */
export interface CallEnd {
  readonly names: readonly string[]
  readonly kind: 'unit' | 'store' | 'workload'
}

/** A value and where it was written; `undefined` where nobody wrote it and the default holds. */
export interface Sourced<Value> {
  readonly value: Value
  readonly source: SettingSource | undefined
}

export interface SettingSource {
  readonly path: DocumentPath
  /** The pattern, `* -> payments`, or the key, `network.protocol`. */
  readonly text: string
}

/** What holds for the calls from one end to another. */
export interface CallSettings {
  /** ns; 0 is none (the default). */
  readonly timeout: Sourced<number>
  /** Default false. */
  readonly cancel: Sourced<boolean>
  readonly protocol: Sourced<Protocol>
  /** ns. */
  readonly keepAlive: Sourced<number>
  readonly tls: Sourced<boolean>
  readonly multiplexed: Sourced<boolean>
  /** Parts of the link that replace those of the link between the zones; `undefined` leaves that as it is. */
  readonly delay: Sourced<Law | undefined>
  readonly loss: Sourced<number | undefined>
  readonly bandwidth: Sourced<number | undefined>
  /** Whether `connections` were written for this call, or for the network. */
  readonly connectionsStated: boolean
}

/**
 * What the policies and the network say about calls from `from` to `to`. For each field the closest pattern wins: first
 * the one that names the callee more closely (an exact name, then more characters beside the stars), then the caller,
 * then the later one in the file.
 *
 * A store speaks its own protocol over connections that stay open: `network.protocol`, `network.connections` and
 * patterns that end in `-> *` leave that alone; a pattern that names the store does not.
 */
export function resolvePolicy(scenario: Scenario, from: CallEnd, to: CallEnd): CallSettings {
  return new PolicyBook(scenario).resolve(from, to)
}

/** All policies and links of a scenario, for asking about many calls: see `resolvePolicy`. */
export class PolicyBook {
  readonly #network: Network
  readonly #policies: RuleIndex<Policy>
  readonly #links: RuleIndex<LinkOverride>

  constructor({ policies, network }: Scenario) {
    this.#network = network
    this.#policies = new RuleIndex(policies, ['policies'])
    this.#links = new RuleIndex(network.links, ['network', 'links'])
  }

  resolve(from: CallEnd, to: CallEnd): CallSettings {
    return settingsOf(this.#network, this.#policies.closestFirst(from, to), this.#links.closestFirst(from, to), to)
  }
}

function settingsOf(
  network: Network,
  any: readonly Candidate<Policy>[],
  links: readonly Candidate<LinkOverride>[],
  to: CallEnd,
): CallSettings {
  const store = to.kind === 'store'
  const wire = store ? any.filter(({ on }) => on.to !== '*') : any
  const ofNetwork = (key: string): SettingSource => ({ path: ['network', ...key.split('.')], text: `network.${key}` })

  const protocol = store
    ? closest(wire, 'protocol', (policy) => policy.protocol, 'none')
    : closest(wire, 'protocol', (policy) => policy.protocol, network.protocol, ofNetwork('protocol'))
  const connections = network.connections
  const keepAlive = closest(
    wire,
    'connections.keep-alive',
    (policy) => policy.connections?.['keep-alive'],
    store ? Number.POSITIVE_INFINITY : connections['keep-alive'],
    store ? undefined : ofNetwork('connections.keep-alive'),
  )
  const tls = closest(
    wire,
    'connections.tls',
    (policy) => policy.connections?.tls,
    store ? false : connections.tls,
    store ? undefined : ofNetwork('connections.tls'),
  )
  const multiplexed = closest(
    wire,
    'connections.multiplexed',
    (policy) => policy.connections?.multiplexed,
    (store ? undefined : connections.multiplexed) ?? protocol.value === 'grpc',
  )
  return {
    timeout: closest(any, 'timeout', (policy) => policy.timeout, 0),
    cancel: closest(any, 'cancel', (policy) => policy.cancel, false),
    protocol,
    keepAlive,
    tls,
    multiplexed,
    delay: closest<LinkOverride, Law | undefined>(links, 'delay', (link) => link.delay, undefined),
    loss: closest<LinkOverride, number | undefined>(links, 'loss', (link) => link.loss, undefined),
    bandwidth: closest<LinkOverride, number | undefined>(links, 'bandwidth', (link) => link.bandwidth, undefined),
    connectionsStated: wire.some(({ rule }) => rule.connections !== undefined),
  }
}

interface Candidate<Rule> {
  readonly rule: Rule
  readonly on: EdgePattern
  readonly path: DocumentPath
  readonly index: number
}

/** Rules by the callee they name; those with a star are tried one by one. */
class RuleIndex<Rule extends { readonly on: EdgePattern }> {
  readonly #exact = new Map<string, Candidate<Rule>[]>()
  readonly #others: Candidate<Rule>[] = []

  constructor(rules: readonly Rule[], path: DocumentPath) {
    rules.forEach((rule, index) => {
      const candidate = { rule, on: rule.on, path: [...path, index], index }
      if (!isExact(rule.on.to)) this.#others.push(candidate)
      else {
        const same = this.#exact.get(rule.on.to)
        if (same === undefined) this.#exact.set(rule.on.to, [candidate])
        else same.push(candidate)
      }
    })
  }

  /** The rules that fit a call. */
  closestFirst(from: CallEnd, to: CallEnd): Candidate<Rule>[] {
    return [...to.names.flatMap((name) => this.#exact.get(name) ?? []), ...this.#others]
      .filter(
        ({ on }) =>
          from.names.some((name) => fitsGlob(on.from, name)) && to.names.some((name) => fitsGlob(on.to, name)),
      )
      .sort(
        (left, right) =>
          closeness(right.on.to) - closeness(left.on.to) ||
          closeness(right.on.from) - closeness(left.on.from) ||
          right.index - left.index,
      )
  }
}

function closest<Rule, Value>(
  found: readonly Candidate<Rule>[],
  field: string,
  read: (rule: Rule) => Value | undefined,
  otherwise: Value,
  source?: SettingSource,
): Sourced<Value> {
  for (const { rule, on, path } of found) {
    const value = read(rule)
    if (value !== undefined) return { value, source: { path: [...path, ...field.split('.')], text: on.text } }
  }
  return { value: otherwise, source }
}
