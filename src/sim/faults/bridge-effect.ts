import type { InstancePlace, NetworkEffect } from '../fault-plan.ts'
import { BridgeReach } from '../network/weather/bridge-reach.ts'
import { Cut } from '../network/weather/cut.ts'
import type { Weather } from '../network/weather/weather.ts'
import { bridgedEdges } from './bridged-edges.ts'
import type { Effect } from './effect.ts'
import type { EffectOwner, EffectParts } from './effect-parts.ts'

/** A partial partition: two groups cannot reach each other, all others reach both. */
export class BridgeEffect implements Effect {
  readonly #targets: readonly string[]
  readonly #cuts: readonly { readonly weather: Weather; readonly cut: Cut }[]

  constructor(plan: Extract<NetworkEffect, { readonly kind: 'bridge' }>, parts: EffectParts, owner: EffectOwner) {
    const sides = [plan.left, plan.right]
    const members = (side: readonly InstancePlace[], unit: number): ReadonlySet<number> =>
      new Set(side.filter((place) => place.unit === unit).map((place) => indexOf(place, parts)))
    this.#targets = sides.flat().map((place) => nameOf(place, parts))
    this.#cuts = bridgedEdges(parts.plan, plan).flatMap((e) => {
      const edge = parts.edges[e]
      if (edge === undefined || edge.weather === null) return []
      const reach = new BridgeReach(
        sides.map((side) => members(side, edge.plan.from)),
        sides.map((side) => members(side, edge.plan.to)),
      )
      const path = `${owner.path}/${edge.plan.name}`
      return [{ weather: edge.weather, cut: new Cut({ mark: owner.mark, reach, seed: parts.seed, path }) }]
    })
  }

  begin(): readonly string[] {
    for (const { weather, cut } of this.#cuts) weather.begin(cut)
    return this.#targets
  }

  end(): void {
    for (const { weather, cut } of this.#cuts) weather.end(cut)
  }
}

/** Index of an instance among all; -1 for the clients of a workload, as calls name their caller. */
function indexOf({ unit, instance }: InstancePlace, { instances }: EffectParts): number {
  if (unit < 0) return -1
  return instances.filter((one) => one.unit === unit)[instance]?.index ?? -1
}

function nameOf({ unit, instance }: InstancePlace, { plan }: EffectParts): string {
  return unit < 0 ? (plan.workloads[-1 - unit]?.name ?? '?') : `${plan.units[unit]?.name ?? '?'}/${instance}`
}
