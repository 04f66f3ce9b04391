import type { BusinessKind } from '../business-fact.ts'
import { Cargo } from '../cargo.ts'
import { type Frame, FrameKind } from '../frame.ts'
import { DEFINITE, Outcome } from '../outcome.ts'
import type { Instance } from '../services/instance.ts'
import type { BusinessState } from './business-state.ts'
import type { LegMemory } from './leg-memory.ts'
import { ABSORBED, ANSWERED, DONE, Phase } from './phase.ts'

/** Who has called a leg. */
export interface LegOwner {
  /** A call has been made; it can be given up by its frame. */
  called(call: LegCall): void
  /**
   * A call has ended for its caller with `outcome`. `frame` is that of the call, which is about to be given back; or of
   * its caller, where there was nothing to call. Returns the frame that can go on.
   */
  answered(call: LegCall, frame: Frame, outcome: number): Frame | null
  /** A call was given up: its caller has stopped waiting, or is gone. */
  dropped(call: LegCall, outcome: number): void
  /** Whether the last call of a leg that was made is this one, and its end has not been heard. */
  waitsFor(call: LegCall): boolean
}

const NO_ALARM = -1

/**
 * One call of a leg's operation, undo or confirm. At the callee it knows what its participant knows of the transaction:
 * an undo of what has never happened does nothing, as a service does nothing that looks for a reservation and finds
 * none; and with a version file, an operation that comes after its undo is not done, and an undo that comes while the
 * operation is under way waits for its end, also for that of its local transactions at their stores. Everything else is
 * done as often as it is asked for, unless the operation has keys of its own against that.
 */
export class LegCall extends Cargo<Frame> {
  readonly leg: LegMemory
  readonly phase: Phase
  /** Which call of the leg in this phase, from 1. */
  readonly attempt: number
  /** The call, as long as its caller waits for it. */
  frame: Frame | null = null
  readonly #of: BusinessState
  readonly #owner: LegOwner
  /** Instance of the caller. */
  readonly #from: number
  #over = false
  #absorbed = false
  #isInside = false
  #alarm = NO_ALARM
  /** Goes on with an undo that is kept out. */
  #kept: (() => void) | null = null

  constructor(of: BusinessState, leg: LegMemory, phase: Phase, attempt: number, owner: LegOwner, from: number) {
    super()
    this.#from = from
    this.leg = leg
    this.phase = phase
    this.attempt = attempt
    this.#of = of
    this.#owner = owner
  }

  override issued(frame: Frame): void {
    this.frame = frame
    this.#owner.called(this)
  }

  override again(): LegCall {
    if (this.phase === Phase.operation) this.leg.repeated = true
    return new LegCall(this.#of, this.leg, this.phase, this.attempt, this.#owner, this.#from)
  }

  /** Whether its participant would find nothing to do now. */
  get isVain(): boolean {
    if (this.phase === Phase.undo) return this.leg.untouched
    return this.phase === Phase.operation && this.leg.cancelled
  }

  /**
   * Of a call inside the unit of its caller, which nothing admits: whether it is kept out, an undo as long as its
   * operation is under way; then `goOn` comes when that has ended, if its caller is still there.
   */
  waits(goOn: () => void): boolean {
    if (this.phase !== Phase.undo || !this.#of.versionFile) return false
    this.leg.cancelled = true
    if (!this.leg.isUnderWay) {
      this.leg.isUndone = true
      return false
    }
    this.#owner.called(this)
    this.#kept = () => {
      if (this.#owner.waitsFor(this)) this.#of.world.alarms.set(0, goOn)
    }
    this.leg.keepOut(this)
    return true
  }

  /** Inside the unit of its caller nothing need be called to find that out. Returns the frame that can go on. */
  skip(caller: Frame): Frame | null {
    this.#absorbed = true
    this.left(caller, Outcome.ok)
    return this.ended(caller, this.#outcomeInVain)
  }

  override admit(call: Frame): boolean {
    if (this.phase === Phase.confirm) return true
    if (this.phase === Phase.undo && this.#of.versionFile) {
      this.leg.cancelled = true
      if (this.leg.isUnderWay) {
        this.#kept = () => this.#comeIn(call)
        this.leg.keepOut(this)
        return false
      }
      this.leg.isUndone = true
    }
    if (this.isVain) {
      this.#turnOutSoon(call)
      return false
    }
    this.#enter()
    return true
  }

  deliver(): number {
    return Outcome.ok
  }

  override absorbed(): void {
    this.#absorbed = true
  }

  override left(call: Frame, did: number): void {
    const { leg, phase } = this
    const { instance } = call
    if (did === Outcome.ok || this.#alarm !== NO_ALARM) {
      if (!this.#absorbed && phase === Phase.operation) leg.effects++
      const kind = (this.#absorbed ? ABSORBED : DONE)[phase] as BusinessKind
      this.#of.tell(kind, instance, Outcome.ok, leg.index, this.attempt)
    }
    this.#alarm = NO_ALARM
    // Whoever was in the middle of it may have sent a write.
    if (phase === Phase.operation && DEFINITE[did] === false) leg.mayComeLate = true
    if (this.#isInside) this.#leave()
  }

  override ended(call: Frame, outcome: number): Frame | null {
    this.#over = true
    this.frame = null
    const { leg, phase, attempt } = this
    this.#of.tell(ANSWERED[phase] as BusinessKind, this.#from, outcome, leg.index, attempt)
    return this.#owner.answered(this, call, outcome)
  }

  override dropped(_call: Frame, outcome: number): void {
    // Attempts of a policy are not issued as calls are, and are not the end of theirs.
    if (this.frame === null && this.phase === Phase.operation) this.leg.mayComeLate = true
    if (this.#over || this.frame === null) return
    this.#over = true
    this.frame = null
    this.#owner.dropped(this, outcome)
  }

  override withdrawn(call: Frame): void {
    if (this.#kept !== null) this.leg.forget(this)
    this.#kept = null
    if (this.#alarm !== NO_ALARM) this.#of.world.alarms.cancel(this.#alarm)
    this.#alarm = NO_ALARM
    // Of a call inside the unit nobody else hears.
    if (call.kind === FrameKind.local) this.dropped(call, Outcome.cancelled)
  }

  /** An operation is not done after its undo; an undo of nothing is as good as done. */
  get #outcomeInVain(): number {
    return this.phase === Phase.operation ? Outcome.rejected : Outcome.ok
  }

  #enter(): void {
    if (this.phase !== Phase.operation) return
    this.#isInside = true
    this.leg.entered()
  }

  #leave(): void {
    this.#isInside = false
    this.leg.left()
  }

  /** What it was kept out for is over. */
  goOn(): void {
    const kept = this.#kept
    this.#kept = null
    this.leg.isUndone = true
    kept?.()
  }

  #comeIn(call: Frame): void {
    if (this.isVain) this.#turnOutSoon(call)
    else this.#server(call).comeIn(call)
  }

  /** Who is kept out can only be turned out after that. */
  #turnOutSoon(call: Frame): void {
    this.#absorbed = true
    this.#alarm = this.#of.world.alarms.set(0, () => this.#server(call).turnOut(call, this.#outcomeInVain))
  }

  #server(call: Frame): Instance {
    return this.#of.world.instances[call.instance] as Instance
  }
}
