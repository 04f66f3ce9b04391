import type { Estimate } from '../estimate.ts'
import type { RecoveryVerdict } from './judge-recovery.ts'
import type { Picture } from './picture.ts'

/** A system over some part of the time, and its control run in the same windows. */
export interface ComparedPicture {
  readonly run: Picture
  readonly control: Picture
}

/** One fault over all replications. */
export interface FaultResult {
  readonly id: string
  readonly kind: string
  /** Replications in which it began, and in which it changed anything. */
  readonly began: number
  readonly bit: number
  /** How often it changed something, a replication. */
  readonly bites: Estimate | null
  /** How long it was on within the load, a replication. */
  readonly secondsOn: Estimate | null
  /** Everything it ever hit, each with the number of replications in which it did. */
  readonly targets: Readonly<Record<string, number>>
  /** Of every replication, in order: when it was on (at most the first 100 times), and what it hit then. */
  readonly replications: readonly {
    readonly replication: number
    readonly bites: number
    readonly episodes: readonly {
      readonly fromSeconds: number
      /** `null` when it was on until the end. */
      readonly toSeconds: number | null
      readonly targets: readonly string[]
    }[]
  }[]
  readonly blastRadius: {
    /** Share of the operations that users call that were worse than in the control while it was on. */
    readonly operationsShare: Estimate | null
    /** Those operations, each with the share of the replications in which it was. */
    readonly operations: Readonly<Record<string, number>>
    /** Share of users' requests that failed because of it while it was on. */
    readonly requestsShare: Estimate | null
  }
  /** Replications in which failures or latency left the control's band while it was on, and after how long. */
  readonly detected: number
  readonly detectSeconds: Estimate | null
  /** `null` where it never ended. */
  readonly recovery: RecoveryCounts | null
  /** `null` where it never began. */
  readonly during: ComparedPicture | null
}

/** How a recovery went, over the replications. */
export interface RecoveryCounts {
  /** `stuck` as soon as one replication is; `recovered` when all are. */
  readonly verdict: RecoveryVerdict
  readonly recovered: number
  readonly stuck: number
  readonly inconclusive: number
  /** Of those that recovered, from the end of the fault. */
  readonly recoverSeconds: Estimate | null
  /** Why some are undecided, each reason once. */
  readonly reasons: readonly string[]
}

/** What became of a variant after its last fault. */
export interface RecoveryResult extends RecoveryCounts {
  readonly windowSeconds: number
  /** Replications whose control run is overloaded without any fault. */
  readonly controlOverloaded: number
  /** Share of users' requests of the whole measured time that failed because of the faults. */
  readonly requestsShare: Estimate | null
  /** What kept stuck replications from recovering: means over those in which this edge was found. */
  readonly sustainedBy: SustainedBy | null
  /** The later half of the time after the last fault; `null` where none ended. */
  readonly late: ComparedPicture | null
  readonly timeline: {
    readonly windowSeconds: number
    readonly goodPerSecond: readonly number[]
    readonly controlGoodPerSecond: readonly number[]
  }
}

export interface SustainedBy {
  readonly edge: string
  readonly callee: string
  /** Stuck replications in which it is this edge. */
  readonly replications: number
  readonly attemptsPerSecond: number
  readonly controlAttemptsPerSecond: number
  readonly loadPerSecond: number
  readonly capacityPerSecond: number
}
