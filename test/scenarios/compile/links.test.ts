import { describe, expect, test } from 'vitest'
import { crossRegionDelay, KNOWN_REGIONS } from '../../../src/scenarios/compile/cross-region-round-trips.ts'
import type { LinkPlan, Plan } from '../../../src/sim/plan.ts'
import { complaints, edge, planOf, problemsOf, shop } from './compiling.ts'

const threeZones = { a: 'us-east-1', b: 'us-east-1', c: 'eu-west-1' }

function between(plan: Plan, from: string, to: string): LinkPlan | undefined {
  const index = plan.zones.indexOf(from) * plan.zones.length + plan.zones.indexOf(to)
  return plan.links[plan.linkBetween[index] ?? -1]
}

function linkOf(plan: Plan, name: string): LinkPlan | undefined {
  return plan.links[edge(plan, name).link]
}

describe('the links between zones', () => {
  const plan = planOf({ ...shop, network: { zones: threeZones } })

  test('are the profile of the zone, of the region, or half a measured round trip', () => {
    expect(between(plan, 'a', 'a')).toMatchObject({ name: 'same-zone', traffic: 'free' })
    expect(between(plan, 'a', 'b')).toMatchObject({ name: 'cross-zone', traffic: 'cross-zone' })
    expect(between(plan, 'a', 'c')).toMatchObject({ name: 'eu-west-1 -> us-east-1', traffic: 'cross-region' })
    expect(between(plan, 'a', 'c')?.delay.mean).toBe(34.8e6)
    expect(between(plan, 'a', 'a')?.delay.mean).toBe(0.175e6)
  })

  test('are the same both ways', () => {
    for (const from of plan.zones)
      for (const to of plan.zones) expect(between(plan, from, to)).toBe(between(plan, to, from))
  })

  test('take network.cross-region where it is stated, and then know every region', () => {
    const stated = planOf({
      ...shop,
      network: { zones: { a: 'mars', b: 'venus' }, 'cross-region': { delay: '4min', loss: '1%' } },
    })
    expect(between(stated, 'a', 'b')).toMatchObject({ name: 'mars -> venus', loss: 0.01, traffic: 'cross-region' })
    expect(between(stated, 'b', 'a')?.delay.mean).toBe(240e9)
  })

  test('of regions nobody has measured are an error with the nearest known region, once', () => {
    expect(
      problemsOf({ ...shop, network: { zones: { a: 'us-east-1', b: 'eu-west-11', c: 'eu-west-11' } } }),
    ).toMatchObject([{ code: 'S225', path: ['network', 'zones', 'b'], suggestion: 'eu-west-1' }])
  })
})

describe('the table of round trips', () => {
  test('has both ways of all 110 pairs of different regions, from 15 to 327 ms', () => {
    const delays = KNOWN_REGIONS.flatMap((from) =>
      KNOWN_REGIONS.filter((to) => to !== from).map((to) => crossRegionDelay(from, to) ?? Number.NaN),
    )
    expect(delays.length).toBe(110)
    expect(Math.min(...delays)).toBe(7_700_000)
    expect(Math.max(...delays)).toBe(163_700_000)
  })

  test('averages both directions: 69.6 ms there and back is 34.8 ms one way', () => {
    expect(crossRegionDelay('us-east-1', 'eu-west-1')).toBe(34_800_000)
    expect(crossRegionDelay('us-east-1', 'us-east-2')).toBe(((14.7 + 16.1) / 4) * 1e6)
    expect(crossRegionDelay('us-east-1', 'atlantis')).toBe(undefined)
  })
})

describe('the link of an edge', () => {
  test('is that between the zones unless somebody overrides it', () => {
    const plan = planOf({
      ...shop,
      network: {
        links: [
          { on: 'shop -> payments', delay: '7ms', bandwidth: '1MB/s' },
          { on: '* -> payments', loss: '2%' },
        ],
      },
    })
    expect(edge(plan, 'shop -> catalog').link).toBe(-1)
    expect(linkOf(plan, 'shop -> payments')).toMatchObject({
      name: 'shop -> payments',
      loss: 0.02,
      bandwidth: 1e6,
      traffic: 'free',
    })
    expect(linkOf(plan, 'shop -> payments')?.delay.mean).toBe(7e6)
  })

  test('keeps the delay and the traffic class of the zones when only loss is overridden', () => {
    const plan = planOf({
      ...shop,
      deploy: { 'each-module': {}, payments: { zone: 'b' } },
      network: { zones: threeZones, links: [{ on: 'shop -> payments', loss: '2%' }] },
    })
    expect(linkOf(plan, 'shop -> payments')).toMatchObject({ loss: 0.02, traffic: 'cross-zone' })
    expect(linkOf(plan, 'shop -> payments')?.delay).toBe(between(plan, 'a', 'b')?.delay)
  })

  test('cannot change a part of several links at once', () => {
    const spread = { 'each-module': {}, payments: { zones: ['a', 'b'], instances: 2 } }
    const withLink = (link: unknown): readonly string[] =>
      complaints({ ...shop, deploy: spread, network: { zones: threeZones, links: [link] } })
    expect(withLink({ on: 'shop -> payments', loss: '2%' })).toEqual(['S226 network.links.0'])
    expect(withLink({ on: 'shop -> payments', delay: '1ms' })).toEqual([])
  })

  test('of clients outside is the door, which takes no time, or what network.client says', () => {
    const door = planOf(shop)
    expect(linkOf(door, 'shoppers -> shop')).toMatchObject({
      name: 'door',
      loss: 0,
      traffic: 'free',
      delay: { mean: 0 },
    })
    const far = planOf({ ...shop, network: { client: '40ms' } })
    expect(linkOf(far, 'shoppers -> shop')).toMatchObject({
      name: 'client',
      traffic: 'internet',
      delay: { mean: 40e6 },
    })
    const lossy = planOf({ ...shop, network: { client: '40ms', links: [{ on: 'shoppers -> *', loss: '1%' }] } })
    expect(linkOf(lossy, 'shoppers -> shop')).toMatchObject({
      name: 'shoppers -> shop',
      loss: 0.01,
      delay: { mean: 40e6 },
    })
  })

  test('of clients in a zone is that between the zones', () => {
    const inside = { shoppers: { arrivals: 'poisson(20/s)', call: 'shop.browse', zone: 'b' } }
    const plan = planOf({ ...shop, workload: inside, network: { zones: threeZones } })
    expect(edge(plan, 'shoppers -> shop')).toMatchObject({ link: -1, from: -1 })
    expect(plan.workloads[0]?.zone).toBe(1)
  })
})
