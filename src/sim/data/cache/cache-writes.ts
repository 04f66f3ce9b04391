import type { Frame } from '../../frame.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import type { Store } from '../store.ts'
import type { Written } from '../written.ts'
import type { Caches } from './caches.ts'
import { WriteBehind } from './write-behind.ts'

/** What caches do about writes of their unit to the record that they keep copies of. */
export class CacheWrites {
  readonly #world: DataWorld
  readonly #caches: Caches
  /** By record, the caches that are written through, and those that are written behind. */
  readonly #through: readonly (readonly number[])[]
  readonly #behind: readonly (readonly number[])[]
  readonly #buffers: readonly (WriteBehind | null)[]

  constructor(world: DataWorld, caches: Caches, stores: readonly Store[]) {
    this.#world = world
    this.#caches = caches
    const of = (kind: string): number[][] =>
      world.plan.records.map((_, record) =>
        caches.plans.flatMap((plan, c) => (plan.record === record && plan.mode.kind === kind ? [c] : [])),
      )
    this.#through = of('write-through')
    this.#behind = of('write-behind')
    this.#buffers = caches.plans.map((plan, c) =>
      plan.mode.kind === 'write-behind' ? new WriteBehind(world, caches, c, plan.mode.within, stores) : null,
    )
  }

  /** Takes a write that a cache of the frame's unit answers for its store; returns whether one has. */
  take(frame: Frame, step: Step, key: number): boolean {
    const { access } = step
    if (access === undefined || access.verb !== 'write' || (frame.context?.transaction ?? null) !== null) return false
    for (const cache of this.#behind[access.record] ?? []) {
      if (!this.#isOf(cache, frame.instance)) continue
      this.#buffers[cache]?.take(frame, step, key)
      return true
    }
    return false
  }

  /** A write has been acknowledged to its caller. */
  wrote({ plan, caller, key, version, value }: Written): void {
    for (const cache of this.#through[plan.record] ?? []) {
      if (this.#isOf(cache, caller)) this.#caches.put(cache, caller, key, version, value)
    }
  }

  /** An instance has crashed: what it had not written yet is lost. */
  crashed(instance: number): void {
    for (const buffer of this.#buffers) buffer?.crashed(instance)
  }

  #isOf(cache: number, instance: number): boolean {
    return this.#caches.plans[cache]?.unit === this.#world.instances[instance]?.unit
  }
}
