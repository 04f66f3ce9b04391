import { durationText } from '../duration-text.ts'
import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import type { History, Operation } from '../registers/operation.ts'
import { operationText } from '../registers/operation-text.ts'
import type { Tally } from '../tally.ts'
import { type Commit, versionedKeys } from './commits.ts'

/** `violations` counts reads; the evidence of a finding is the write that was missed, and the read. */
export interface StalenessJudgement extends Judgement<Operation> {
  /** The greatest staleness of any read: a time in ns, or a number of versions; 0 if none was stale. */
  readonly worst: number
  /** How many reads were stale at all. */
  readonly stale: number
}

/** How to judge; all may be left out. */
export interface StalenessOptions {
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/**
 * Whether every read returns a version that was not yet replaced, or had been for `within` ns at most, when the read
 * was called: its age is the time since the first commit of any newer version. `within` from 0; `Infinity` allows
 * everything. Where stores tell no time of commit, the write's return stands for it, and ages come out too short rather
 * than too long. Cost: O(n log n), a sort of the versions of each key and a search in them for each read.
 */
export function boundedStaleness(history: History, within: number, options: StalenessOptions = {}): StalenessJudgement {
  const { keep = findingsKept } = options
  const findings: Finding<Operation>[] = []
  const tally = { steps: 0 }
  let [observed, violations, stale, worst] = [0, 0, 0, 0]
  for (const { key, commits, sights } of versionedKeys(history)) {
    const newer = earliestNewer(commits, tally)
    for (const { version, operation } of sights) {
      observed++
      const missed = newer(version)
      const age = missed === undefined ? 0 : operation.call - missed.at
      if (missed === undefined || age <= 0) continue
      stale++
      worst = Math.max(worst, age)
      if (age <= within) continue
      violations++
      if (findings.length >= keep) continue
      const since = `${durationText(age)} after a newer version was committed: ${operationText(missed.operation)}`
      const sentence = `${operationText(operation)}, ${since}; ${durationText(within)} are allowed`
      findings.push({ key, sentence, evidence: [missed.operation, operation] })
    }
  }
  const well = `${observed} reads, none staler than ${durationText(within)}; the worst was ${durationText(worst)} stale`
  const gathered = { observed, violations, findings, steps: tally.steps, undecided: null, well }
  return { ...conclude<Operation, Finding<Operation>>(gathered), worst, stale }
}

/** Tells for a version the earliest commit of any newer one: versions need not be committed in their order. */
function earliestNewer(commits: readonly Commit[], tally: Tally): (version: number) => Commit | undefined {
  const inOrder = commits.toSorted((a, b) => a.version - b.version)
  const earliest = inOrder.slice()
  for (let place = inOrder.length - 2; place >= 0; place--) {
    tally.steps++
    const [here, later] = [earliest[place], earliest[place + 1]]
    if (here !== undefined && later !== undefined && later.at <= here.at) earliest[place] = later
  }
  return (version) => {
    let low = 0
    let high = inOrder.length
    while (low < high) {
      tally.steps++
      const middle = (low + high) >>> 1
      if ((inOrder[middle]?.version ?? Infinity) <= version) low = middle + 1
      else high = middle
    }
    return earliest[low]
  }
}
