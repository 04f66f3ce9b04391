import { conclude, findingsKept, type Judgement } from '../judgement.ts'
import { type KeyLog, keyLogs } from './key-log.ts'
import {
  LOG_LAWS,
  type LogEntry,
  type LogFinding,
  type LogHistory,
  type LogLaw,
  type LogOperation,
} from './log-history.ts'

/** How to judge; all may be left out. */
export interface LogOptions {
  /** Laws that the log promises. Default: all. */
  readonly laws?: readonly LogLaw[]
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/** `violations` counts values, places and steps, by law: see `LogLaw`. */
export interface LogJudgement extends Judgement<LogOperation, LogFinding> {
  /** Values that are known to be in a log, and that nobody has read yet: how far readers lag behind at the end. */
  readonly unseen: number
}

/**
 * Whether a partitioned log keeps what it promises to those who send and those who poll: the analyses of Jepsen's test
 * of Kafka, without the cycles of transactions. Where something stands is its rank among the offsets of its log that
 * are known to hold something, so that markers and aborted values between them are no gaps. `observed` counts values
 * sent and acknowledged, and values read. Cost: a sort of the offsets of each log; else two steps a value.
 */
export function logLaws(history: LogHistory, options: LogOptions = {}): LogJudgement {
  const { laws = LOG_LAWS, keep = findingsKept } = options
  return new Logs(history, new Set(laws), keep).judge()
}

/** Where a session was in a log. */
interface Position {
  readonly operation: LogOperation
  readonly offset: number
}

class Logs {
  readonly #history: LogHistory
  readonly #laws: ReadonlySet<LogLaw>
  readonly #keep: number
  readonly #tally = { steps: 0 }
  readonly #logs: ReadonlyMap<string, KeyLog>
  readonly #findings: LogFinding[] = []
  #observed = 0
  #violations = 0
  #unseen = 0

  constructor(history: LogHistory, laws: ReadonlySet<LogLaw>, keep: number) {
    this.#history = history
    this.#laws = laws
    this.#keep = keep
    this.#logs = keyLogs(history, this.#tally)
  }

  judge(): LogJudgement {
    for (const [key, log] of this.#logs) {
      this.#judgePlaces(key, log)
      this.#judgeWrites(key, log)
    }
    const polled = new Map<string, Map<string, Position>>()
    const sent = new Map<string, Map<string, Position>>()
    for (const operation of this.#history.operations) {
      const { session, outcome, assigned } = operation
      if (outcome !== 'ok') continue
      const read = ofSession(polled, session)
      if (assigned !== undefined) for (const key of read.keys()) if (!assigned.includes(key)) read.delete(key)
      this.#judgePolls(operation, read)
      this.#judgeSends(operation, ofSession(sent, session))
    }
    const judgement = conclude<LogOperation, LogFinding>({
      observed: this.#observed,
      violations: this.#violations,
      findings: this.#findings,
      steps: this.#tally.steps,
      undecided: null,
      well: `${this.#observed} values sent and read in ${this.#logs.size} logs, ${this.#unseen} of them not read yet`,
    })
    return { ...judgement, unseen: this.#unseen }
  }

  #judgePlaces(key: string, log: KeyLog): void {
    for (const [offset, values] of log.places) {
      if (values.size < 2) continue
      const sentence = `at ${offset} of ${key} stand ${[...values.keys()].join(' and ')}`
      this.#report('inconsistent-offset', key, sentence, [...values.values()])
    }
    for (const [value, offsets] of log.offsetsByValue()) {
      if (offsets.length < 2) continue
      const who = offsets.flatMap((offset) => log.places.get(offset)?.get(value) ?? [])
      this.#report('duplicate', key, `${value} stands in ${key} at ${offsets.join(' and ')}`, who)
    }
  }

  #judgeWrites(key: string, log: KeyLog): void {
    for (const [value, { operation, offset }] of log.senders) {
      this.#tally.steps++
      if (operation.outcome !== 'ok') continue
      this.#observed++
      if (log.seen.has(value) || (offset !== undefined && log.removed.has(offset))) continue
      if (offset !== undefined && offset <= log.last && log.lastReader !== null) {
        const later = `what stands at ${log.last}`
        const sentence = `${value}, sent to ${key} at ${offset}, was read by nobody, though ${later} was`
        this.#report('lost-write', key, sentence, [operation, log.lastReader])
        continue
      }
      this.#unseen++
      if (this.#history.drained !== true) continue
      this.#report('unseen', key, `${value}, sent to ${key}, was read by nobody`, [operation])
    }
  }

  #judgePolls(operation: LogOperation, positions: Map<string, Position>): void {
    const before = new Map<string, Position>()
    for (const step of operation.steps) {
      if (step.kind !== 'poll') continue
      const log = this.#logs.get(step.key)
      if (log === undefined) continue
      for (const entry of step.entries) {
        this.#observed++
        this.#tally.steps++
        this.#judgeEntry(step.key, log, entry, operation)
        const within = before.get(step.key)
        const last = within ?? positions.get(step.key)
        if (last !== undefined)
          this.#judgeStep(step.key, log, { from: last, to: entry, operation }, within !== undefined)
        before.set(step.key, { operation, offset: entry.offset })
      }
    }
    for (const [key, position] of before) positions.set(key, position)
  }

  /** What was read itself: whether it may be seen at all. */
  #judgeEntry(key: string, log: KeyLog, { value }: LogEntry, reader: LogOperation): void {
    const sender = log.senders.get(value)?.operation
    if (sender === undefined) {
      this.#report('unsent', key, `${reader.session} read ${value} of ${key}, which nobody had sent`, [reader])
      return
    }
    if (sender.outcome === 'fail') {
      const sentence = `${reader.session} read ${value} of ${key}, whose send had failed`
      this.#report('aborted-read', key, sentence, [sender, reader])
    } else if (sender === reader) {
      const sentence = `${reader.session} read ${value} of ${key} in the transaction that sent it`
      this.#report('precommitted-read', key, sentence, [reader])
    } else if (reader.return < (sender.committed ?? sender.call)) {
      const sentence = `${reader.session} read ${value} of ${key} before it was committed`
      this.#report('precommitted-read', key, sentence, [sender, reader])
    }
  }

  #judgeStep(
    key: string,
    log: KeyLog,
    { from, to, operation }: { readonly from: Position; readonly to: LogEntry; readonly operation: LogOperation },
    internal: boolean,
  ): void {
    const [rank, before] = [log.rank(to.offset), log.rank(from.offset)]
    if (rank === undefined || before === undefined) return
    const evidence = from.operation === operation ? [operation] : [from.operation, operation]
    const who = `${operation.session} read ${key} at ${to.offset} after ${from.offset}`
    if (rank > before + 1) {
      const sentence = `${who} and left out ${rank - before - 1} between them`
      const skipped = log.witness(before + 1)
      this.#report(internal ? 'internal-poll-skip' : 'poll-skip', key, sentence, [...skipped, ...evidence])
    }
    if (rank > before) return
    this.#report(internal ? 'internal-nonmonotonic-poll' : 'nonmonotonic-poll', key, who, evidence)
  }

  #judgeSends(operation: LogOperation, positions: Map<string, Position>): void {
    const before = new Map<string, Position>()
    for (const step of operation.steps) {
      if (step.kind !== 'send' || step.offset === undefined) continue
      this.#tally.steps++
      const within = before.get(step.key)
      const last = within ?? positions.get(step.key)
      if (last !== undefined && step.offset <= last.offset) {
        const evidence = last.operation === operation ? [operation] : [last.operation, operation]
        const sentence = `${operation.session} sent ${step.value} to ${step.key} later, and it stands earlier`
        const law = within === undefined ? 'nonmonotonic-send' : 'internal-nonmonotonic-send'
        this.#report(law, step.key, `${sentence}: at ${step.offset}, after ${last.offset}`, evidence)
      }
      before.set(step.key, { operation, offset: step.offset })
    }
    for (const [key, position] of before) positions.set(key, position)
  }

  #report(law: LogLaw, key: string, sentence: string, evidence: readonly LogOperation[]): void {
    if (!this.#laws.has(law)) return
    const unique = [...new Set(evidence)]
    if (this.#violations++ < this.#keep) this.#findings.push({ law, key, sentence, evidence: unique })
  }
}

function ofSession(all: Map<string, Map<string, Position>>, session: string): Map<string, Position> {
  const known = all.get(session)
  if (known !== undefined) return known
  const fresh = new Map<string, Position>()
  all.set(session, fresh)
  return fresh
}
