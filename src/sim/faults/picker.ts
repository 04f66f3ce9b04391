import type { InstanceTargets, PickPlan } from '../fault-plan.ts'
import type { Source } from '../kernel/source.ts'
import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import type { Instance } from '../services/instance.ts'
import type { EffectParts } from './effect-parts.ts'
import { pick } from './pick.ts'

/** Draws the instances that a fault hits, anew in each episode, from a stream of its own. */
export class Picker {
  readonly #instances: readonly Instance[]
  readonly #seed: string
  readonly #path: string
  readonly #leads: (instance: number) => boolean
  #source: Source | undefined

  constructor({ instances, seed, leads }: Pick<EffectParts, 'instances' | 'seed' | 'leads'>, path: string) {
    this.#instances = instances
    this.#seed = seed
    this.#path = path
    this.#leads = leads
  }

  /** Of each unit in turn, in the order of their numbers. */
  targets({ units, zones, pick: plan }: InstanceTargets): readonly Instance[] {
    return units.flatMap((unit) => this.of(unit, zones, plan))
  }

  /** Of one unit; `zones` empty is every zone. */
  of(unit: number, zones: readonly number[], plan: PickPlan): readonly Instance[] {
    const members = this.#instances.filter((instance) => instance.unit === unit)
    const candidates = members.filter((instance) => zones.length === 0 || zones.includes(instance.zone))
    if (plan.kind === 'numbers') {
      return candidates.filter((instance) => plan.numbers.includes(members.indexOf(instance)))
    }
    if (plan.kind === 'all') return candidates
    if (plan.kind === 'leader') return candidates.filter(({ index }) => this.#leads(index))
    this.#source ??= new Stream(streamKey(this.#seed, `${this.#path}/pick`))
    return pick(plan, candidates.length, this.#source).map((position) => candidates[position] as Instance)
  }
}
