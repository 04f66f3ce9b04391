import type { Frame } from '../../../frame.ts'
import { invariant } from '../../../kernel/invariant.ts'
import { Outcome } from '../../../outcome.ts'
import { handBack } from '../../hand-back.ts'
import type { LogContent } from './log-entry.ts'
import { LogEntry } from './log-entry.ts'
import type { LogParts } from './log-parts.ts'
import type { LogTransaction } from './log-transaction.ts'
import type { ReplicaState } from './replica-state.ts'

/** What a leader knows of a follower. */
interface Follower {
  readonly node: number
  /** Up to where it has the leader's log; -1 while that is unknown. */
  match: number
  /** When it last had all of it, ns. */
  caughtUpAt: number
}

/** A call that waits until all who are in sync have everything before `offset`. */
interface Wait {
  readonly offset: number
  readonly call: Frame
}

/** What a leader needs of its node. */
export interface LeaderSide {
  /** There is something for a follower. */
  behind(node: number): void
  /** Asks a majority for a change of those in sync; `done` is told whether this node may go on leading. */
  propose(inSync: readonly number[], done: (accepted: boolean) => void): void
  /** Somebody else leads. */
  deposed(): void
  /** Consumers can see more than before. */
  advanced(): void
}

const UNKNOWN = -1

/** The leader of a partition, in one epoch: takes what is written, and knows who else has it. */
export class Leadership {
  readonly epoch: number
  /** Transactions that have messages here and no marker, with the offset of the first. */
  readonly open: Map<LogTransaction, number> = new Map()
  readonly #parts: LogParts
  readonly #state: ReplicaState
  readonly #side: LeaderSide
  readonly #followers: readonly Follower[]
  /** Replicas in sync that a write needs which waits for all. */
  readonly #minInSync: number
  #inSync: readonly number[]
  /** What it has asked to be in sync. */
  #proposed: readonly number[] | null = null
  #waits: Wait[] = []
  /** It is the leader. */
  #holds = true

  constructor(parts: LogParts, state: ReplicaState, side: LeaderSide) {
    const { partition, log, node } = state
    const { event, inSync, replicas, epoch } = partition
    this.epoch = epoch
    this.#parts = parts
    this.#state = state
    this.#side = side
    this.#inSync = inSync
    const topic = event < 0 ? undefined : parts.world.plan.events?.[event]?.topic
    this.#minInSync = topic?.kind === 'kafka' ? topic.minInSync : 1
    const { now } = parts.world.engine
    this.#followers = replicas.flatMap((one) => (one === node ? [] : [{ node: one, match: UNKNOWN, caughtUpAt: now }]))
    for (let offset = log.base; offset < log.end; offset++) this.#keepTransaction(log.at(offset))
  }

  /** Begins to be followed. */
  start(): void {
    for (const { node } of this.#followers) this.#side.behind(node)
    this.#advance()
  }

  /** Whether enough are in sync for a write that waits for all. */
  get enough(): boolean {
    return this.#inSync.length >= this.#minInSync
  }

  /** Up to here, those can read who want nothing of transactions that are not committed. */
  get stableEnd(): number {
    let end = this.#state.highWatermark
    for (const first of this.open.values()) end = Math.min(end, first)
    return end
  }

  /** Writes entries; they are sent to the followers when the caller says `written`. */
  write(content: LogContent): LogEntry {
    const { log, numbers } = this.#state
    const entry = new LogEntry(log.end, this.epoch, this.#parts.world.engine.now, content)
    log.add(entry)
    numbers.added(entry)
    this.#keepTransaction(entry)
    return entry
  }

  written(): void {
    for (const { node } of this.#followers) this.#side.behind(node)
    this.#advance()
  }

  /** A call that waits for what has been written so far; returns whether it has to. */
  await(call: Frame): boolean {
    const { log, highWatermark } = this.#state
    if (highWatermark >= log.end) return false
    call.phaseStart = this.#parts.world.engine.now
    this.#waits.push({ offset: log.end, call })
    return true
  }

  /** A call does not wait any more; returns whether it did. */
  withdraw(call: Frame): boolean {
    const before = this.#waits.length
    this.#waits = this.#waits.filter((wait) => wait.call !== call)
    return this.#waits.length < before
  }

  /** What comes next for a follower: the offset, -1 where it is to say first what it has. */
  nextFor(node: number): number {
    return this.#follower(node)?.match ?? UNKNOWN
  }

  /** A follower has the log up to `end`; `had`: up to where it was sent, at `sentAt`. */
  heard(node: number, end: number, had: number, sentAt: number): void {
    const follower = this.#follower(node)
    if (follower === undefined || !this.#holds) return
    const { log } = this.#state
    invariant(end <= log.end, 'a follower has more than its leader')
    follower.match = Math.max(follower.match, end)
    if (follower.match >= had) follower.caughtUpAt = Math.max(follower.caughtUpAt, sentAt)
    if (follower.match === log.end) follower.caughtUpAt = this.#parts.world.engine.now
    this.#advance()
    this.#review()
  }

  /** A follower has less than it had, for its machine was gone: what it has is to be asked. */
  forgetful(node: number): void {
    const follower = this.#follower(node)
    if (follower === undefined) return
    follower.match = UNKNOWN
    this.#side.behind(node)
  }

  /** The controllers say who is in sync. */
  settle(inSync: readonly number[]): void {
    // Who is taken out may have started again, with less than it had.
    const taken = this.#inSync.filter((node) => !inSync.includes(node))
    this.#inSync = inSync
    for (const node of taken) this.forgetful(node)
    this.#advance()
    this.#review()
  }

  /** Looks whether somebody has been behind for too long. */
  checkLag(): void {
    const { rules, world, rest } = this.#parts
    const since = world.engine.now - rules.replicaLag
    const late = this.#followers.filter(
      ({ node, match, caughtUpAt }) =>
        this.#inSync.includes(node) && match < this.#state.log.end && Math.max(caughtUpAt, rest.seenAt) < since,
    )
    if (late.length === 0) return
    this.#propose(this.#inSync.filter((node) => !late.some((one) => one.node === node)))
  }

  /** It is over: what waits may be kept or not. `crashed`: those who wait are gone as well. */
  end(crashed: boolean): void {
    this.#holds = false
    const waits = this.#waits
    this.#waits = []
    if (!crashed) for (const { call } of waits) handBack(this.#parts.world, call, Outcome.unavailable)
  }

  #follower(node: number): Follower | undefined {
    return this.#followers.find((one) => one.node === node)
  }

  /** Who has come up with the others is in sync with them. */
  #review(): void {
    const { highWatermark } = this.#state
    for (const { node, match } of this.#followers) {
      if (match === UNKNOWN || match < highWatermark || this.#inSync.includes(node)) continue
      if (this.#parts.metadata.fenced[node] === true) continue
      this.#propose([...this.#inSync, node])
      return
    }
  }

  #propose(inSync: readonly number[]): void {
    if (this.#proposed !== null) return
    this.#proposed = inSync
    this.#side.propose(inSync, (accepted) => {
      this.#proposed = null
      if (!this.#holds) return
      if (accepted) this.settle(this.#state.partition.inSync)
      else this.#side.deposed()
    })
  }

  /** What all in sync have, or who are about to be, can be read. */
  #advance(): void {
    const { log, node: own } = this.#state
    let upTo = log.end
    for (const { node, match } of this.#followers) {
      const counts = this.#inSync.includes(node) || this.#proposed?.includes(node) === true
      if (counts) upTo = Math.min(upTo, match)
    }
    if (upTo > this.#state.highWatermark && this.#inSync.includes(own)) {
      this.#state.highWatermark = upTo
      this.#side.advanced()
    }
    this.#releaseUpTo(this.#state.highWatermark)
  }

  #releaseUpTo(offset: number): void {
    let done = 0
    while (done < this.#waits.length && (this.#waits[done] as Wait).offset <= offset) done++
    if (done === 0) return
    const outcome = this.enough ? Outcome.ok : Outcome.unavailable
    for (const { call } of this.#waits.splice(0, done)) handBack(this.#parts.world, call, outcome)
  }

  #keepTransaction({ transaction, offset, marker }: LogEntry): void {
    if (transaction === null) return
    if (marker) this.open.delete(transaction)
    else if (!this.open.has(transaction)) this.open.set(transaction, offset)
  }
}
