import type { FaultMark } from '../fault-mark.ts'
import { ABANDONED, type Frame, FrameKind, FrameState, NEVER, Waste } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import { Outcome } from '../outcome.ts'
import { AtGate } from '../services/admission.ts'
import type { Instance } from '../services/instance.ts'
import type { Client } from './client.ts'
import type { Edge } from './edge.ts'
import type { ReadyList } from './ready-list.ts'

/** What stopping a process needs of the world. */
export interface StoppageParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly client: Client
  readonly ready: ReadyList
  readonly edges: readonly Edge[]
}

/**
 * The end of a process with all that is in it. Crashes are rare: it looks at every frame there is. What the process has
 * asked of others is worked on for nobody; what others have asked of it ends for them in silence, or with a `reset`.
 */
export class Stoppage {
  readonly #parts: StoppageParts

  constructor(parts: StoppageParts) {
    this.#parts = parts
  }

  /** Stops everything in an instance, which must be down by now: nothing that this sets off may begin in it. */
  stop(instance: Instance, mark: FaultMark): void {
    const { frames, client, edges } = this.#parts
    for (const edge of edges) edge.disconnect(instance.index)
    for (let i = 0; i < frames.size; i++) {
      const frame = frames.at(i)
      if (frame.instance === instance.index || frame.caller === instance.index) frame.connection = -1
    }
    // Those who wait at a gate go first, so that nobody gets the place of one who is lost.
    while (this.#withdraw(instance, mark, (call) => call.atGate !== AtGate.nothing)) {}
    this.#withdraw(instance, mark, () => true)
    for (let i = 0; i < frames.size; i++) {
      const frame = frames.at(i)
      if (frame.state === FrameState.free) continue
      if (frame.kind === FrameKind.remote && frame.instance === instance.index) this.#stopVisit(frame, instance, mark)
      else if (frame.parent === null && this.#isOf(frame, instance)) {
        mark.bites++
        // A call that it has made holds a slot elsewhere, and goes on there.
        if (frame.holdsSlot && frame.instance === instance.index) {
          frame.holdsSlot = false
          instance.leave(frame, -1)
        }
        client.abandon(frame, Outcome.crashed, 'let-run', Waste.crash)
      }
    }
    instance.vacate(client.probe)
  }

  /** Whether a frame for which nobody waits is of the process: work of its own, or a call that it has made. */
  #isOf(frame: Frame, instance: Instance): boolean {
    switch (frame.kind) {
      case FrameKind.local:
      case FrameKind.branch:
      case FrameKind.tail:
        return frame.instance === instance.index
      default:
        // Nobody waited for a message that is on its way: it comes, whatever becomes of who has sent it.
        return frame.caller === instance.index && frame.series !== ABANDONED && frame.cargo?.oneWay !== true
    }
  }

  /** Returns whether there was anybody; who leaves one gate may let another go on to the next. */
  #withdraw(instance: Instance, mark: FaultMark, which: (call: Frame) => boolean): boolean {
    const { frames, client } = this.#parts
    let anybody = false
    for (let i = 0; i < frames.size; i++) {
      const call = frames.at(i)
      if (call.state !== FrameState.queued || call.instance !== instance.index || !which(call)) continue
      instance.withdraw(call, client.probe)
      this.#end(call, instance, mark)
      anybody = true
    }
    return anybody
  }

  #stopVisit(call: Frame, instance: Instance, mark: FaultMark): void {
    const { client, ready } = this.#parts
    if (call.state !== FrameState.active && call.state !== FrameState.granted) return
    if (call.state === FrameState.granted) ready.remove(call)
    if (call.series !== ABANDONED) call.waste = Waste.crash
    client.stopping.stopWork(call, Outcome.crashed, 'let-run', Waste.crash)
    client.stopping.countWasted(call)
    if (call.state === FrameState.active && !call.holdsSlot) instance.takeBack(client.probe)
    call.holdsSlot = false
    instance.leave(call, -1)
    this.#end(call, instance, mark)
  }

  /** The visit of a call is over; its caller hears of it, or nothing. */
  #end(call: Frame, instance: Instance, mark: FaultMark): void {
    const { engine, frames, client } = this.#parts
    mark.bites++
    client.probe.ended(
      instance.instruments.visits,
      engine.now,
      call.arrivedAt,
      Outcome.crashed,
      frames.parts,
      call.base,
    )
    // A pause may have put off what it was about to do; an answer that takes no time would be taken for that.
    call.wake = NEVER
    call.cargo?.left(call, Outcome.crashed)
    client.replies.crashed(call, instance.troubles?.silent ?? true)
  }
}
