import type { Cargo } from './cargo.ts'
import type { Context } from './context.ts'
import { PARTS } from './parts.ts'
import type { Program } from './step.ts'

/** What a frame is the record of. */
export const FrameKind = {
  /** A request at its workload. */
  root: 0,
  /** A call over the network: its message, its visit to a server and its answer. */
  remote: 1,
  /** A call inside a unit. */
  local: 2,
  /** A branch of `parallel` or the body of `repeat`. */
  branch: 3,
  /** What an operation still does after it has answered. */
  tail: 4,
  /** A call with policies, as its caller sees it; its attempts are `remote` frames below it. */
  guarded: 5,
} as const

/** `series` of a call over which the books are closed: its caller no longer waits for it. */
export const ABANDONED = -1
/** `series` of an attempt: the call that it belongs to has the series. */
export const ATTEMPT = -2

/** Why work has been in vain, for the counters of wasted cpu: positions in `WASTE_NAMES`. */
export const Waste = { timeout: 0, deadline: 1, cancelled: 2, hedge: 3, crash: 4 } as const
export const WASTE_NAMES: readonly string[] = ['timeout', 'deadline', 'cancelled', 'hedge', 'crash']

/** Where a frame is in its life. */
export const FrameState = {
  free: 0,
  waitingForPool: 1,
  requestOnTheWay: 2,
  lost: 3,
  queued: 4,
  active: 5,
  answerOnTheWay: 6,
  /** It has a slot and begins when the current event has been handled. */
  granted: 7,
} as const

/** What an active frame waits for. */
export const Waiting = { nothing: 0, cpu: 1, wake: 2, children: 3, cargo: 4 } as const

/** A frame expects no event under this sequence number. */
export const NEVER = -1

/**
 * One call in flight, seen from both ends: pooled, and of one shape, because the interpreter touches frames at every
 * event. Fields stand in the order in which they are needed together, and those that few frames need stand last: with
 * many requests in flight, the cache lines that an event touches are what it costs. Times are integer nanoseconds.
 */
export class Frame {
  readonly index: number
  /** Offset of this frame's row of parts. */
  readonly base: number
  kind = 0
  state = 0
  waiting = 0
  /** Step being executed, and the next one. */
  at = 0
  pc = 0
  instance = -1

  /** Instance the caller runs on; -1 for a workload. */
  caller = -1
  edge = -1
  /** Call series; `ABANDONED` when the call has been accounted for, `ATTEMPT` for attempts of a call with policies. */
  series = -1
  program: Program
  /** The frame that waits for this one; `null` when nobody does (any more). */
  parent: Frame | null = null
  /** Frames this one waits for: a list through `sibling`. */
  child: Frame | null = null
  sibling: Frame | null = null
  siblingBefore: Frame | null = null

  /** Names the request in draws; with `path`, the place in its call tree. */
  request = 0
  path = 0
  workload = -1
  /** Sequence number of the event it expects. */
  wake: number = NEVER
  /** Slot of the armed timeout, or -1. */
  timeoutSlot = -1
  start = 0
  arrivedAt = 0
  phaseStart = 0

  /** Cpu work of the current phase, ns. */
  work = 0
  /** Cpu used so far inside the unit, ns, with that of calls inside it and of branches. */
  used = 0
  /** Protocol work, ns, still to be paid with the next cpu step or before the answer. */
  debt = 0
  requestBytes = 0
  answerBytes = 0
  /** How the last thing waited for ended; not 0 makes the frame fail unless the step is optional. */
  failure = 0
  /** How this frame itself ended. */
  outcome = 0
  /** Where `failure`, or a failing `outcome`, was decided: an index into the catalogue's origins, or -1. */
  origin = -1
  /** 1 + the outcome to end with once the debt is paid; 0 when not ending. */
  finishing = 0
  /** Repetitions of the current `repeat`; -1 before it has begun. */
  repeats = -1

  /** Servers that know the deadline do not begin the request at or after this time. */
  expiresAt: number = Number.POSITIVE_INFINITY
  /** Whether the connection goes back to its pool. */
  connection = -1
  holdsSlot = false
  holdsPool = false
  /** The server must not begin this request: a cancellation has overtaken it. */
  doomed = false
  /** The outcome with which the network ends the connection when the request arrives; 0 for none. */
  intercepted = 0
  /** The passage through a policy that is told when this frame has ended; -1 for none. */
  passage = -1
  /** Class of the request it belongs to; 0 is the most important. */
  priority = 0
  /** The key that the call touches; -1 for none. */
  key = -1
  /** What the call carries besides its bytes; `null` for nothing. */
  cargo: Cargo<Frame> | null = null
  /** What is known of the work that it is part of; `null` where nothing is remembered. */
  context: Context | null = null
  /** When its cpu work is done: real time on cores of its own, virtual time on shared ones. */
  virtualFinish = 0

  /** Links of the queue it stands in. */
  next: Frame | null = null
  before: Frame | null = null
  heapPosition = -1
  /** Sequence number of the cancellation it expects. */
  cancelWake: number = NEVER
  /** The part that a wait without cpu belongs to. */
  wakePart = 0
  user = -1
  deadlineSlot = -1
  /** Of the step of branches it waits for. */
  iteration = 0

  succeeded = 0
  failed = 0
  branches = 0
  need = 0
  forking = false
  /** Why the work for an abandoned call is in vain. */
  waste = 0
  /** How long the server that answered `throttled` wants the caller to wait, ns; 0 when it has not said. */
  retryAfter = 0

  /** Gates in front of its server that it has passed and not left. */
  gatesPassed = 0
  /** When it got its slot; kept only where the queue wants to know how long requests take. */
  begunAt = 0
  /** What it waits for at the next gate, or 0. */
  atGate = 0
  /** What the concurrency limit in front of its server knows it by. */
  ticket = 0
  /** With `request`, the call as its caller meant it: the same for all attempts of it. */
  identity = 0

  constructor(index: number, program: Program) {
    this.index = index
    this.base = index * PARTS
    this.program = program
  }
}
