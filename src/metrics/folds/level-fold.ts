import { type LevelData, levelMean, mergeLevels } from '../level-data.ts'
import type { LevelSummary } from '../run-summary.ts'

/** One kind of level (a queue's length, busy slots …) of one instance, or of several together. */
export interface LevelFold {
  /** Time average of the sum over the instances; `null` when nothing was measured. */
  readonly mean: number | null
  /** Sum of the capacities; `null` when one of them is unbounded. */
  readonly capacity: number | null
  /** Capacity of each instance: the same for all, or else `null`. */
  readonly each: number | null
  /** Times at each value, of all instances together: what a randomly chosen one does. `null` in a batch. */
  readonly data: LevelData | null
}

/** The fold of some levels of one replication; `undefined` for none. */
export function foldLevels(levels: readonly LevelSummary[]): LevelFold | undefined {
  const means = levels.map((level) => levelMean(level.data))
  return foldMeans(levels, means, levels.map((level) => level.data).reduce(mergeOrFirst, null))
}

/** As `foldLevels`, from means measured elsewhere. */
export function foldMeans(
  levels: readonly LevelSummary[],
  means: readonly (number | null)[],
  data: LevelData | null,
): LevelFold | undefined {
  const first = levels[0]
  if (first === undefined) return undefined
  return {
    mean: means.reduce((sum, mean) => (sum === null || mean === null ? null : sum + mean), 0),
    capacity: levels.reduce<number | null>(
      (sum, { capacity }) => (sum === null || capacity === null ? null : sum + capacity),
      0,
    ),
    each: levels.every(({ capacity }) => capacity === first.capacity) ? first.capacity : null,
    data,
  }
}

/** The mean as a share of the capacity; `null` when unbounded or not measured. */
export function utilisationOf(fold: LevelFold | undefined): number | null {
  if (fold === undefined || fold.mean === null || fold.capacity === null || fold.capacity === 0) return null
  return fold.mean / fold.capacity
}

function mergeOrFirst(merged: LevelData | null, data: LevelData): LevelData {
  return merged === null ? data : mergeLevels(merged, data)
}
