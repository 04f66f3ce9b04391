import { Session } from '../../data/session.ts'
import { ABSENT } from '../../data-fact.ts'
import type { AccessPlan } from '../../data-plan.ts'
import { type Frame, FrameKind } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { invariant } from '../../kernel/invariant.ts'
import { DEFINITE, Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import { BlockTurn, type StatementOwner } from '../block-turn.ts'
import { BusinessContext } from '../business-context.ts'
import { type BusinessTransaction, STEPS_PER_LEG } from '../business-transaction.ts'
import { Phase } from '../phase.ts'

/** What hears of the log. */
export interface Diarist {
  /** The frame below which statements hang; `null` when the coordinator is gone. */
  readonly frame: Frame | null
  /** The row says `code` now. */
  written(code: number): void
  /** The first write has definitely not been done. */
  refused(outcome: number): void
  /** What the row says; -1 when there is none. */
  recalled(code: number): void
  /** A statement that began at `start` has taken its time; it was in vain unless `useful`. */
  spent(frame: Frame, useful: boolean): void
  /** Does `action` when it is time for another attempt. */
  later(action: () => void): void
}

/** Places behind the calls of the legs, in the program of calls. */
const Place = { write: 0, read: 1, stand: 2 } as const

/**
 * Entries of which the statement is kept for whoever writes the same: most transactions of a plan write the same few.
 */
const KEPT = 1024

/**
 * What one coordinator writes down of one transaction: a row that it alone changes, each time on the condition that it
 * is as the coordinator knows it. So an old write that comes late, of a process that is gone, undoes no newer one.
 */
export class SagaLog implements StatementOwner {
  readonly #of: BusinessTransaction
  readonly #diarist: Diarist
  readonly #session: Session
  readonly #context: BusinessContext
  readonly #key: number
  /** Statements that write an entry, by entry; shared by all transactions of the plan. */
  readonly #writes: Map<number, Step>
  /** What is to be written. */
  #code = 0
  /** Statements made: each draws for itself. */
  #statements: number
  /** Whether a write may have been done that has failed. */
  #unclear: boolean

  /** `resumed`: how often the transaction was taken up before. */
  constructor(of: BusinessTransaction, diarist: Diarist, resumed: number, writes: Map<number, Step>) {
    const { session, plan, world, id } = of
    this.#of = of
    this.#diarist = diarist
    this.#writes = writes
    // What another process had seen of the row is gone with it.
    this.#session = new Session(session.id, session.workload, session.request)
    this.#context = new BusinessContext(of, this.#session, null, Phase.operation)
    // Rows below `keys` are there from the start.
    this.#key = (world.plan.records[plan.log]?.keys ?? 0) + id
    this.#statements = resumed * 1e6
    this.#unclear = resumed > 0
  }

  /** Puts `code` into the row, however often that takes; then `written`, or `refused` when there never was a row. */
  write(code: number): void {
    this.#code = code
    this.#put()
  }

  /** Looks what the row says; then `recalled`. */
  read(): void {
    this.#look((code) => this.#diarist.recalled(code))
  }

  #put(): void {
    this.#access(this.#writes.get(this.#code) ?? this.#writeOf(this.#code), null)
  }

  #writeOf(code: number): Step {
    const write = this.#stepAt(Place.write)
    const value = { kind: 'set', value: code } as const
    const access: AccessPlan = { ...planOf(write), verb: 'write', value, ifUnchanged: true }
    const step = write.like({ access })
    if (this.#writes.size < KEPT) this.#writes.set(code, step)
    return step
  }

  #afterPut(outcome: number): void {
    if (outcome === Outcome.ok) {
      this.#unclear = true
      this.#diarist.written(this.#code)
      return
    }
    // A write whose answer was lost, or one of a process that is gone, has come before.
    if (outcome === Outcome.conflict) {
      this.#look((code) => {
        if (code === this.#code) this.#diarist.written(code)
        else this.#put()
      })
      return
    }
    if (DEFINITE[outcome] === false) this.#unclear = true
    if (this.#unclear) this.#diarist.later(() => this.#put())
    else this.#diarist.refused(outcome)
  }

  #look(then: (code: number) => void): void {
    this.#access(this.#stepAt(Place.read), (outcome) => {
      if (outcome !== Outcome.ok) {
        this.#diarist.later(() => this.#look(then))
        return
      }
      const { plan } = this.#of
      const row = this.#session.seen(plan.log, this.#key)
      then(row === undefined || row.version === ABSENT ? -1 : row.value)
    })
  }

  /** Makes a statement, in a frame of its own below that of the coordinator; `null` where it has put the code. */
  #access(step: Step, then: ((outcome: number) => void) | null): void {
    const { frame: parent } = this.#diarist
    if (parent === null) return
    const { world, program, path, workload, request, priority } = this.#of
    const { frames, engine, stores } = world
    const frame = frames.take(FrameKind.branch, program)
    frame.request = request
    frame.workload = workload
    frame.priority = priority
    frame.path = pathHash(path, step.hash, this.#statements++)
    frame.identity = frame.path
    frame.instance = parent.instance
    frame.expiresAt = Number.POSITIVE_INFINITY
    frame.context = this.#context
    frame.start = engine.now
    frame.at = STEPS_PER_LEG * this.#of.legs.length + Place.stand
    frame.pc = frame.at
    const turn = new BlockTurn(this, parent, then)
    frame.cargo = turn
    frames.adopt(parent, frame)
    if (!stores.accessAt(frame, step, this.#key)) return
    const { failure } = frame
    frame.failure = Outcome.ok
    turn.over(frame, failure)
  }

  over(frame: Frame, outcome: number, parent: Frame, then: ((outcome: number) => void) | null): void {
    const { frames } = this.#of.world
    this.#diarist.spent(frame, outcome === Outcome.ok)
    parent.debt += frame.debt
    frames.orphan(frame)
    frames.give(frame)
    if (then === null) this.#afterPut(outcome)
    else then(outcome)
  }

  #stepAt(place: number): Step {
    return this.#of.program.steps[STEPS_PER_LEG * this.#of.legs.length + place] as Step
  }
}

function planOf({ access, program }: Step): AccessPlan {
  invariant(access !== undefined, `${program.name} has no statement for its log`)
  return access
}
