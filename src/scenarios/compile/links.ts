import { constant } from '../../sim/kernel/distributions/constant.ts'
import type { LinkPlan, TrafficClass } from '../../sim/plan.ts'
import { printDuration } from '../literals/duration.ts'
import type { Link, Scenario } from '../scenario.ts'
import { suggest } from '../suggest.ts'
import { crossRegionDelay, KNOWN_REGIONS } from './cross-region-round-trips.ts'
import type { Findings } from './findings.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import type { CallSettings } from './resolve-policy.ts'

/** The links between zones and those that edges have for themselves. */
export interface LinkBook {
  readonly zones: readonly string[]
  /** In code-unit order of their names. */
  readonly links: readonly LinkPlan[]
  /** `between[from * zones.length + to]`: position in `links`. */
  readonly between: readonly number[]
}

const COST_ORDER: readonly TrafficClass[] = ['free', 'cross-zone', 'cross-region', 'internet']

/**
 * The links between all pairs of zones: `same-zone`, `cross-zone` within a region, and one for each pair of regions,
 * whose delay is `network.cross-region` or half the measured round trip. A pair of regions whose distance nobody states
 * is an error.
 */
export function zoneLinks(scenario: Scenario, findings: Findings): LinkBook {
  const { network } = scenario
  const zones = sortedKeys(network.zones)
  const byName = new Map<string, LinkPlan>()
  const names: string[] = []
  const remember = (name: string, traffic: TrafficClass, link: () => Link): void => {
    if (!byName.has(name)) byName.set(name, linkPlan(name, link(), traffic))
    names.push(name)
  }
  for (const from of zones) {
    for (const to of zones) {
      const [near = '', far = ''] = [network.zones[from] ?? '', network.zones[to] ?? ''].sort(byCodeUnit)
      if (from === to) remember('same-zone', 'free', () => network['same-zone'])
      else if (near === far) remember('cross-zone', 'cross-zone', () => network['cross-zone'])
      else remember(`${near} -> ${far}`, 'cross-region', () => betweenRegions(scenario, near, far, findings))
    }
  }
  const links = [...byName.keys()].sort(byCodeUnit).map((name) => byName.get(name) ?? DOOR)
  return { zones, links, between: names.map((name) => links.findIndex((link) => link.name === name)) }
}

const DOOR: LinkPlan = {
  name: 'door',
  delay: constant(0, '0s'),
  loss: 0,
  bandwidth: Number.POSITIVE_INFINITY,
  traffic: 'free',
}

function linkPlan(name: string, link: Link, traffic: TrafficClass): LinkPlan {
  return { name, delay: link.delay.distribution, loss: link.loss, bandwidth: link.bandwidth, traffic }
}

function betweenRegions(scenario: Scenario, near: string, far: string, findings: Findings): Link {
  const { network } = scenario
  if (network['cross-region'] !== undefined) return network['cross-region']
  const delay = crossRegionDelay(near, far)
  if (delay === undefined) {
    const unknown = KNOWN_REGIONS.includes(near) ? far : near
    const zone = sortedKeys(network.zones).find((name) => network.zones[name] === unknown) ?? ''
    const suggestion = suggest(unknown, KNOWN_REGIONS)
    findings.error('S225', ['network', 'zones', zone], `nobody states how far it is from ${near} to ${far}`, {
      label: `no measured round trip for "${unknown}"`,
      hint: 'state network.cross-region, for example "cross-region: 40ms" (one way)',
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  }
  const law = constant(delay ?? 0, printDuration(delay ?? 0))
  return { delay: { text: law.text, distribution: law }, loss: 0, bandwidth: Number.POSITIVE_INFINITY }
}

/** An end of an edge as far as links care: the zones of its instances, or no zone for clients outside. */
export type EdgeZones = readonly number[] | 'outside'

/**
 * The link an edge has for itself, or `undefined` where the links between the zones serve. Clients outside always have
 * their own: that of `network.client`, or where that is `none` the door itself, which takes no time and costs nothing,
 * because what lies before it is no part of the model.
 */
export function ownLink(
  name: string,
  scenario: Scenario,
  book: LinkBook,
  from: EdgeZones,
  to: readonly number[],
  settings: CallSettings,
): LinkPlan | undefined {
  const { delay, loss, bandwidth } = settings
  const overridden = delay.value !== undefined || loss.value !== undefined || bandwidth.value !== undefined
  if (from === 'outside') {
    const client = scenario.network.client
    if (overridden)
      return override(name, client === undefined ? DOOR : linkPlan('', client, 'internet'), settings, 'internet')
    return client === undefined ? DOOR : linkPlan('client', client, 'internet')
  }
  if (!overridden) return undefined
  const pairs = linksBetween(book, from, to)
  const dearest = pairs.reduce<TrafficClass>(
    (worst, link) => (COST_ORDER.indexOf(link.traffic) > COST_ORDER.indexOf(worst) ? link.traffic : worst),
    'free',
  )
  return override(name, pairs[0] ?? DOOR, settings, dearest)
}

/**
 * Whether an override leaves open what the link is: it states a part, and the zones of the two ends have links that
 * differ in another part.
 */
export function isAmbiguous(book: LinkBook, from: EdgeZones, to: readonly number[], settings: CallSettings): boolean {
  if (from === 'outside') return false
  const { delay, loss, bandwidth } = settings
  const stated = [delay.value, loss.value, bandwidth.value].map((value) => value !== undefined)
  if (!stated.includes(true)) return false
  const [first, ...others] = linksBetween(book, from, to)
  return others.some(
    (link) =>
      (stated[0] === false && link.delay !== first?.delay) ||
      (stated[1] === false && link.loss !== first?.loss) ||
      (stated[2] === false && link.bandwidth !== first?.bandwidth),
  )
}

function override(name: string, base: LinkPlan, settings: CallSettings, traffic: TrafficClass): LinkPlan {
  return {
    name,
    delay: settings.delay.value?.distribution ?? base.delay,
    loss: settings.loss.value ?? base.loss,
    bandwidth: settings.bandwidth.value ?? base.bandwidth,
    traffic,
  }
}

/** The links between the zones of two sets of instances, each once. */
function linksBetween(book: LinkBook, from: readonly number[], to: readonly number[]): LinkPlan[] {
  const found = new Set<number>()
  for (const near of new Set(from)) {
    for (const far of new Set(to)) found.add(book.between[near * book.zones.length + far] ?? -1)
  }
  return [...found].sort((left, right) => left - right).flatMap((index) => book.links[index] ?? [])
}
