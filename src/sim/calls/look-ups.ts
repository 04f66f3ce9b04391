import type { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import type { Probe } from '../kernel/probe.ts'

/**
 * What became of a look-up: `waits`: somebody else is fetching the key, and the frame looks again when that is over.
 */
export type LookedUp = 'found' | 'missed' | 'waits'

/** The caches of a world, as the steps that use them see them. */
export interface LookUps {
  /** Looks `key` up in cache `cache` of the frame's instance; counts that at the probe. */
  find(cache: number, frame: Frame, key: number, probe: Probe): LookedUp
  /** What the body of a miss carries while it fetches; `null` where nobody waits for it. */
  fetching(cache: number, frame: Frame, key: number): Cargo<Frame> | null
  /** Keeps what has been fetched for `key`. */
  fill(cache: number, frame: Frame, key: number): void
}
