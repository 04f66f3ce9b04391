import type { Probe } from '../kernel/probe.ts'

/** The caches of a world, as the steps that use them see them. */
export interface LookUps {
  /** Whether instance `instance` (by its index among all) finds `key` in cache `cache`; counts that at the probe. */
  find(cache: number, instance: number, key: number, now: number, probe: Probe): boolean
  /** Keeps what has been fetched for `key`. */
  fill(cache: number, instance: number, key: number, now: number): void
}
