import type { Cargo } from '../cargo.ts'
import { type Frame, FrameState } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import { Outcome } from '../outcome.ts'
import { Part } from '../parts.ts'
import type { Instance } from '../services/instance.ts'
import type { Troubles } from '../services/troubles.ts'
import type { Client } from './client.ts'
import type { Edge } from './edge.ts'

/** What the server's side needs of the world. */
export interface VisitsParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  readonly client: Client
}

/** What runs the operations. */
export interface Turns {
  /** Runs a frame until it waits, and whatever can go on because of it. */
  run(frame: Frame | null): void
  /** Ends a frame with a failure; returns the frame that can go on because of that. */
  fail(frame: Frame, outcome: number): Frame | null
}

/** The server's side of calls: from the arrival of a request to the answer, and to the next that gets the slot. */
export class Visits {
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #client: Client
  readonly #turns: Turns

  constructor(parts: VisitsParts, turns: Turns) {
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#client = parts.client
    this.#turns = turns
  }

  /** A request reaches its server. */
  arrive(call: Frame): void {
    const { parts } = this.#frames
    const at = call.base + Part.network
    parts[at] = (parts[at] as number) + this.#engine.now - call.phaseStart
    if (call.doomed) {
      this.#frames.give(call)
      return
    }
    if (call.intercepted !== Outcome.ok) {
      this.#cutOff(call)
      return
    }
    const server = this.#instances[call.instance] as Instance
    if (server.troubles !== null && this.#client.replies.keptOut(call, server.troubles, server.concurrency)) return
    if (call.cargo?.beside === true) {
      this.#receive(call, call.cargo, server)
      return
    }
    switch (server.admit(call, this.#client.probe)) {
      case 'started':
        this.begin(call)
        break
      case 'refused':
        this.#refused(call, server)
        break
      case 'queued':
        break
    }
  }

  #cutOff(call: Frame): void {
    const work = this.#client.replies.cutOff(call)
    if (work !== null) this.arrive(work)
  }

  #refused(call: Frame, server: Instance): void {
    call.origin = this.place(call)
    this.#answer(call, server, server.refusal)
  }

  /** Takes in what needs no slot. */
  #receive(call: Frame, cargo: Cargo<Frame>, server: Instance): void {
    const { now } = this.#engine
    const { program } = call
    call.arrivedAt = now
    this.#client.probe.began(server.instruments.visits, now)
    call.answerBytes = this.#client.make.size(program.answer, program.answerKeyHigh, program.answerKeyLow, call)
    this.#answer(call, server, cargo.deliver(call))
  }

  /** A request that has waited at its server ends with `outcome` without having begun. */
  turnedAway(call: Frame, outcome: number): void {
    const { parts } = this.#frames
    const at = call.base + Part.queue
    parts[at] = (parts[at] as number) + this.#engine.now - call.arrivedAt
    call.origin = this.place(call)
    this.#answer(call, this.#instances[call.instance] as Instance, outcome)
  }

  /** Of its wait at the server, what its cargo kept it out for was for a lock. */
  letIn(call: Frame, wait: number): void {
    const { parts } = this.#frames
    const queue = call.base + Part.queue
    const locks = call.base + Part.locks
    parts[queue] = (parts[queue] as number) - wait
    parts[locks] = (parts[locks] as number) + wait
  }

  #answer(call: Frame, server: Instance, outcome: number, did = outcome): void {
    this.#endVisit(call, server, outcome, did)
    this.#client.replies.answer(call, outcome)
  }

  /** A request that has just got its slot begins. */
  begin(call: Frame): void {
    const { now } = this.#engine
    const server = this.#instances[call.instance] as Instance
    const { parts } = this.#frames
    const waited = now - call.arrivedAt
    parts[call.base + Part.queue] = (parts[call.base + Part.queue] as number) + waited
    this.#client.probe.waited(server.instruments.queueWait, now, waited)
    call.state = FrameState.active
    call.holdsSlot = true
    const { program } = call
    const { serverFixed, serverPerByte } = (this.#edges[call.edge] as Edge).plan.protocol
    call.answerBytes = this.#client.make.size(program.answer, program.answerKeyHigh, program.answerKeyLow, call)
    call.debt = Math.round(serverFixed + serverPerByte * (call.requestBytes + call.answerBytes))
    if (server.troubles === null && call.passage < 0 && now < call.expiresAt) this.#turns.run(call)
    else this.#beginOrFail(call, server)
  }

  /** The end of `begin` where a fault, a policy or a deadline may have a say. */
  #beginOrFail(call: Frame, server: Instance): void {
    const { index } = call.program
    // A server that knows the deadline does not begin what nobody can use any more.
    const ending = server.clock.hasExpired(call) ? Outcome.deadline : (server.troubles?.atBegin(index) ?? Outcome.ok)
    if (call.passage >= 0) this.#client.guards.began(call)
    this.#turns.run(ending === Outcome.ok ? call : this.#turns.fail(call, ending))
  }

  /** The operation of a call has ended: answers, and hands its slot on. */
  finish(call: Frame, outcome: number): null {
    const server = this.#instances[call.instance] as Instance
    return this.freeSlot(call, server, this.reply(call, server, outcome))
  }

  /** Ends the visit of a call with `outcome`, or what faults make of it, which is returned, and answers. */
  reply(call: Frame, server: Instance, outcome: number): number {
    const { troubles } = server
    if (troubles !== null) return this.#replyInTrouble(call, server, troubles, outcome)
    this.#answer(call, server, outcome)
    return outcome
  }

  #replyInTrouble(call: Frame, server: Instance, troubles: Troubles, outcome: number): number {
    const ended = troubles.atEnd(call.program.index, outcome)
    if (ended !== outcome) call.origin = this.place(call)
    if (!troubles.losesReply(call.program.index)) this.#answer(call, server, ended, outcome)
    else {
      this.#endVisit(call, server, ended, outcome)
      this.#client.lose(call)
    }
    return ended
  }

  #endVisit(call: Frame, server: Instance, outcome: number, did: number): void {
    const { now } = this.#engine
    this.#client.probe.ended(server.instruments.visits, now, call.arrivedAt, outcome, this.#frames.parts, call.base)
    call.cargo?.left(call, did)
    if (call.program.counted) this.#client.witness?.worked(call, did)
  }

  /** Hands the slot of a frame that ended with `outcome` on; the next in the queue begins after the current turn. */
  freeSlot(frame: Frame, server: Instance, outcome: number): null {
    if (frame.holdsSlot) {
      frame.holdsSlot = false
      const next = server.release(this.#client.probe, frame)
      if (next !== null) this.#client.ready.add(next)
    } else server.takeBack(this.#client.probe)
    server.leave(frame, outcome)
    return null
  }

  /** What a request waits for is no work of its server: its slot goes to the next. */
  setAside(call: Frame): void {
    call.holdsSlot = false
    const next = (this.#instances[call.instance] as Instance).setAside(this.#client.probe)
    if (next !== null) this.#client.ready.add(next)
  }

  /** The unit of a frame, among the catalogue's origins: the edges come first. */
  place(frame: Frame): number {
    return this.#edges.length + frame.program.unit
  }
}
