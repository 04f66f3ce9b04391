import type { OncePlan } from '../../business-plan.ts'
import type { Blocks } from '../../calls/blocks.ts'
import type { Bodies } from '../../calls/bodies.ts'
import type { RecordPlan } from '../../data-plan.ts'
import { type Frame, FrameKind, Waiting } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { invariant } from '../../kernel/invariant.ts'
import { Delivery } from '../../messaging/delivery.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { BusinessWorld } from '../business-world.ts'
import type { Noted } from './noted.ts'
import { OnceMark, Stage } from './once-mark.ts'

/** `repeats` of a frame that stands at a block. */
const INSIDE = 1
const NOT_BEGUN = -1
/** Steps of a block: the once, noting its key and taking the note back. */
const STEPS = 3

/**
 * The `once` steps: work that is done once for each key, however often it is asked for. Whether it has been done is
 * what the store says: the key is a row that must not be there yet. `atomic`: the body is a transaction that begins by
 * inserting the row, so that work and note happen together or not at all. Otherwise the row comes first, in a statement
 * of its own, and is taken back when the work fails; a crash in between leaves a note of work that was never done, and
 * a second attempt while the first is under way fails with `conflict` (as Stripe answers 409 then): the note says
 * whether the work has been begun or done, but not whether whoever has begun it is still there, which is known here.
 */
export class Once implements Blocks {
  /** Calls whose work had been done before, until they end, and their places in the call tree. */
  readonly absorbed: Map<Frame, number> = new Map()
  readonly #world: BusinessWorld
  /** By record, then by what names the work; the oldest first. */
  readonly #noted = new Map<number, Map<string, Noted>>()
  #keys = 0

  constructor(world: BusinessWorld) {
    this.#world = world
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    frame.pc = frame.at
    if (frame.repeats === NOT_BEGUN) return this.#begin(frame, step, bodies)
    const mark = markOf(frame)
    if (mark.stage !== Stage.noting) return leave(frame, mark)
    return this.#run(frame, step, bodies, mark)
  }

  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    frame.pc = frame.at
    const mark = markOf(frame)
    if (mark.stage === Stage.takingBack) return leave(frame, mark)
    const { plan } = mark
    const known = mark.stage === Stage.noting || (plan.atomic && this.#isNoted(mark))
    if (outcome === Outcome.duplicateKey && known) return this.#isThere(frame, mark)
    mark.outcome = outcome
    mark.origin = frame.origin
    if (plan.atomic || mark.stage === Stage.noting) return leave(frame, mark)
    mark.stage = Stage.takingBack
    return this.#access(frame, step, bodies, mark, 2)
  }

  /** Whether it may be the key that is there already, and not another row that the work was to insert. */
  #isNoted({ noted, plan, transaction }: OnceMark): boolean {
    if (noted.asked === 1) return false
    // What a transaction around it has noted is not to be seen by others.
    return transaction !== null || this.#world.stores.has(plan.record, noted.key)
  }

  #begin(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    const { once } = step
    const { context } = frame
    invariant(once !== undefined && context !== null, 'what is to be done once has no plan, or nobody does it')
    const mark = new OnceMark(frame, once, this.#note(frame, step, once), context)
    const { noted } = mark
    noted.asked++
    for (const other of noted.marks) if (!other.isAtIt) noted.marks.delete(other)
    noted.marks.add(mark)
    frame.context = mark
    frame.repeats = INSIDE
    if (!once.atomic) return this.#access(frame, step, bodies, mark, 1)
    return this.#run(frame, step, bodies, mark)
  }

  #run(frame: Frame, step: Step, bodies: Bodies, mark: OnceMark): Frame {
    mark.stage = Stage.doing
    return bodies.body(frame, step, 0)
  }

  /** The key has been noted before: the work is done, or another is at it. */
  #isThere(frame: Frame, mark: OnceMark): Frame {
    const { noted, plan } = mark
    const others = [...noted.marks].some((other) => other !== mark && other.isAtIt)
    const underWay = !plan.atomic && !noted.done && others
    mark.outcome = underWay ? Outcome.conflict : Outcome.ok
    if (!underWay) {
      const call = callOf(frame)
      call.cargo?.absorbed()
      if (call.program.counted) this.absorbed.set(call, call.path)
    }
    return leave(frame, mark)
  }

  #access(frame: Frame, step: Step, bodies: Bodies, mark: OnceMark, offset: number): Frame | null {
    const access = frame.program.steps[frame.at + offset] as Step
    const { path } = frame
    const { noted } = mark
    frame.path = pathHash(path, step.hash, offset)
    const goesOn = this.#world.stores.accessAt(frame, access, noted.key)
    frame.path = path
    if (!goesOn) return null
    const { failure } = frame
    frame.failure = Outcome.ok
    return failure === Outcome.ok ? this.block(frame, step, bodies) : this.failed(frame, step, failure, bodies)
  }

  #note(frame: Frame, step: Step, plan: OncePlan): Noted {
    const { engine, plan: world } = this.#world
    const notes = this.#notesOf(plan)
    const name = this.#nameOf(frame, step, plan)
    const known = notes.get(name)
    if (known !== undefined) return known
    // Rows below `keys` are there from the start.
    const first = (world.records[plan.record] as RecordPlan).keys
    const noted: Noted = { key: first + this.#keys++, at: engine.now, asked: 0, done: false, marks: new Set() }
    notes.set(name, noted)
    return noted
  }

  /** The notes of a record that are not forgotten. */
  #notesOf({ record, ttl }: OncePlan): Map<string, Noted> {
    let notes = this.#noted.get(record)
    if (notes === undefined) {
      notes = new Map()
      this.#noted.set(record, notes)
    }
    const { now } = this.#world.engine
    for (const [name, { at }] of notes) {
      if (now - at < ttl) break
      notes.delete(name)
    }
    return notes
  }

  /** What two requests for the same work have in common. */
  #nameOf(frame: Frame, step: Step, { by }: OncePlan): string {
    const call = callOf(frame)
    const { workload, request } = frame
    if (by === 'key') {
      const key = step.dataKey?.draw(this.#world.draws, workload, request, frame.path) ?? 0
      return `key ${key} ${call.program.index}`
    }
    if (by === 'message' && call.cargo instanceof Delivery) {
      return `message ${call.cargo.message.id} ${call.program.index}`
    }
    const business = frame.context?.business ?? null
    if (business !== null && business.leg >= 0) {
      return `leg ${business.id} ${business.leg} ${business.phase} ${call.program.index}`
    }
    return `call ${workload} ${request} ${call.identity} ${call.program.index}`
  }
}

function markOf({ context }: Frame): OnceMark {
  invariant(context instanceof OnceMark, 'a frame has lost what it was to do once')
  return context
}

/** The call whose operation a frame is at. */
function callOf(frame: Frame): Frame {
  let call = frame
  while (call.kind !== FrameKind.remote && call.kind !== FrameKind.local && call.parent !== null) call = call.parent
  return call
}

/** The frame goes on behind the block, or fails with what has come of it. */
function leave(frame: Frame, mark: OnceMark): Frame {
  mark.noted.marks.delete(mark)
  if (mark.stage === Stage.doing && mark.outcome === Outcome.ok) mark.noted.done = true
  frame.context = mark.outer
  frame.repeats = NOT_BEGUN
  frame.pc = frame.at + STEPS
  frame.waiting = Waiting.nothing
  frame.failure = mark.outcome
  if (mark.outcome !== Outcome.ok) frame.origin = mark.origin
  return frame
}
