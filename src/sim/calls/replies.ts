import { ABANDONED, type Frame, FrameState } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import { Outcome } from '../outcome.ts'
import { PARTS, Part } from '../parts.ts'
import type { Instance } from '../services/instance.ts'
import { SILENCE, type Troubles } from '../services/troubles.ts'
import type { Edge } from './edge.ts'
import type { ReadyList } from './ready-list.ts'
import type { Wire } from './wire.ts'

/** What answering needs of the world. */
export interface RepliesParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  readonly wire: Wire
  /** Where calls go that end within the current event. */
  readonly ready: ReadyList
}

/** What the callers of a server hear of it: answers of operations, and of what is there instead of them. */
export class Replies {
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #wire: Wire
  readonly #ready: ReadyList
  readonly #lose: (call: Frame) => void

  /** `lose` is told of calls whose answer will never come. */
  constructor(parts: RepliesParts, lose: (call: Frame) => void) {
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#wire = parts.wire
    this.#ready = parts.ready
    this.#lose = lose
  }

  /** Sends the answer of a call whose operation has ended (or has said `respond`). */
  answer(call: Frame, outcome: number): void {
    const now = this.#engine.now
    const edge = this.#edges[call.edge] as Edge
    const server = this.#instances[call.instance] as Instance
    call.outcome = outcome
    call.phaseStart = now
    if (outcome !== Outcome.ok) call.answerBytes = 0
    if (call.cargo?.oneWay === true) {
      call.state = FrameState.answerOnTheWay
      this.#ready.add(call)
    } else if (!this.#wire.answer(call, edge, server)) this.#lose(call)
  }

  /** Whether what is wrong with its server keeps a request out that arrives; `present`: requests in the server. */
  keptOut(call: Frame, troubles: Troubles, present: number): boolean {
    const answer = troubles.atArrival(call, this.#engine.now, present)
    if (answer === Outcome.ok) return false
    if (answer === SILENCE) this.#lose(call)
    else this.#turnDown(call, answer)
    return true
  }

  /**
   * A request arrives on a connection that the network cuts: its caller hears so. Returns the work that begins at the
   * server nevertheless, if any.
   */
  cutOff(call: Frame): Frame | null {
    const { intercepted } = call
    call.intercepted = Outcome.ok
    const reset = intercepted === Outcome.reset
    if (call.series === ABANDONED) {
      if (!reset) this.#frames.give(call)
      return reset ? call : null
    }
    const work = reset ? this.#wire.double(call) : null
    const edge = this.#edges[call.edge] as Edge
    if (call.connection >= 0) edge.connections(call.caller, call.instance)?.close(this.#engine.now)
    call.connection = -1
    call.origin = call.edge
    this.answer(call, intercepted)
    return work
  }

  /** Answers a call for a process that has not done what was asked. */
  #turnDown(call: Frame, outcome: number): void {
    call.origin = this.#edges.length + call.program.unit
    this.answer(call, outcome)
  }

  /** The process that worked on a call is gone: its caller hears so, unless the whole host is silent. */
  crashed(call: Frame, silent: boolean): void {
    const { parts } = this.#frames
    parts.fill(0, call.base, call.base + PARTS)
    parts[call.base + Part.retry] = this.#engine.now - call.start
    if (call.series === ABANDONED) this.#frames.give(call)
    else if (silent) this.#lose(call)
    else this.#turnDown(call, Outcome.reset)
  }
}
