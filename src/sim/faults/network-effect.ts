import type { Edge } from '../calls/edge.ts'
import type { NetworkEffect as NetworkEffectPlan, PathTargets } from '../fault-plan.ts'
import type { Disturbance } from '../network/weather/disturbance.ts'
import { Jam } from '../network/weather/jam.ts'
import { PathReach } from '../network/weather/path-reach.ts'
import type { Outage, Weather } from '../network/weather/weather.ts'
import { createDisturbance } from './create-disturbance.ts'
import type { Effect } from './effect.ts'
import type { EffectOwner, EffectParts } from './effect-parts.ts'
import { Picker } from './picker.ts'

export type PathEffectPlan = Extract<NetworkEffectPlan, { readonly path: PathTargets }>

/** What the fault does to one edge. */
interface Stretch {
  readonly edge: Edge
  readonly weather: Weather
  readonly reach: PathReach
  readonly does: Disturbance | Outage
}

/** A network fault: it changes the weather of its edges. */
export class NetworkEffect implements Effect {
  readonly #path: PathTargets
  readonly #parts: EffectParts
  readonly #picker: Picker
  readonly #stretches: readonly Stretch[]

  constructor(plan: PathEffectPlan, parts: EffectParts, owner: EffectOwner) {
    this.#path = plan.path
    this.#parts = parts
    this.#picker = new Picker(parts, owner.path)
    this.#stretches = plan.path.edges.flatMap((e): Stretch[] => {
      const edge = parts.edges[e]
      if (edge === undefined || edge.weather === null) return []
      const reach = new PathReach(plan.path)
      const { mark } = owner
      const does =
        plan.kind === 'discovery'
          ? { mark, reach, mode: plan.mode }
          : createDisturbance(plan, { mark, reach, seed: parts.seed, path: `${owner.path}/${edge.plan.name}` })
      return [{ edge, weather: edge.weather, reach, does }]
    })
  }

  begin(): readonly string[] {
    const targets = this.#pickTargets()
    for (const { weather, does } of this.#stretches) {
      if ('mode' in does) weather.beginOutage(does)
      else weather.begin(does)
    }
    return targets
  }

  end(): void {
    const jams: Jam[] = []
    for (const { weather, does } of this.#stretches) {
      if ('mode' in does) weather.endOutage(does)
      else weather.end(does)
      if (does instanceof Jam) jams.push(does)
    }
    if (jams.length > 0) this.#parts.wire.release(jams)
  }

  /** Picks the instances of each unit once, whatever number of edges lead there; returns the names of what is hit. */
  #pickTargets(): readonly string[] {
    const { pick, end } = this.#path
    const picked = new Map<number, readonly { readonly index: number; readonly name: string }[]>()
    return this.#stretches.flatMap(({ edge, reach }) => {
      const { from, to, name } = edge.plan
      const unit = end === 'callee' ? to : from
      // The clients of a workload are no instances: they are hit together.
      if (pick.kind === 'all' || unit < 0) return [name]
      const instances = picked.get(unit) ?? this.#picker.of(unit, [], pick)
      picked.set(unit, instances)
      reach.picked = new Set(instances.map(({ index }) => index))
      const other = this.#nameOf(end === 'callee' ? from : to)
      return instances.map((one) => (end === 'callee' ? `${other} -> ${one.name}` : `${one.name} -> ${other}`))
    })
  }

  #nameOf(place: number): string {
    const { units, workloads } = this.#parts.plan
    return (place < 0 ? workloads[-1 - place]?.name : units[place]?.name) ?? '?'
  }
}
