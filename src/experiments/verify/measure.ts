import type { CaseRun } from './case-run.ts'

/** The replications of each variant of a case that a figure is read from: all of them, or one of each. */
export type CaseRuns = ReadonlyMap<string, readonly CaseRun[]>

/** Reads one number off runs: times in seconds, rates per second, shares from 0 to 1; NaN where nothing was seen. */
export type Measure = (runs: CaseRuns) => number
