import { EventKind } from '../../event-kind.ts'
import { type Frame, NEVER } from '../../frame.ts'
import type { Engine } from '../../kernel/engine.ts'
import { eventCode } from '../../kernel/event-code.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { Step } from '../../step.ts'
import { type Layer, Passage } from './passage.ts'

/** All passages of a run, with the events and timers they wait for. */
export class Passages {
  /** Passages taken and not given back. */
  inUse = 0
  readonly #engine: Engine
  readonly #all: Passage[] = []
  readonly #free: Passage[] = []

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** The passage with this index. */
  at(index: number): Passage {
    return this.#all[index] as Passage
  }

  /** The passage of a whole call. */
  takeRoot(layer: Layer, call: Frame, step: Step): Passage {
    const passage = this.#free.pop() ?? this.#create(layer, call, step)
    this.inUse++
    passage.layer = layer
    passage.call = call
    passage.step = step
    passage.root = passage
    passage.expiresAt = call.expiresAt
    passage.server = -1
    passage.waited = 0
    passage.phase = 0
    passage.count = 0
    return passage
  }

  /** A passage through `layer`, inside `outer`. */
  take(layer: Layer, outer: Passage): Passage {
    const { call, root } = outer
    const passage = this.#free.pop() ?? this.#create(layer, call, root.step)
    this.inUse++
    passage.layer = layer
    passage.call = call
    passage.root = root
    passage.expiresAt = outer.expiresAt
    passage.server = outer.server
    passage.waited = 0
    passage.phase = 0
    passage.count = 0
    passage.outer = outer
    passage.sibling = outer.inner
    outer.inner = passage
    return passage
  }

  /** Gives a passage back, out of its outer one, without what it still waited for. */
  give(passage: Passage): void {
    invariant(passage.frame === null && passage.inner === null, 'a passage was left with a call in it')
    this.inUse--
    // Below `NEVER` it has been put off by a pause, and is no longer the engine's.
    if (passage.wake > NEVER) this.#engine.disown()
    passage.wake = NEVER
    this.disarm(passage)
    const { outer } = passage
    if (outer !== null && passage.root !== passage) {
      if (outer.inner === passage) outer.inner = passage.sibling
      else takeOut(outer, passage)
    }
    passage.outer = null
    passage.sibling = null
    this.#free.push(passage)
  }

  /** Ends a passage with `outcome`, for the layer outside it. */
  leave(passage: Passage, outcome: number): Frame | null {
    const outer = passage.outer as Passage
    this.give(passage)
    return outer.layer.ended(outer, outcome)
  }

  /** Lets a passage go on after `delay` ns, which may be 0. */
  wakeAfter(passage: Passage, delay: number): void {
    passage.wake = this.#engine.schedule(delay, eventCode(EventKind.passage, passage.index))
  }

  /** Arms the timer of a passage in a lane. */
  arm(passage: Passage, lane: number): void {
    passage.timerSlot = this.#engine.arm(lane, eventCode(EventKind.passageTimer, passage.index))
  }

  /** Cancels the timer of a passage, if it is armed. */
  disarm(passage: Passage): void {
    // Below -1 it has gone off in a pause, and waits for the end of it.
    if (passage.timerSlot >= 0) this.#engine.cancel(passage.timerSlot)
    passage.timerSlot = -1
  }

  #create(layer: Layer, call: Frame, step: Step): Passage {
    const passage = new Passage(this.#all.length, layer, call, step)
    this.#all.push(passage)
    return passage
  }
}

function takeOut(outer: Passage, passage: Passage): void {
  let before = outer.inner as Passage
  while (before.sibling !== passage) before = before.sibling as Passage
  before.sibling = passage.sibling
}
