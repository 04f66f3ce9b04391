import { EventKind } from '../event-kind.ts'
import { type Frame, FrameKind, FrameState, NEVER, Waiting } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import { type Draws, pathHash } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { Probe } from '../kernel/probe.ts'
import { sampleCount } from '../kernel/sample-count.ts'
import type { Stream } from '../kernel/stream.ts'
import { Outcome } from '../outcome.ts'
import { PARTS, Part } from '../parts.ts'
import type { Payload } from '../payload.ts'
import type { Instance } from '../services/instance.ts'
import type { Step } from '../step.ts'
import type { Edge } from './edge.ts'
import { ReadyList } from './ready-list.ts'

/** What happens to a call that its caller gives up. */
export type GiveUp = 'let-run' | 'send-cancellation' | 'stop-now'

/** Counters of a unit at the probe. */
export interface UnitInstruments {
  readonly answersUnwanted: number
  readonly wastedCpu: number
}

/** What the client side needs of the world. */
export interface ClientParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly draws: Draws
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  readonly units: readonly UnitInstruments[]
  /** Zone of each workload; -1 for clients outside. */
  readonly workloadZones: readonly number[]
}

/**
 * The caller's side of calls over the network: the pool of connections, the choice of an instance, both messages, the
 * timeout, and giving up. Methods that let a waiting frame go on return it; who calls them runs it.
 */
export class Client {
  probe: Probe
  /** Frames to be started after the current event, for example those that got the slot of one that was stopped. */
  readonly ready: ReadyList = new ReadyList()

  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #draws: Draws
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #units: readonly UnitInstruments[]
  readonly #workloadZones: readonly number[]
  /** The split of a call whose time was thrown away. */
  readonly #thrownAway = new Float64Array(PARTS)

  constructor(parts: ClientParts, probe: Probe) {
    this.probe = probe
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#draws = parts.draws
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#units = parts.units
    this.#workloadZones = parts.workloadZones
  }

  /**
   * Issues the call of `step` for `caller`; an awaited call hangs below its caller until it is answered or given up.
   */
  issue(caller: Frame, step: Step, awaited: boolean): void {
    const now = this.#engine.now
    const call = this.#frames.take(FrameKind.remote, step.program)
    if (awaited) this.#frames.adopt(caller, call)
    call.request = caller.request
    call.path = pathHash(caller.path, step.hash, 0)
    call.workload = caller.workload
    call.caller = caller.instance
    call.expiresAt = caller.expiresAt
    call.edge = step.edge
    call.series = step.series
    call.start = now
    call.phaseStart = now
    call.requestBytes = this.size(step.request, step.keyHigh, step.keyLow, call)
    const { recordKey } = step
    call.key = recordKey === null ? -1 : recordKey.draw(this.#draws, call.workload, call.request, call.path)
    this.probe.began(step.series, now)
    if (step.lane >= 0) {
      call.timeoutSlot = this.#engine.arm(step.lane, eventCode(EventKind.timeout, call.index))
    }
    const { plan, pool } = this.#edges[step.edge] as Edge
    // Who waits pays for request and answer when the answer is there; who does not wait pays for the request now.
    if (!awaited && caller.instance >= 0) {
      caller.debt += Math.round(plan.protocol.clientFixed + plan.protocol.clientPerByte * call.requestBytes)
    }
    if (pool !== null && !pool.acquire(call, now, this.probe)) {
      call.state = FrameState.waitingForPool
      return
    }
    this.#transmit(call)
  }

  /** The answer reaches the caller. Returns the frame that waited for it. */
  answered(call: Frame): Frame | null {
    const now = this.#engine.now
    const { parts } = this.#frames
    parts[call.base + Part.network] = (parts[call.base + Part.network] as number) + now - call.phaseStart
    if (call.series < 0) {
      const server = this.#instances[call.instance] as Instance
      this.probe.counted((this.#units[server.unit] as UnitInstruments).answersUnwanted, now, 1)
      this.#countWasted(call)
      this.#frames.give(call)
      return null
    }
    const edge = this.#edges[call.edge] as Edge
    if (call.timeoutSlot >= 0) {
      this.#engine.cancel(call.timeoutSlot)
      call.timeoutSlot = -1
    }
    if (call.connection >= 0) edge.connections(call.caller, call.instance)?.give(now)
    edge.balancer(call.caller).settled(this.#instances[call.instance] as Instance)
    if (call.holdsPool) this.#releasePool(call, edge)
    this.probe.ended(call.series, now, call.start, call.outcome, parts, call.base)
    const parent = call.parent
    if (parent !== null) {
      if (parent.instance >= 0) {
        const { clientFixed, clientPerByte } = edge.plan.protocol
        parent.debt += Math.round(clientFixed + clientPerByte * (call.requestBytes + call.answerBytes))
      }
      this.settle(parent, call, call.outcome)
    }
    this.#frames.give(call)
    return parent
  }

  /** Tells `parent` how what it waited for has ended, and takes the time over into its parts. */
  settle(parent: Frame, done: Frame, outcome: number): void {
    const { parts } = this.#frames
    const to = parent.base
    if (outcome === Outcome.ok) {
      const from = done.base
      for (let i = 0; i < PARTS; i++) parts[to + i] = (parts[to + i] as number) + (parts[from + i] as number)
    } else {
      parts[to + Part.retry] = (parts[to + Part.retry] as number) + this.#engine.now - done.start
      parent.failure = outcome
    }
    this.#frames.orphan(done)
  }

  /** The caller's timeout for a call. Returns the frame that waited for it. */
  timedOut(call: Frame): Frame | null {
    call.timeoutSlot = -1
    const parent = call.parent
    if (parent !== null) this.settle(parent, call, Outcome.timeout)
    const edge = this.#edges[call.edge] as Edge
    this.giveUp(call, Outcome.timeout, edge.plan.cancel ? 'send-cancellation' : 'let-run')
    return parent
  }

  /** Ends a call for its caller, who no longer waits; the work at the server goes on unless `how` says otherwise. */
  giveUp(call: Frame, outcome: number, how: GiveUp): void {
    const now = this.#engine.now
    this.#thrownAway[Part.retry] = now - call.start
    this.probe.ended(call.series, now, call.start, outcome, this.#thrownAway, 0)
    call.series = -1
    this.#frames.orphan(call)
    if (call.timeoutSlot >= 0) {
      this.#engine.cancel(call.timeoutSlot)
      call.timeoutSlot = -1
    }
    const edge = this.#edges[call.edge] as Edge
    if (call.state === FrameState.waitingForPool) {
      edge.pool?.withdraw(call, now, this.probe)
      this.#frames.give(call)
      return
    }
    if (call.connection >= 0) edge.connections(call.caller, call.instance)?.close(now)
    edge.balancer(call.caller).settled(this.#instances[call.instance] as Instance)
    if (call.holdsPool) this.#releasePool(call, edge)
    if (call.state === FrameState.lost) this.#frames.give(call)
    else if (how === 'stop-now') this.#stopAtServer(call, outcome, how)
    else if (how === 'send-cancellation' && call.state !== FrameState.answerOnTheWay) {
      const delay = this.#link(call, edge).delay(edge.there)
      call.cancelWake = this.#engine.schedule(delay, eventCode(EventKind.cancel, call.index))
    }
  }

  /**
   * The deadline of a request has passed: its client waits no longer, and servers that know the deadline stop at once.
   */
  expire(root: Frame): void {
    const how = root.expiresAt === Number.POSITIVE_INFINITY ? 'send-cancellation' : 'stop-now'
    this.stopWork(root, Outcome.deadline, how)
  }

  /** A cancellation reaches the server. */
  cancelled(call: Frame): void {
    call.cancelWake = NEVER
    this.#stopAtServer(call, Outcome.cancelled, 'send-cancellation')
  }

  /** Stops what a frame is doing, and everything it waits for. */
  stopWork(frame: Frame, outcome: number, how: GiveUp): void {
    if (frame.waiting === Waiting.cpu) (this.#instances[frame.instance] as Instance).cpu.cancel(frame, this.probe)
    else if (frame.waiting === Waiting.wake) {
      frame.wake = NEVER
      this.#engine.disown()
    }
    for (let child = frame.child; child !== null; child = frame.child) {
      if (child.kind === FrameKind.remote) {
        const cancels = (this.#edges[child.edge] as Edge).plan.cancel
        this.giveUp(child, outcome, how === 'send-cancellation' && !cancels ? 'let-run' : how)
      } else this.#stopInside(child, outcome, how)
    }
  }

  /** Sends the answer of a call whose operation has ended (or has said `respond`). */
  answer(call: Frame, outcome: number): void {
    const now = this.#engine.now
    const edge = this.#edges[call.edge] as Edge
    const server = this.#instances[call.instance] as Instance
    call.outcome = outcome
    call.phaseStart = now
    const index = edge.linkIndex(this.#callerZone(call), server.zone)
    const { overhead, expansion } = edge.plan.protocol
    if (outcome !== Outcome.ok) call.answerBytes = 0
    const delay = this.#send(edge, index, overhead + expansion * call.answerBytes, edge.back, server)
    if (delay < 0) {
      this.#lose(call, edge)
      return
    }
    call.state = FrameState.answerOnTheWay
    this.#deliver(call, delay, EventKind.answer)
  }

  /** Bytes of a payload of this frame's request. */
  size(payload: Payload, keyHigh: number, keyLow: number, frame: Frame): number {
    if (payload.constant >= 0) return payload.constant
    this.#draws.seek(keyHigh, keyLow, frame.request, frame.path)
    return sampleCount(payload.law, this.#draws)
  }

  #transmit(call: Frame): void {
    const now = this.#engine.now
    const edge = this.#edges[call.edge] as Edge
    const balancer = edge.balancer(call.caller)
    const server = balancer.pick(call.key)
    const { parts } = this.#frames
    parts[call.base + Part.pool] = (parts[call.base + Part.pool] as number) + now - call.phaseStart
    call.phaseStart = now
    call.instance = server.index
    balancer.sent(server)
    const index = edge.linkIndex(this.#callerZone(call), server.zone)
    const setUp = this.#setUpConnection(call, edge, edge.link(index), server)
    const { overhead, expansion } = edge.plan.protocol
    const sender = call.caller >= 0 ? (this.#instances[call.caller] as Instance) : null
    const delay = this.#send(edge, index, overhead + expansion * call.requestBytes, edge.there, sender)
    if (delay < 0) {
      this.#lose(call, edge)
      return
    }
    call.state = FrameState.requestOnTheWay
    this.#deliver(call, setUp + delay, EventKind.request)
  }

  /** A message is lost. Who waits will learn of it by a timeout; a call that nobody waits for is over. */
  #lose(call: Frame, edge: Edge): void {
    call.state = FrameState.lost
    if (call.series >= 0) {
      if (call.parent !== null || call.timeoutSlot >= 0) return
      edge.balancer(call.caller).settled(this.#instances[call.instance] as Instance)
      if (call.holdsPool) this.#releasePool(call, edge)
    }
    this.#frames.give(call)
  }

  /** Lets a message arrive; one that takes no time arrives within the current event. */
  #deliver(call: Frame, delay: number, kind: number): void {
    if (delay === 0) this.ready.add(call)
    else call.wake = this.#engine.schedule(delay, eventCode(kind, call.index))
  }

  /** Takes a connection; returns the time until it can be used, 0 for an open one. */
  #setUpConnection(call: Frame, edge: Edge, link: ReturnType<Edge['link']>, server: Instance): number {
    const connections = edge.connections(call.caller, server.index)
    if (connections === undefined) return 0
    const { now } = this.#engine
    call.connection = 0
    if (connections.take(now)) return Math.max(0, connections.readyAt - now)
    this.probe.counted(edge.instruments.connectionsOpened, now, 1)
    let delay = 0
    for (let i = 0; i < edge.plan.connection.setupRoundTrips; i++) {
      delay += link.delay(edge.there) + link.delay(edge.back)
    }
    connections.opens(now + delay)
    return delay
  }

  /** Delay of a message over a link, with the wait for the sender's interface; -1 when the message is lost. */
  #send(edge: Edge, linkIndex: number, bytes: number, noise: Stream, sender: Instance | null): number {
    const now = this.#engine.now
    const link = edge.link(linkIndex)
    this.probe.counted(edge.instruments.bytes[linkIndex] as number, now, bytes)
    let delay = link.delay(noise)
    const transmission = link.transmission(bytes)
    if (transmission > 0) {
      const from = sender !== null && sender.interfaceFreeAt > now ? sender.interfaceFreeAt : now
      if (sender !== null) sender.interfaceFreeAt = from + transmission
      delay += from + transmission - now
    }
    if (!link.loses(noise)) return delay
    this.probe.counted(edge.instruments.messagesLost, now, 1)
    return -1
  }

  #releasePool(call: Frame, edge: Edge): void {
    const next = edge.pool?.release(call, this.#engine.now, this.probe)
    if (next) this.#transmit(next)
  }

  #stopAtServer(call: Frame, outcome: number, how: GiveUp): void {
    const server = this.#instances[call.instance] as Instance
    const now = this.#engine.now
    const { parts } = this.#frames
    if (call.state === FrameState.requestOnTheWay) {
      call.doomed = true
      return
    }
    if (call.state === FrameState.queued) server.withdraw(call, this.probe)
    else if (call.state === FrameState.active || call.state === FrameState.granted) {
      if (call.state === FrameState.granted) this.ready.remove(call)
      this.stopWork(call, outcome, how)
      this.#countWasted(call)
      call.holdsSlot = false
      const next = server.release(this.probe)
      if (next !== null) this.ready.add(next)
    } else return
    this.probe.ended(server.instruments.visits, now, call.arrivedAt, outcome, parts, call.base)
    this.#frames.give(call)
  }

  /** Stops a call inside the unit or a branch. */
  #stopInside(frame: Frame, outcome: number, how: GiveUp): void {
    this.stopWork(frame, outcome, how)
    if (frame.parent !== null) frame.parent.used += frame.used
    if (frame.series >= 0) {
      this.#thrownAway[Part.retry] = this.#engine.now - frame.start
      this.probe.ended(frame.series, this.#engine.now, frame.start, outcome, this.#thrownAway, 0)
    }
    this.#frames.orphan(frame)
    this.#frames.give(frame)
  }

  /** Counts the cpu that a unit has spent on a visit for nobody; its callees count their own. */
  #countWasted(call: Frame): void {
    const unit = this.#units[(this.#instances[call.instance] as Instance).unit] as UnitInstruments
    this.probe.counted(unit.wastedCpu, this.#engine.now, call.used)
  }

  #link(call: Frame, edge: Edge): ReturnType<Edge['link']> {
    const server = this.#instances[call.instance] as Instance
    return edge.link(edge.linkIndex(this.#callerZone(call), server.zone))
  }

  #callerZone(call: Frame): number {
    if (call.caller >= 0) return (this.#instances[call.caller] as Instance).zone
    return this.#workloadZones[call.workload] as number
  }
}
