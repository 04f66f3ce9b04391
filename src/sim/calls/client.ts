import type { Cargo } from '../cargo.ts'
import { EventKind } from '../event-kind.ts'
import { ABANDONED, type Frame, FrameKind, FrameState, NEVER } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { Probe } from '../kernel/probe.ts'
import { Outcome } from '../outcome.ts'
import { PARTS, Part } from '../parts.ts'
import type { Instance } from '../services/instance.ts'
import type { Step } from '../step.ts'
import { CallMaker, type CallMakerParts } from './call-maker.ts'
import { type Caller, Sender } from './caller.ts'
import type { Edge } from './edge.ts'
import { type GiveUp, wasteOf } from './give-up.ts'
import type { Calls } from './guard/guarding.ts'
import { Guards, type GuardsParts } from './guard/guards.ts'
import type { Passage } from './guard/passage.ts'
import type { InsideCarrier } from './inside-carrier.ts'
import { Places } from './places.ts'
import type { ReadyList } from './ready-list.ts'
import { Replies } from './replies.ts'
import { Stopping, type UnitInstruments } from './stopping.ts'
import type { Wire } from './wire.ts'
import type { Witness } from './witness.ts'

/** What the client side needs of the world. */
export interface ClientParts extends CallMakerParts {
  readonly units: readonly UnitInstruments[]
  readonly wire: Wire
  /** Frames to be started after the current event, for example those that got the slot of one that was stopped. */
  readonly ready: ReadyList
  readonly guards: Omit<GuardsParts, 'engine' | 'frames' | 'edges'>
}

/**
 * The caller's side of calls over the network: the pool of connections, the choice of an instance, both messages, the
 * timeout, and giving up. Methods that let a waiting frame go on return it; who calls them runs it.
 */
export class Client implements Calls {
  probe: Probe
  /** Frames to be started after the current event, for example those that got the slot of one that was stopped. */
  readonly ready: ReadyList
  /** The policies around the calls. */
  readonly guards: Guards
  /** Makes the frames of calls. */
  readonly make: CallMaker
  /** The connections that calls hold. */
  readonly places: Places
  /** What servers answer. */
  readonly replies: Replies
  /** Stops what nobody waits for. */
  readonly stopping: Stopping
  /** Makes the calls inside units; set by who runs them. */
  inside: InsideCarrier | null = null
  /** Learns how operations whose effects are counted have ended where they ran. */
  witness: Witness | null = null

  /** To be filled in by who makes a call and is no frame. */
  readonly sender: Sender = new Sender()

  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #units: readonly UnitInstruments[]
  readonly #wire: Wire
  /** The split of a call whose time was thrown away. */
  readonly #thrownAway = new Float64Array(PARTS)

  constructor(parts: ClientParts, probe: Probe) {
    this.probe = probe
    this.ready = parts.ready
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.make = new CallMaker(parts)
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#units = parts.units
    this.#wire = parts.wire
    this.guards = new Guards({ ...parts, ...parts.guards }, this)
    this.places = new Places(parts, this)
    this.stopping = new Stopping(parts, this)
    this.replies = new Replies(parts, (call) => this.lose(call))
  }

  /**
   * Issues the call of `step` for `caller`; an awaited call hangs below its caller until it is answered or given up.
   * Returns the caller if its call has ended at once.
   */
  issue(caller: Frame, step: Step, awaited: boolean): Frame | null {
    const guard = this.guards.of(step.edge)
    if (guard !== null) {
      const guarded = this.make.open(FrameKind.guarded, caller, step, awaited, 0, this.probe)
      if (awaited) this.#frames.adopt(caller, guarded)
      return guard.begin(guarded, step, caller.path, null)
    }
    const call = this.make.open(FrameKind.remote, caller, step, awaited, 0, this.probe)
    if (awaited) this.#frames.adopt(caller, call)
    if (step.timeout > 0) this.make.plan(call, step)
    this.send(call, step.lane)
    return null
  }

  /**
   * Issues the call of `step` with `cargo` on board, `repetition` telling it from others of the same step. It hangs
   * below `parent` until it has ended, or with `null` below nobody; either way the cargo learns how it ends. Returns
   * the frame that can go on because it has ended at once.
   */
  carry(caller: Caller, parent: Frame | null, step: Step, cargo: Cargo<Frame>, repetition: number): Frame | null {
    const guard = this.guards.of(step.edge)
    const { path } = caller
    const call = this.make.open(
      guard === null ? FrameKind.remote : FrameKind.guarded,
      caller,
      step,
      true,
      repetition,
      this.probe,
    )
    if (parent !== null) this.#frames.adopt(parent, call)
    call.cargo = cargo
    call.key = cargo.key
    cargo.issued(call)
    if (guard !== null) return guard.begin(call, step, path, null)
    call.instance = cargo.aim
    if (step.timeout > 0) this.make.plan(call, step)
    this.send(call, step.lane)
    return null
  }

  /** Makes the call of a fallback, which tells `passage` when it has ended. */
  callInstead(passage: Passage, step: Step): Frame | null {
    const { call: caller } = passage
    if (step.edge < 0) return this.inside?.callInstead(caller, step, passage) ?? null
    const guard = this.guards.of(step.edge)
    const call = this.make.open(
      guard === null ? FrameKind.remote : FrameKind.guarded,
      caller,
      step,
      true,
      0,
      this.probe,
    )
    this.#frames.adopt(caller, call)
    call.requestBytes = caller.requestBytes
    call.key = caller.key
    passage.frame = call
    if (guard !== null) return guard.begin(call, step, caller.path, passage)
    call.passage = passage.index
    this.make.plan(call, step)
    this.send(call, step.lane)
    return null
  }

  /** Sends a call that has been made ready, with a timeout in this lane (-1 for none). */
  send(call: Frame, lane: number): void {
    if (lane >= 0) call.timeoutSlot = this.#engine.arm(lane, eventCode(EventKind.timeout, call.index))
    const { pool } = this.#edges[call.edge] as Edge
    if (pool !== null && !this.places.take(pool, call)) {
      call.state = FrameState.waitingForPool
      return
    }
    this.transmit(call)
  }

  /** The answer reaches the caller. Returns the frame that waited for it. */
  answered(call: Frame): Frame | null {
    const now = this.#engine.now
    const { parts } = this.#frames
    parts[call.base + Part.network] = (parts[call.base + Part.network] as number) + now - call.phaseStart
    if (call.series === ABANDONED) {
      this.#unwanted(call)
      return null
    }
    const edge = this.#edges[call.edge] as Edge
    if (call.timeoutSlot >= 0) {
      this.#engine.cancel(call.timeoutSlot)
      call.timeoutSlot = -1
    }
    if (call.connection >= 0) edge.connections(call.caller, call.instance)?.give(now)
    this.#tellBalancer(call, edge, call.outcome)
    if (call.holdsPool) this.places.release(call, edge)
    const { parent, outcome } = call
    if (call.series >= 0) this.report(call, outcome, edge, parts, call.base)
    if (parent !== null && parent.instance >= 0) {
      const { clientFixed, clientPerByte } = edge.plan.protocol
      parent.debt += Math.round(clientFixed + clientPerByte * (call.requestBytes + call.answerBytes))
    }
    if (call.passage >= 0) return this.guards.ended(call, outcome)
    if (call.cargo !== null) return this.#unloadForGood(call, call.cargo, outcome)
    if (parent !== null) this.settle(parent, call, outcome)
    this.#frames.give(call)
    return parent
  }

  /** `#unload` where no other attempt or copy of the call knows the cargo. */
  #unloadForGood(call: Frame, cargo: Cargo<Frame>, outcome: number): Frame | null {
    const next = this.#unload(call, outcome)
    cargo.atRest()
    return next
  }

  /** Lets the cargo of a call that has ended settle who waited for it. */
  #unload(call: Frame, outcome: number): Frame | null {
    const next = (call.cargo as Cargo<Frame>).ended(call, outcome)
    this.#frames.orphan(call)
    this.#frames.give(call)
    return next
  }

  /** The answer of a call that its caller has given up. */
  #unwanted(call: Frame): void {
    if (call.instance >= 0) {
      const server = this.#instances[call.instance] as Instance
      this.probe.counted((this.#units[server.unit] as UnitInstruments).answersUnwanted, this.#engine.now, 1)
      this.stopping.countWasted(call)
    }
    call.cargo?.late(call, call.outcome)
    this.#frames.give(call)
  }

  /** Settles what a call with policies has come to. Returns the frame that waited for it. */
  finish(call: Frame, outcome: number): Frame | null {
    const { parts } = this.#frames
    const { parent, base } = call
    let rest = this.#engine.now - call.start
    for (let i = base; i < base + PARTS; i++) rest -= parts[i] as number
    // What was neither in the attempt that decided nor in waiting for permission was thrown away.
    parts[base + Part.retry] = (parts[base + Part.retry] as number) + rest
    this.report(call, outcome, this.#edges[call.edge] as Edge, parts, base)
    if (parent !== null) {
      if (parent.instance >= 0) parent.debt += call.debt
      parent.used += call.used
    }
    call.passage = -1
    if (call.cargo !== null) return this.#unload(call, outcome)
    if (parent !== null) this.settle(parent, call, outcome)
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
      parent.origin = done.origin
    }
    this.#frames.orphan(done)
  }

  /** The caller's timeout for a call. Returns the frame that waited for it. */
  timedOut(call: Frame): Frame | null {
    call.timeoutSlot = -1
    call.origin = call.edge
    const { parent, passage } = call
    let next = parent
    if (passage < 0) {
      if (call.cargo !== null) next = call.cargo.ended(call, Outcome.timeout)
      else if (parent !== null) this.settle(parent, call, Outcome.timeout)
    }
    this.giveUp(call, Outcome.timeout, (this.#edges[call.edge] as Edge).afterTimeout)
    return passage < 0 ? next : this.guards.timedOut(passage, call.edge)
  }

  /**
   * Ends a call for its caller, who no longer waits; the work at the server goes on unless `how` says otherwise.
   * `waste`: why that work is in vain.
   */
  giveUp(call: Frame, outcome: number, how: GiveUp, waste: number = wasteOf(outcome)): void {
    const now = this.#engine.now
    const edge = this.#edges[call.edge] as Edge
    if (call.series >= 0) {
      this.#thrownAway[Part.retry] = now - call.start
      this.report(call, outcome, edge, this.#thrownAway, 0)
    }
    call.series = ABANDONED
    call.cargo?.dropped(call, outcome)
    call.waste = waste
    call.passage = -1
    this.#frames.orphan(call)
    if (call.timeoutSlot >= 0) this.#engine.cancel(call.timeoutSlot)
    call.timeoutSlot = -1
    if (call.state === FrameState.waitingForPool) {
      if (call.holdsPool) {
        this.ready.remove(call)
        this.places.release(call, edge)
      } else edge.pool?.withdraw(call, now, this.probe)
      this.#frames.give(call)
      return
    }
    if (call.connection >= 0) edge.connections(call.caller, call.instance)?.close(now)
    this.#tellBalancer(call, edge, outcome)
    if (call.holdsPool) this.places.release(call, edge)
    if (call.state === FrameState.lost) this.#frames.give(call)
    else if (how === 'stop-now') this.#stopItself(call, outcome === Outcome.timeout ? Outcome.deadline : outcome)
    else if (how === 'send-cancellation' && call.state !== FrameState.answerOnTheWay) {
      this.#wire.cancellation(call, edge)
    }
  }

  /**
   * The deadline of a request has passed: its client waits no longer, and servers that know the deadline stop at once.
   */
  expire(root: Frame): void {
    const how = root.expiresAt === Number.POSITIVE_INFINITY ? 'send-cancellation' : 'stop-now'
    this.stopping.stopWork(root, Outcome.deadline, how)
  }

  /** A cancellation reaches the server. Returns a frame that can go on because of that. */
  cancelled(call: Frame): Frame | null {
    call.cancelWake = NEVER
    if (call.series !== ABANDONED) return this.guards.untied(call)
    const expired = (this.#instances[call.instance] as Instance).clock.hasExpired(call)
    if (expired) this.stopping.stopAtServer(call, Outcome.deadline, 'stop-now')
    else this.stopping.stopAtServer(call, Outcome.cancelled, 'send-cancellation')
    return null
  }

  /** A server stops by itself because of the deadline that has travelled with the request, by its own clock. */
  #stopItself(call: Frame, outcome: number): void {
    const left = (this.#instances[call.instance] as Instance).clock.timeLeft(call, this.#instances[call.caller])
    if (left === 0) this.stopping.stopAtServer(call, outcome, 'stop-now')
    else call.cancelWake = this.#engine.schedule(left, eventCode(EventKind.cancel, call.index))
  }

  /** Ends a call, or a frame inside the unit, for which nobody waits any more. */
  abandon(frame: Frame, outcome: number, how: GiveUp, waste: number): void {
    this.stopping.abandon(frame, outcome, how, waste)
  }

  /** Cancels an attempt at its server that is tied to one that has begun. */
  cancelTied(attempt: Frame): void {
    this.#wire.cancellation(attempt, this.#edges[attempt.edge] as Edge)
  }

  /** Tells the probe how a call has ended, and of a user's call that failed, where that was decided. */
  report(call: Frame, outcome: number, edge: Edge, parts: Float64Array, base: number): void {
    this.probe.ended(call.series, this.#engine.now, call.start, outcome, parts, base)
    if (outcome !== Outcome.ok) this.#reportFailure(call, outcome, edge)
  }

  #reportFailure(call: Frame, outcome: number, edge: Edge): void {
    if (edge.plan.from < 0) this.probe.failed(call.series, this.#engine.now, outcome, call.origin)
  }

  /** Sends the request of a call that has its place in the pool, if it needs one. */
  transmit(call: Frame): void {
    const now = this.#engine.now
    const edge = this.#edges[call.edge] as Edge
    const balancer = edge.balancer(call.caller)
    // A policy for each instance has picked one already.
    const server = call.instance >= 0 ? (this.#instances[call.instance] as Instance) : balancer.pick(call.key)
    const { parts } = this.#frames
    parts[call.base + Part.pool] = (parts[call.base + Part.pool] as number) + now - call.phaseStart
    call.phaseStart = now
    if (server === null) {
      // It ends for its caller within the current event.
      call.outcome = Outcome.unresolved
      call.origin = call.edge
      call.answerBytes = 0
      call.state = FrameState.answerOnTheWay
      this.ready.add(call)
      return
    }
    call.instance = server.index
    balancer.sent(server)
    if (!this.#wire.request(call, edge, server)) this.lose(call)
  }

  /** The balancer learns how a call has ended, unless it has never given it a server. */
  #tellBalancer(call: Frame, edge: Edge, outcome: number): void {
    if (call.instance < 0) return
    const balancer = edge.balancer(call.caller)
    const server = this.#instances[call.instance] as Instance
    balancer.settled(server)
    if (balancer.ejects) balancer.result(server, outcome, this.#engine.now)
  }

  /** A message is lost. Who waits will learn of it by a timeout; a call that nobody waits for is over. */
  lose(call: Frame): void {
    const edge = this.#edges[call.edge] as Edge
    call.state = FrameState.lost
    if (call.series !== ABANDONED) {
      // A timeout that has gone off in a pause is not armed any more, but will come.
      if (call.parent !== null || call.timeoutSlot !== -1) return
      edge.balancer(call.caller).settled(this.#instances[call.instance] as Instance)
      if (call.holdsPool) this.places.release(call, edge)
      call.cargo?.lost(call)
    }
    this.#frames.give(call)
  }
}
