import type { ResultDocument } from '../metrics/result-document.ts'

/** The result of a scenario as `--json` prints it: what was found, and everything needed to find it again. */
export interface RunDocument extends ResultDocument {
  /** True only when the verdict is `pass`. */
  readonly ok: boolean
  readonly question: string | null
  /** Operations that users call, in code-unit order; the others are called by these. */
  readonly entries: readonly string[]
  /** Variants whose workload is that of the first, which is among them: request by request they were asked the same. */
  readonly sameRequests: readonly string[]
  /** True when a signal stopped the run: then it holds the replications finished by then. */
  readonly interrupted: boolean
  /** A command that gives this result again. */
  readonly replay: string
  /** What was cut from the start of each replication, by variant. */
  readonly warmUp: Readonly<Record<string, WarmUpDocument>>
  /** Replications of which nothing is known because their worker died twice; with any, the verdict is never `pass`. */
  readonly lost: readonly LostReplication[]
  /** Faults that changed nothing in some replication; with any, the verdict is never `pass`. */
  readonly silentFaults: readonly SilentFault[]
}

export interface SilentFault {
  readonly variant: string
  /** Its id. */
  readonly fault: string
  /** Replications in which it changed nothing, of so many. */
  readonly replications: number
  readonly of: number
  /** The same in a sentence, and what would make it bite. */
  readonly text: string
}

export interface WarmUpDocument {
  readonly mode: 'fixed' | 'auto'
  readonly seconds: number
  /** How the cut was found, or what stood in the way; empty when it was given. */
  readonly note: string
}

export interface LostReplication {
  readonly variant: string
  /** Counted from 0. */
  readonly replication: number
  readonly reason: string
}
