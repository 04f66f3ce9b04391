import type { Finding } from '../judgement.ts'

/** A value is put at the end of the log of a key (a partition); each value is sent once. */
export interface LogSend {
  readonly kind: 'send'
  readonly key: string
  readonly value: number
  /** Where it went, if the answer said so. */
  readonly offset?: number
}

/** What was read of a log, in the order in which it came. */
export interface LogPoll {
  readonly kind: 'poll'
  readonly key: string
  readonly entries: readonly LogEntry[]
}

export interface LogEntry {
  readonly offset: number
  readonly value: number
}

/** What one session did at once: sends and polls, of a transaction or not; or that it was given other logs to read. */
export interface LogOperation {
  readonly session: string
  /** In ns; the interval includes both ends. */
  readonly call: number
  /** `Infinity` when its caller never learned how it ended. */
  readonly return: number
  /** `fail`: it had no effect, and its polls do not count. `info`: unknown, and its polls do not count. */
  readonly outcome: 'ok' | 'fail' | 'info'
  readonly steps: readonly (LogSend | LogPoll)[]
  /** Of a transaction: when it was committed, if the log told. Before that nobody may see what it has sent. */
  readonly committed?: number
  /** It is a change of assignment: from now on the session reads these logs; of others it forgets where it was. */
  readonly assigned?: readonly string[]
}

/** Operations; those of a session one after the other. */
export interface LogHistory {
  readonly operations: readonly LogOperation[]
  /** What is no longer there for a good reason: retention, compaction. Nobody needs to have seen it. */
  readonly removed?: readonly { readonly key: string; readonly offset: number }[]
  /** Whether everything was read to the end, so that a value that nobody has seen is a breach. Default: false. */
  readonly drained?: boolean
}

/**
 * `aborted-read`: a value was read whose send had failed. `unsent`: … that nobody had sent. `precommitted-read`: …
 * before it was committed, or in the very transaction that sends it. `lost-write`: a value whose sender was told that
 * it is there was read by nobody, though later ones were. `inconsistent-offset`: two values at one place. `duplicate`:
 * one value at two places. `internal-poll-skip`, `internal-nonmonotonic-poll`: within one operation polls left
 * something out, or went back (or stayed); `poll-skip`, `nonmonotonic-poll`: the same from one operation of a session
 * to its next. `internal-nonmonotonic-send`, `nonmonotonic-send`: what was sent later, in one operation or by one
 * session, stands earlier. `unseen`: at the end of a drained history a value whose sender was told that it is there
 * was read by nobody.
 */
export const LOG_LAWS = [
  'aborted-read',
  'unsent',
  'precommitted-read',
  'lost-write',
  'inconsistent-offset',
  'duplicate',
  'internal-poll-skip',
  'internal-nonmonotonic-poll',
  'internal-nonmonotonic-send',
  'poll-skip',
  'nonmonotonic-poll',
  'nonmonotonic-send',
  'unseen',
] as const
export type LogLaw = (typeof LOG_LAWS)[number]

/** `key` is the log; the evidence are the operations that prove it. */
export interface LogFinding extends Finding<LogOperation> {
  readonly law: LogLaw
}
