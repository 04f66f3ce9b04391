import type { PreparedScenario } from './prepare.ts'
import { type RunOptions, runScenario, type ScenarioRun } from './run-scenario.ts'

/** One replication that was not the same twice. */
export interface Difference {
  readonly variant: string
  /** Counted from 0. */
  readonly replication: number
  readonly seed: string
  /** Fingerprints of the two runs. */
  readonly first: string
  readonly second: string
}

/** Runs everything once more and gives the first replication whose fingerprint differs; `undefined` when none does. */
export async function verifyReproducible(
  prepared: PreparedScenario,
  before: ScenarioRun,
  options: RunOptions,
): Promise<Difference | undefined> {
  const after = await runScenario(prepared, options)
  for (const [variant, fingerprints] of before.fingerprints) {
    for (const [replication, first] of fingerprints) {
      const second = after.fingerprints.get(variant)?.get(replication)
      // A replication that was interrupted or lost the second time says nothing about the first.
      if (second === undefined || second === first) continue
      return { variant, replication, seed: before.document.seed, first, second }
    }
  }
  return undefined
}
