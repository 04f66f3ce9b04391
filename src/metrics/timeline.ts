import { mapValues } from './folds/group-by.ts'
import type { CallFold } from './folds/call-fold.ts'
import { utilisationOf } from './folds/level-fold.ts'
import type { RunFold, UnitFold } from './folds/run-fold.ts'
import { slotUtilisation } from './figures/server-figures.ts'
import { windowFolds } from './folds/batch-folds.ts'
import { meanOf, quantileOf } from './histogram-data.ts'
import type { RunSummary } from './run-summary.ts'
import type { CallTimeline, TimelineResult, UnitTimeline } from './variant-result.ts'

const NS_PER_MS = 1e6

/** The course of a variant over time: means over the replications, window by window. */
export function timelineOf(summaries: readonly RunSummary[]): TimelineResult {
  const runs = summaries.map(windowFolds)
  const windows = runs.length === 0 ? 0 : Math.min(...runs.map((folds) => folds.length))
  const first = runs[0]?.[0]
  const across = (pick: (fold: RunFold) => number | null): (number | null)[] =>
    Array.from({ length: windows }, (_, window) => meanAcross(runs, window, pick))
  return {
    windowSeconds: (summaries[0]?.windows.width ?? 0) / 1e9,
    total: callTimeline((pick) => across((fold) => pick(fold.total))),
    operations: Object.fromEntries(
      mapValues(first?.operations ?? new Map<string, CallFold>(), (_, name) =>
        callTimeline((pick) => across((fold) => applied(fold.operations.get(name), pick))),
      ),
    ),
    units: Object.fromEntries(
      mapValues(first?.units ?? new Map<string, UnitFold>(), (_, name) =>
        unitTimeline((pick) => across((fold) => applied(fold.units.get(name), pick))),
      ),
    ),
  }
}

type Across<Fold> = (pick: (fold: Fold) => number | null) => (number | null)[]

function callTimeline(across: Across<CallFold>): CallTimeline {
  const rate = (countOf: (fold: CallFold) => number): number[] =>
    across((fold) => countOf(fold) / fold.seconds).map((value) => value ?? 0)
  return {
    offeredPerSecond: rate((fold) => fold.offered),
    goodPerSecond: rate((fold) => fold.good),
    failedPerSecond: rate((fold) => fold.failed),
    meanMs: across((fold) => inMs(meanOf(fold.latency))),
    p99Ms: across((fold) => inMs(quantileOf(fold.latency, 0.99))),
  }
}

function unitTimeline(across: Across<UnitFold>): UnitTimeline {
  return {
    utilisation: across(slotUtilisation),
    cpuUtilisation: across(({ cpu }) => utilisationOf(cpu)),
    queueLength: across(({ queue }) => queue?.mean ?? null),
  }
}

function meanAcross(
  runs: readonly (readonly RunFold[])[],
  window: number,
  pick: (fold: RunFold) => number | null,
): number | null {
  let sum = 0
  let count = 0
  for (const folds of runs) {
    const fold = folds[window]
    const value = fold === undefined ? null : pick(fold)
    if (value === null) continue
    sum += value
    count++
  }
  return count === 0 ? null : sum / count
}

function applied<Fold>(fold: Fold | undefined, pick: (fold: Fold) => number | null): number | null {
  return fold === undefined ? null : pick(fold)
}

function inMs(ns: number | null): number | null {
  return ns === null ? null : ns / NS_PER_MS
}
