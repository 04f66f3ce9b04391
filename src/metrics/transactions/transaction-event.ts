/** One line of the story of a business transaction, for people. Plain data. */
export interface TransactionEvent {
  /** ns. */
  readonly at: number
  readonly deed: TransactionDeed
  /** Unique in the run. */
  readonly business: number
  /** `place-order` */
  readonly transaction: string
  /** Its operation; empty where it is about none. */
  readonly leg: string
  /** Which call of the leg, from 1; 0 where that says nothing. */
  readonly attempt: number
  /** Instance; empty where none is known. */
  readonly node: string
  /** The event that was published, the row that was read; empty for none. */
  readonly what: string
  /** An outcome that is not good; empty for none. */
  readonly why: string
  /** The request that it goes back to, or that of the reader; empty and -1 for none. */
  readonly workload: string
  readonly request: number
}

/** By `BusinessKind`; the last two are no such facts. */
export const TRANSACTION_DEEDS = [
  'began',
  'called',
  'was answered',
  'did the work',
  'had done the work before',
  'called the undo',
  'was answered about the undo',
  'undid the work',
  'found nothing to undo',
  'called the confirm',
  'was answered about the confirm',
  'confirmed the work',
  'had confirmed the work before',
  'voted yes',
  'decided',
  'heard the decision',
  'committed',
  'compensated',
  'gave up',
  'lost its coordinator',
  'was taken up again',
  'turned round',
  'told its caller',
  'met a marked row',
  'published',
  'was read by another',
] as const
export type TransactionDeed = (typeof TRANSACTION_DEEDS)[number]

/** Places of the deeds that are no `BusinessKind`. */
export const PUBLISHED = 24
export const READ = 25
