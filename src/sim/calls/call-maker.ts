import type { Frame } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import { type Draws, pathHash } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Probe } from '../kernel/probe.ts'
import { sampleCount } from '../kernel/sample-count.ts'
import type { Payload } from '../payload.ts'
import type { Instance } from '../services/instance.ts'
import type { Step } from '../step.ts'
import type { Caller } from './caller.ts'
import type { Edge } from './edge.ts'

/** What making calls needs of the world. */
export interface CallMakerParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly draws: Draws
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
}

/** Makes the frames of calls, ready to be sent or to pass their policies. */
export class CallMaker {
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #draws: Draws
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]

  constructor(parts: CallMakerParts) {
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#draws = parts.draws
    this.#edges = parts.edges
    this.#instances = parts.instances
  }

  /**
   * A call of `step` for `caller`, `repetition` telling it from others of the same step; as both kinds of calls begin.
   */
  open(kind: number, caller: Caller, step: Step, awaited: boolean, repetition: number, probe: Probe): Frame {
    const now = this.#engine.now
    const call = this.#frames.take(kind, step.program)
    call.request = caller.request
    call.path = pathHash(caller.path, step.hash, repetition)
    call.identity = repetition === 0 ? call.path : pathHash(caller.path, step.hash, 0)
    call.workload = caller.workload
    call.caller = caller.instance
    call.expiresAt = caller.expiresAt
    call.priority = caller.priority
    const { context } = caller
    if (context !== null) call.context = context.outside
    call.edge = step.edge
    call.series = step.series
    call.start = now
    call.phaseStart = now
    call.requestBytes = this.size(step.request, step.keyHigh, step.keyLow, call)
    const { recordKey } = step
    call.key = recordKey === null ? -1 : recordKey.draw(this.#draws, call.workload, call.request, call.path)
    probe.began(step.series, now)
    // Who waits pays for request and answer when the answer is there; who does not wait pays for the request now.
    if (!awaited && caller.instance >= 0) {
      const { clientFixed, clientPerByte } = (this.#edges[step.edge] as Edge).plan.protocol
      caller.debt += Math.round(clientFixed + clientPerByte * call.requestBytes)
    }
    return call
  }

  /** Lets the timeout of a plain call travel with it as a deadline, where the edge says so. */
  plan(call: Frame, step: Step): void {
    if (!(this.#edges[call.edge] as Edge).plan.propagate || step.timeout === 0) return
    call.expiresAt = Math.min(call.expiresAt, this.expiryOf(call.caller, step.timeout))
  }

  /** The deadline that a call of `caller` (-1: a workload) carries when it may take `duration` ns, by its own clock. */
  expiryOf(caller: number, duration: number): number {
    return this.#instances[caller]?.clock.expiryOf(duration) ?? this.#engine.now + duration
  }

  /** Bytes of a payload of this frame's request. */
  size(payload: Payload, keyHigh: number, keyLow: number, frame: Frame): number {
    if (payload.constant >= 0) return payload.constant
    this.#draws.seek(keyHigh, keyLow, frame.request, frame.path)
    return sampleCount(payload.law, this.#draws)
  }
}
