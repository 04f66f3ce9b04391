import type { Frame } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import { uniform53 } from '../../kernel/source.ts'
import type { Step } from '../../step.ts'
import type { CacheWorld } from './cache-world.ts'
import type { Caches } from './caches.ts'

/** Tells every copy of some caches that a key is out of date: each by a message of its own, which may be lost. */
export class Invalidations {
  readonly #world: CacheWorld
  readonly #caches: Caches

  constructor(world: CacheWorld, caches: Caches) {
    this.#world = world
    this.#caches = caches
  }

  /** Sends the messages of an `invalidate` step; nobody waits for them. */
  send(frame: Frame, step: Step, key: number): void {
    const { invalidation } = step
    if (invalidation === undefined) return
    const { draws, alarms } = this.#world
    let message = 0
    for (const cache of invalidation.caches) {
      for (const instance of this.#caches.copiesOf(cache)) {
        draws.seek(step.keyHigh, step.keyLow, frame.request, pathHash(frame.path, step.hash, ++message))
        // Both are drawn in any case, so that neither moves the other.
        const lost = uniform53(draws) < invalidation.loss
        const delay = sampleDuration(invalidation.delay, draws)
        if (lost) continue
        if (delay === 0) this.#caches.drop(cache, instance, key)
        else alarms.setQuiet(delay, () => this.#caches.drop(cache, instance, key))
      }
    }
  }
}
