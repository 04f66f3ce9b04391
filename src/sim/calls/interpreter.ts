import { type Cargo, DEFERRED, SET_ASIDE } from '../cargo.ts'
import { EventKind } from '../event-kind.ts'
import { type Frame, FrameKind, FrameState, NEVER, Waiting } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Draws } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import { invariant } from '../kernel/invariant.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import { uniform53 } from '../kernel/source.ts'
import { Outcome } from '../outcome.ts'
import { Part } from '../parts.ts'
import { StepKind } from '../plan.ts'
import type { Instance } from '../services/instance.ts'
import type { Parking } from '../services/parking.ts'
import type { Step } from '../step.ts'
import { BlockSteps } from './block-steps.ts'
import { Bodies } from './bodies.ts'
import type { Client } from './client.ts'
import type { DataSteps } from './data-steps.ts'
import type { Edge } from './edge.ts'
import { InsideCalls, type InsideTurns } from './inside-calls.ts'
import type { LookUps } from './look-ups.ts'
import type { MessageSteps } from './message-steps.ts'
import type { ProcessSteps } from './process-steps.ts'
import type { TurnLimit } from './turn-limit.ts'
import { type Turns, Visits } from './visits.ts'

/** What the interpreter needs of the world. */
export interface InterpreterParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly draws: Draws
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  readonly client: Client
  readonly caches: LookUps
  readonly data: DataSteps
  readonly messages: MessageSteps
  readonly blocks: BlockSteps
  readonly processes: ProcessSteps
  readonly parking: Parking
  /** Cost of a call inside a unit, ns. */
  readonly inProcess: number
  readonly turns: TurnLimit
  /** Told when a request of a workload has ended. */
  readonly done: (root: Frame) => void
}

/**
 * Runs the steps of operations. A turn runs one frame until it has to wait or has ended
 * and returns the frame that can go on because of that, so that no chain of instant calls grows the stack.
 */
export class Interpreter implements Turns, InsideTurns {
  /** The server's side of calls. */
  readonly visits: Visits
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #draws: Draws
  readonly #instances: readonly Instance[]
  readonly #client: Client
  readonly #bodies: Bodies
  readonly #inside: InsideCalls
  readonly #data: DataSteps
  readonly #messages: MessageSteps
  readonly #blocks: BlockSteps
  readonly #processes: ProcessSteps
  readonly #parking: Parking
  readonly #turns: TurnLimit
  readonly #done: (root: Frame) => void

  constructor(parts: InterpreterParts) {
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#draws = parts.draws
    this.#instances = parts.instances
    this.#client = parts.client
    this.#bodies = new Bodies({ ...parts, run: (frame) => this.run(frame) })
    this.#data = parts.data
    this.#messages = parts.messages
    this.#blocks = parts.blocks
    this.#processes = parts.processes
    this.#parking = parts.parking
    this.#turns = parts.turns
    this.#done = parts.done
    this.visits = new Visits(parts, this)
    const { visits } = this
    this.#inside = new InsideCalls({ ...parts, bodies: this.#bodies, visits }, this)
    this.#client.inside = this.#inside
  }

  /** Runs a frame, and whatever can go on because of it. */
  run(frame: Frame | null): void {
    const limit = this.#turns
    let turns = 0
    for (let next = frame; next !== null; next = this.#turn(next)) {
      if (++turns > limit.perEvent && limit.stops(next.program.name)) return
    }
  }

  /** Goes on with the frames that became ready during the event that has just been handled. */
  runReady(): void {
    const { ready } = this.#client
    // Frames join at the end while this runs; the order in which they became ready is kept.
    for (let i = 0; i < ready.count; i++) {
      const frame = ready.at(i)
      if (i >= this.#turns.perEvent && this.#turns.stops(frame.program.name)) break
      if (this.#parking.standing > 0 && this.#parking.takesReady(frame)) continue
      switch (frame.state) {
        case FrameState.granted:
          this.visits.begin(frame)
          break
        case FrameState.requestOnTheWay:
          this.visits.arrive(frame)
          break
        case FrameState.answerOnTheWay:
          this.run(this.#client.answered(frame))
          break
        case FrameState.waitingForPool:
          this.#client.transmit(frame)
          break
        default:
          this.run(frame)
      }
    }
    ready.count = 0
  }

  /** The cpu work of a frame is done. */
  worked(frame: Frame): void {
    const { parts } = this.#frames
    const elapsed = this.#engine.now - frame.phaseStart
    const work = frame.work < elapsed ? frame.work : elapsed
    parts[frame.base + Part.cpu] = (parts[frame.base + Part.cpu] as number) + work
    parts[frame.base + Part.cpuWait] = (parts[frame.base + Part.cpuWait] as number) + elapsed - work
    frame.used += work
    frame.waiting = Waiting.nothing
    frame.wake = NEVER
    if (frame.finishing === 0) {
      this.run(frame)
      return
    }
    const outcome = frame.finishing - 1
    frame.finishing = 0
    this.run(this.#complete(frame, outcome))
  }

  /** A wait without cpu is over. */
  woken(frame: Frame): void {
    const { parts } = this.#frames
    const at = frame.base + frame.wakePart
    parts[at] = (parts[at] as number) + this.#engine.now - frame.phaseStart
    frame.waiting = Waiting.nothing
    frame.wake = NEVER
    this.run(frame)
  }

  #turn(frame: Frame): Frame | null {
    frame.waiting = Waiting.nothing
    const { steps } = frame.program
    if (frame.failure !== Outcome.ok) {
      const next = this.#failed(frame)
      if (next !== frame) return next
    }
    for (;;) {
      frame.at = frame.pc
      const step = steps[frame.pc++] as Step
      switch (step.kind) {
        case StepKind.cpu:
          this.#seek(step, frame)
          return this.#compute(frame, sampleDuration(step.amount, this.#draws) + frame.debt)
        case StepKind.io:
          this.#seek(step, frame)
          return this.sleep(frame, sampleDuration(step.amount, this.#draws), Part.io)
        case StepKind.call:
          frame.waiting = Waiting.children
          if (step.edge < 0) return this.#inside.call(frame, step, true)
          return this.#client.issue(frame, step, true)
        case StepKind.send:
          if (step.edge < 0) this.#launch(this.#inside.call(frame, step, false))
          else this.#client.issue(frame, step, false)
          break
        case StepKind.parallel:
          if (!this.#bodies.fork(frame, step)) return null
          if (frame.failure !== Outcome.ok) return this.#turn(frame)
          break
        case StepKind.choose:
          frame.pc = this.#bodies.choose(frame, step)
          break
        case StepKind.jump:
          frame.pc = step.targets[0] as number
          break
        case StepKind.repeat: {
          const body = this.#bodies.repeat(frame, step)
          if (body !== null) return body
          break
        }
        case StepKind.fail:
          this.#seek(step, frame)
          if (uniform53(this.#draws) < step.probability) return this.fail(frame, step.outcome)
          break
        case StepKind.respond:
          return this.#respond(frame)
        case StepKind.cached: {
          const duration = this.#bodies.timeToLookUp(frame, step)
          if (duration > 0) return this.sleep(frame, duration, Part.io)
          const next = this.#bodies.lookUp(frame, step)
          if (next !== frame) return next
          break
        }
        case StepKind.end:
          return this.#complete(frame, Outcome.ok)
        default: {
          const next = this.#aboutData(frame, step)
          if (next !== frame) return next
        }
      }
    }
  }

  /** A step about data, messages or of a node: returns the frame itself when it goes on with its next step. */
  #aboutData(frame: Frame, step: Step): Frame | null {
    switch (step.kind) {
      case StepKind.access:
        if (!this.#data.access(frame, step)) return null
        return frame.failure === Outcome.ok ? frame : this.#turn(frame)
      case StepKind.deliver: {
        const outcome = (frame.cargo as Cargo<Frame>).deliver(frame)
        if (outcome === Outcome.ok) return frame
        if (outcome === SET_ASIDE) this.visits.setAside(frame)
        else if (outcome !== DEFERRED) return this.fail(frame, outcome)
        frame.waiting = Waiting.cargo
        return null
      }
      case StepKind.invalidate:
        this.#data.invalidate(frame, step)
        return frame
      case StepKind.handle:
        this.#processes.handle(frame)
        return null
      case StepKind.publish:
        if (!this.#messages.publish(frame, step, this.#bodies)) return null
        return frame.failure === Outcome.ok ? frame : this.#turn(frame)
      default: {
        const next = this.#blocks.block(frame, step, this.#bodies)
        return next === frame ? this.#giveIn(frame, step) : next
      }
    }
  }

  /** What the frame waited for has failed; returns the frame itself where it goes on all the same. */
  #failed(frame: Frame): Frame | null {
    const step = frame.program.steps[frame.at] as Step
    const { failure } = frame
    frame.failure = Outcome.ok
    if (BlockSteps.has(step)) {
      const next = this.#blocks.failed(frame, step, failure, this.#bodies)
      return next === frame ? this.#giveIn(frame, step) : next
    }
    return step.optional ? frame : this.#complete(frame, failure)
  }

  /** A block is over, perhaps because it has failed for good. */
  #giveIn(frame: Frame, step: Step): Frame | null {
    const { failure } = frame
    frame.failure = Outcome.ok
    return failure === Outcome.ok || step.optional ? frame : this.#complete(frame, failure)
  }

  #seek(step: Step, frame: Frame): void {
    this.#draws.seek(step.keyHigh, step.keyLow, frame.request, frame.path)
  }

  #compute(frame: Frame, work: number): null {
    const { cpu, troubles } = this.#instances[frame.instance] as Instance
    frame.work = troubles === null ? work : troubles.cpuWork(work)
    frame.debt = 0
    cpu.start(frame, this.#client.probe)
    return null
  }

  /** Lets a frame wait so long without cpu; the time counts as `part`. */
  sleep(frame: Frame, wait: number, part: number): null {
    const { troubles } = this.#instances[frame.instance] as Instance
    const duration = troubles === null || part !== Part.io ? wait : troubles.ioWait(wait)
    frame.waiting = Waiting.wake
    frame.wakePart = part
    frame.phaseStart = this.#engine.now
    frame.wake = this.#engine.schedule(duration, eventCode(EventKind.wake, frame.index))
    return null
  }

  /** Starts a frame beside the one that runs, after the current event. */
  #launch(frame: Frame | null): void {
    if (frame !== null) this.#client.ready.add(frame)
  }

  /** Answers the caller; what remains of the operation goes on in a frame of its own, which keeps the slot. */
  #respond(frame: Frame): Frame | null {
    const tail = this.#bodies.inside(FrameKind.tail, frame, frame.program, frame.path)
    tail.pc = frame.pc
    tail.debt = frame.debt
    frame.debt = 0
    if (frame.kind === FrameKind.remote) {
      tail.holdsSlot = true
      tail.gatesPassed = frame.gatesPassed
      tail.ticket = frame.ticket
      tail.begunAt = frame.begunAt
      frame.holdsSlot = false
      this.visits.reply(frame, this.#instances[frame.instance] as Instance, Outcome.ok)
      return tail
    }
    invariant(frame.kind === FrameKind.local, 'only an operation can respond')
    this.#launch(tail)
    return this.#complete(frame, Outcome.ok)
  }

  /** Ends a frame with a failure that is decided here; returns the frame that can go on because of that. */
  fail(frame: Frame, outcome: number): Frame | null {
    frame.origin = this.visits.place(frame)
    return this.#complete(frame, outcome)
  }

  /** Ends a frame; returns the frame that can go on because of that. */
  #complete(frame: Frame, outcome: number): Frame | null {
    if (frame.debt > 0 && this.#payDebt(frame, outcome)) return null
    switch (frame.kind) {
      case FrameKind.remote:
        return this.visits.finish(frame, outcome)
      case FrameKind.local:
        return this.#inside.ended(frame, outcome)
      case FrameKind.branch:
        return this.#bodies.done(frame, outcome)
      case FrameKind.tail:
        if (frame.holdsSlot) this.visits.freeSlot(frame, this.#instances[frame.instance] as Instance, outcome)
        this.#frames.give(frame)
        return null
      default:
        frame.outcome = outcome
        this.#done(frame)
        return null
    }
  }

  /**
   * Work for the protocol that no cpu step has taken along: the caller inside the unit pays it, else it is done now.
   */
  #payDebt(frame: Frame, outcome: number): boolean {
    const { debt, parent } = frame
    frame.debt = 0
    if (frame.instance < 0) return false
    if (parent !== null && frame.kind !== FrameKind.remote) {
      parent.debt += debt
      return false
    }
    frame.finishing = outcome + 1
    this.#compute(frame, debt)
    return true
  }
}
