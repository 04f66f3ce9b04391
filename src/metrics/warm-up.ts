import { mser5 } from './mser5.ts'
import type { RunSummary } from './run-summary.ts'

/** How long a run takes to forget that it began empty. */
export interface WarmUp {
  /** End of the warm-up, ns: the end of the last window to leave out; 0 when none is. */
  readonly until: number
  /** False when the run had not settled by its half: then no cut is trustworthy. */
  readonly conclusive: boolean
}

/** How many windows a run needs whose warm-up is sought: 100 batches of five. */
export const WARM_UP_WINDOWS = 500

/**
 * Where MSER-5 cuts: on the number of requests at all instances, averaged over each window and over the replications.
 * The recorder must have begun at 0, with `WARM_UP_WINDOWS` windows.
 */
export function warmUpOf(summaries: readonly RunSummary[]): WarmUp {
  const windows = Math.min(...summaries.map((summary) => summary.windows.count))
  const present = new Array<number>(Number.isFinite(windows) ? windows : 0).fill(0)
  for (const summary of summaries) {
    for (const [index, level] of summary.levels.entries()) {
      if (level.name !== 'concurrency') continue
      const means = summary.windows.levels[index] ?? []
      for (let window = 0; window < present.length; window++) (present[window] as number) += means[window] ?? 0
    }
  }
  const { cut, conclusive } = mser5(present)
  const width = summaries[0]?.windows.width ?? 0
  return { until: Math.ceil(cut * width), conclusive }
}
