import type { Difference } from '../experiments/reproducibility.ts'

/** Two runs of one seed that were not the same: something outside the seed was read. */
export function differenceText({ variant, replication, seed, first, second }: Difference): string {
  return [
    `error[R501]: seed ${seed}, replication ${replication} of "${variant}" gave two different runs`,
    `    run 1   fingerprint ${first}`,
    `    run 2   fingerprint ${second}`,
    '   = a run must depend on engine, scenario and seed alone: something else was read',
    '',
  ].join('\n')
}
