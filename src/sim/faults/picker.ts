import type { InstanceTargets, PickPlan } from '../fault-plan.ts'
import type { Source } from '../kernel/source.ts'
import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import type { Instance } from '../services/instance.ts'
import { pick } from './pick.ts'

/** Draws the instances that a fault hits, anew in each episode, from a stream of its own. */
export class Picker {
  readonly #instances: readonly Instance[]
  readonly #seed: string
  readonly #path: string
  #source: Source | undefined

  constructor(instances: readonly Instance[], seed: string, path: string) {
    this.#instances = instances
    this.#seed = seed
    this.#path = path
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
    this.#source ??= new Stream(streamKey(this.#seed, `${this.#path}/pick`))
    return pick(plan, candidates.length, this.#source).map((position) => candidates[position] as Instance)
  }
}
