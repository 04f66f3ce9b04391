import { type Frame, NEVER } from '../../frame.ts'
import type { Step } from '../../step.ts'

/**
 * One policy around the calls of an edge. A call comes in from outside with `enter`; what it makes of it goes on
 * inwards with `enter` of the next layer, and the outcome comes back with `ended`. Each method returns the frame that
 * can go on because of it, or `null`. What has to wait for nothing but its turn goes through the event queue, so that
 * neither retries nor releases grow the stack.
 */
export interface Layer {
  /** A call that is in passage `outer` of the next layer outwards comes here. */
  enter(outer: Passage): Frame | null
  /** What is inside `passage` has ended. */
  ended(passage: Passage, outcome: number): Frame | null
  /** The event that `passage` has scheduled is there. */
  woken(passage: Passage): Frame | null
  /** The timer that `passage` has armed has run out. */
  timedOut(passage: Passage): Frame | null
  /** Nobody waits for `passage` any more, and what is inside it will be ended; unless the layer knows somebody else. */
  parting(passage: Passage): void
  /** What was inside is gone, and so will `passage` be. The layer puts its books in order. */
  dropped(passage: Passage): void
  /** The `row`-th caller starts anew, with none of its calls left: it knows nothing of what its states had learnt. */
  restarted(row: number): void
}

/** A call on its way through one layer: pooled, and of one shape for all layers. Times are integer nanoseconds. */
export class Passage {
  readonly index: number
  layer: Layer
  /** The passage through the next layer outwards; for that of a whole call: the passage that it is a fallback for. */
  outer: Passage | null = null
  /** The newest passage inside this one; the others follow through `sibling`. */
  inner: Passage | null = null
  sibling: Passage | null = null
  /** The attempt, or the call of a fallback, inside this one. */
  frame: Frame | null = null
  /** The passage of the whole call. */
  root: Passage
  /** The call as its caller sees it. */
  call: Frame
  /** Of the passage of a whole call: the step that calls, and the path of its caller. */
  step: Step
  path = 0

  /** Sequence number of the event it expects. */
  wake: number = NEVER
  /** Slot of the armed timer, or -1. */
  timerSlot = -1
  /** Servers that know the deadline do not work on it at or after this time. */
  expiresAt: number = Number.POSITIVE_INFINITY
  /** Index of the instance that all inside goes to; -1 while it is open. */
  server = -1
  /** When the current phase began. */
  since = 0
  /** What it has waited for permission. */
  waited = 0
  /** Phase, attempts begun, and what the layer has to give back to its state: each layer has its own use for them. */
  phase = 0
  count = 0
  token = 0
  /** What the backoff keeps from wait to wait. */
  memory = 0
  outcome = 0
  /** Links of the queue it stands in. */
  next: Passage | null = null
  before: Passage | null = null

  constructor(index: number, layer: Layer, call: Frame, step: Step) {
    this.index = index
    this.layer = layer
    this.call = call
    this.step = step
    this.root = this
  }
}
