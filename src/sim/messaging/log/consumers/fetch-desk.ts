import { SET_ASIDE } from '../../../cargo.ts'
import { NodeTimer } from '../../../data/node-timer.ts'
import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import { handBack } from '../../hand-back.ts'
import type { MessageWorld } from '../../message-world.ts'
import type { LogEntry } from '../replicas/log-entry.ts'
import type { LogNode } from '../replicas/log-node.ts'
import { TransactionState } from '../replicas/log-transaction.ts'
import type { Replica } from '../replicas/replica.ts'
import type { FetchCall, Fetched, Wanted } from './fetch-call.ts'

/** Bytes of one answer, and of one partition in it: `fetch.max.bytes`, `max.partition.fetch.bytes`. */
const ANSWER_BYTES = 50 << 20
const PARTITION_BYTES = 1 << 20

/** A fetch that waits for messages. */
interface Parked {
  readonly call: Frame
  readonly fetch: FetchCall
  readonly timer: NodeTimer
}

/** Where consumers get messages: each node keeps their calls until there is something, or they have waited enough. */
export class FetchDesk {
  readonly #world: MessageWorld
  readonly #nodes: readonly LogNode[]
  readonly #first: number
  /** By instance of the node, those who wait. */
  readonly #parked = new Map<number, Set<Parked>>()

  /** `first`: index of the first node among all instances. */
  constructor(world: MessageWorld, nodes: readonly LogNode[], first: number) {
    this.#world = world
    this.#nodes = nodes
    this.#first = first
  }

  /** A fetch has come to the node of `call`; returns as `Cargo.deliver`. */
  take(call: Frame, fetch: FetchCall): number {
    if (this.#look(call, fetch) || fetch.wait === 0) return Outcome.ok
    call.phaseStart = this.#world.engine.now
    const parked: Parked = {
      call,
      fetch,
      timer: new NodeTimer(this.#world, call.instance, () => this.#answer(parked)),
    }
    parked.timer.startQuiet(fetch.wait)
    const there = this.#parked.get(call.instance)
    if (there === undefined) this.#parked.set(call.instance, new Set([parked]))
    else there.add(parked)
    return SET_ASIDE
  }

  /** A call that waits is stopped. */
  withdraw(call: Frame): void {
    const there = this.#parked.get(call.instance)
    for (const parked of there ?? []) {
      if (parked.call !== call) continue
      parked.timer.stop()
      there?.delete(parked)
    }
  }

  /** At a replica there is more to be read, or its node does not lead it any more. */
  changed({ state }: Replica): void {
    const there = this.#parked.get(state.instance)
    if (there === undefined || there.size === 0) return
    for (const parked of there) {
      const about = parked.fetch.wanted.some(({ partition }) => partition.index === state.partition.index)
      if (about && this.#look(parked.call, parked.fetch)) this.#answer(parked)
    }
  }

  /** An instance has crashed: nobody waits there. */
  crashed(instance: number): void {
    for (const { timer } of this.#parked.get(instance) ?? []) timer.stop()
    this.#parked.delete(instance)
  }

  #answer(parked: Parked): void {
    const { call, timer } = parked
    timer.stop()
    this.#parked.get(call.instance)?.delete(parked)
    handBack(this.#world, call, Outcome.ok)
  }

  /** Fills in what there is; returns whether there is anything. */
  #look(call: Frame, fetch: FetchCall): boolean {
    const node = this.#nodes[call.instance - this.#first]
    const fetched: Fetched[] = []
    let room = ANSWER_BYTES
    for (const wanted of fetch.wanted) {
      const one = fetchOne(node?.replicas[wanted.partition.index], wanted, fetch, Math.min(room, PARTITION_BYTES))
      if (one === null) continue
      fetched.push(one)
      for (const { bytes } of one.entries) room -= bytes
    }
    fetch.fetched = fetched
    call.answerBytes = ANSWER_BYTES - room
    return fetched.length > 0
  }
}

/** What a node has of a partition for a consumer; `null` for nothing new. */
function fetchOne(replica: Replica | undefined, wanted: Wanted, fetch: FetchCall, room: number): Fetched | null {
  const leadership = replica?.leadership ?? null
  if (replica === undefined || leadership === null) return { wanted, moved: true, entries: [], next: wanted.offset }
  const { log, highWatermark } = replica.state
  const agreed = agreedUpTo(replica, wanted)
  if (agreed < wanted.offset) return { wanted, moved: false, entries: [], next: agreed }
  const end = fetch.readCommitted ? leadership.stableEnd : highWatermark
  const entries: LogEntry[] = []
  let bytes = 0
  let offset = Math.max(wanted.offset, log.base)
  for (; offset < end && bytes < room; offset++) {
    const entry = log.at(offset)
    if (entry.message === null || entry.gone) continue
    const aborted = entry.transaction?.state === TransactionState.aborted
    if (fetch.readCommitted && aborted) continue
    bytes += entry.bytes
    entries.push(entry)
  }
  return offset > wanted.offset ? { wanted, moved: false, entries, next: offset } : null
}

/** Up to where what a consumer has read is what the leader has: less than it wants after entries were lost. */
function agreedUpTo({ state }: Replica, { offset, epoch }: Wanted): number {
  const { log } = state
  const end = Math.min(offset, log.end)
  if (epoch < 0) return end
  let agreed = end
  while (agreed > log.base && log.epochAt(agreed - 1) > epoch) agreed--
  return agreed
}
