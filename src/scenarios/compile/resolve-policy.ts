import type { Law } from '../law.ts'
import type { LinkOverride, Network, Policy, Protocol, Scenario } from '../scenario.ts'
import { type CallEnd, type Candidate, closest, RuleIndex, type SettingSource, type Sourced } from './closest-rule.ts'
import { type ProtectionSettings, protectionSettings } from './policies/protection-settings.ts'

/** What holds for the calls from one end to another. */
export interface CallSettings extends ProtectionSettings {
  /** Of one attempt, ns; 0 is none (the default). */
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
    // What a server admits is its own affair, and resolved for itself.
    this.#policies = new RuleIndex(policies, ['policies'], ({ at }) => at?.kind !== 'server')
    this.#links = new RuleIndex(network.links, ['network', 'links'])
  }

  /** What holds from node to node of a store: links, but no policies, which are about what an application calls. */
  inside(store: string): CallSettings {
    const end: CallEnd = { names: [store], kind: 'store' }
    return settingsOf(this.#network, [], this.#links.closestFirst(end, end), end)
  }

  /** What holds for messages that a broker pushes: links, but no policies, for no application calls. */
  delivering(broker: string, to: readonly string[]): CallSettings {
    const links = this.#links.closestFirst({ names: [broker], kind: 'store' }, { names: to, kind: 'unit' })
    return settingsOf(this.#network, [], links, { names: to, kind: 'store' })
  }

  /** What holds where nothing is crossed. */
  nowhere(): CallSettings {
    return settingsOf(this.#network, [], [], { names: [], kind: 'store' })
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
    ...protectionSettings(any),
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
