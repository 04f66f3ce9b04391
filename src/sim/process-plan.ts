import type { Distribution } from './kernel/distribution.ts'

/**
 * Processes: the second way to write a system. The nodes of a process are the instances of one unit; what they do is
 * code. This is the only part of a plan that holds functions. Nodes are numbered from 0 within their unit; times are
 * ns.
 */
export interface ProcessPlan {
  /** Index of the unit whose instances are the nodes. */
  readonly unit: number
  /** Program whose first step sends a message from node to node; nobody runs it. */
  readonly messages: number
  readonly behaviour: ProcessBehaviour
}

/** What the nodes do, without the types of their state and messages. Make one with `defineProcess`. */
export interface ProcessBehaviour {
  readonly name: string
  /** What it was made of, for whoever wants to know whether two are the same code. Default: itself. */
  readonly definition?: unknown
  /** What an app can ask of a node. */
  readonly operations: readonly string[]
  /** The reasons with which a node can refuse a request. */
  readonly failures: readonly string[]
  /** Names of what `count` counts and of what `measure` measures. */
  readonly counters: readonly string[]
  readonly durations: readonly string[]
  /** Names of the levels that observers report. */
  readonly levels: readonly string[]
  /** What outlives a crash; `null`: nothing does. */
  readonly storage: StorageRules | null
  readonly invariants: readonly ProcessInvariant[]
  readonly observers: readonly ProcessObserver[]
  /**
   * Whether a node in this state leads: its term, or another number that is higher for a later leader; -1 for no. Of
   * nodes that are up and say so, the one with the highest number is the leader. `null`: no node ever leads.
   */
  readonly leads: ((state: unknown) => number) | null
  /** The state of a node that has never run. */
  init(self: ProcessSelf): unknown
  /** The rest are immer recipes: they change the state they get, or return another. */
  start(state: unknown, context: ProcessContext): unknown
  message(state: unknown, message: ProcessMessage, context: ProcessContext): unknown
  timer(state: unknown, name: string, about: number, context: ProcessContext): unknown
  request(state: unknown, request: ProcessRequest, context: ProcessContext): unknown
}

/** A message between nodes: plain data, and the name of what handles it. */
export interface ProcessMessage {
  readonly type: string
}

/** Who a node is. */
export interface ProcessSelf {
  readonly id: number
  /** How many there are. */
  readonly nodes: number
  /** The numbers of the others, ascending. */
  readonly peers: readonly number[]
}

/** A call of the app that a node has to answer, at once or later. */
export interface ProcessRequest {
  /** Names it for `reply` and `refuse`; no other request of the run has it. From 1. */
  readonly id: number
  /** One of the operations of the process. */
  readonly operation: string
  /** The key that the call touches; 0 where it names none. */
  readonly key: number
}

/** What a handler can see and do. It is good for the duration of that handler only. */
export interface ProcessContext<Message extends ProcessMessage = ProcessMessage> extends ProcessSelf {
  /** The node that has sent the message being handled; -1 in other handlers. */
  readonly from: number
  /** Time by the clock of the node, ns, which may be wrong. */
  readonly now: number
  /** A number in [0, 1) from the stream of this node. */
  random(): number
  /** An integer from 0 to `below` - 1. */
  randomInteger(below: number): number
  /** A duration of this law, ns. */
  sample(law: Distribution): number
  /** Sends a message to another node, which may never arrive, or arrive twice. `bytes`: of payload; else as usual. */
  send(to: number, message: Message, bytes?: number): void
  /** Whether the node writes to its stable storage now, and so what it sends waits until that is done. */
  readonly writing: boolean
  /** As `send`, but waits for no storage: for what tells nothing that may be lost yet, as a heartbeat. */
  sendAtOnce(to: number, message: Message, bytes?: number): void
  /** Sends a message to each of the other nodes. */
  broadcast(message: Message, bytes?: number): void
  /** Sets the timer of this name off in `delay` ns of this node's clock; a timer of that name (and `about`) moves. */
  setTimer(name: string, delay: number, about?: number): void
  cancelTimer(name: string, about?: number): void
  /**
   * What this handler sends and answers waits until the stable part of the state, as it leaves it, is on the disk,
   * whatever the policy says. Without stable storage it does nothing.
   */
  persist(): void
  /** Answers a request well. `result` is for observers; a request that nobody waits for any more is forgotten. */
  reply(request: number, result?: unknown): void
  /** Answers a request with one of the failures of the process. */
  refuse(request: number, failure: string): void
  /** Adds to one of the counters of the process. */
  count(counter: string, amount?: number): void
  /** Adds a duration, ns, to one of the durations of the process. */
  measure(duration: string, time: number): void
  /** Writes a line into the history. */
  log(text: string): void
}

/** What outlives a crash, and when it reaches the disk. */
export interface StorageRules {
  /** Keys of the state that are kept; the state must be a map. */
  readonly stable: readonly string[]
  /**
   * `each`: whenever a handler has changed what is stable, what it sends waits until that is on the disk; changes made
   * during a write go to the disk together. `every`: nothing waits, and changes are written at most so many ns later.
   * `none`: only `persist` writes.
   */
  readonly sync: 'each' | 'none' | { readonly every: number }
  /** How long one write takes. */
  readonly write: Distribution
}

/** One node as observers see it; frozen. */
export interface NodeView<State = unknown> {
  readonly id: number
  readonly up: boolean
  /** Of a node that is down: its last one. */
  readonly state: State
}

/** A request that has begun or ended at a node. */
export interface ProcessOperation extends ProcessRequest {
  readonly node: number
  /** When it reached its node, ns. */
  readonly began: number
}

/** The answer to a request, as its node has sent it. */
export interface EndedOperation extends ProcessOperation {
  readonly ended: number
  /** `ok`, or why it was refused. */
  readonly outcome: string
  readonly result: unknown
}

/** All nodes after one of them has acted. */
export interface ProcessView<State = unknown> {
  /** ns */
  readonly time: number
  /** The node that has acted. */
  readonly node: number
  readonly nodes: readonly NodeView<State>[]
  /** The request that has just come; `null` for none. */
  readonly began: ProcessOperation | null
  /** Requests that have just been answered. */
  readonly ended: readonly EndedOperation[]
}

/** Something that must hold of all nodes together, whenever one has acted. */
export interface ProcessInvariant<State = unknown> {
  readonly name: string
  /** Makes the judge of one run, with a memory of its own: it returns what is wrong, or `undefined`. */
  judge(): (view: ProcessView<State>) => string | undefined
}

/** Somebody who sees all nodes at once, which none of them can, and measures. */
export interface ProcessObserver<State = unknown> {
  observe(): (view: ProcessView<State>, report: ObserverReport) => void
}

/** Where observers leave what they have measured, by the names that the process declares. */
export interface ObserverReport {
  count(counter: string, amount?: number): void
  measure(duration: string, time: number): void
  level(level: string, value: number): void
}

/** What has made a node act. */
export type ProcessCause =
  | { readonly kind: 'start' | 'restart' | 'crash' | 'disk' }
  | { readonly kind: 'message'; readonly from: number; readonly message: ProcessMessage }
  | { readonly kind: 'timer'; readonly name: string; readonly about: number }
  | { readonly kind: 'request'; readonly request: ProcessRequest }
