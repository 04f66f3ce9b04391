import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { StepKind } from '../../plan.ts'
import type { Step } from '../../step.ts'
import { BusinessContext } from '../business-context.ts'
import { type BusinessTransaction, STEPS_PER_LEG } from '../business-transaction.ts'
import type { LegMemory } from '../leg-memory.ts'
import { Phase } from '../phase.ts'

/** Statements and the place to stand, between the calls of the legs and those that read again. */
const BETWEEN = 3

/** Who wants to know. */
export interface Reader {
  /** Does `action` when it is time for another attempt to read what a leg has read. */
  again(leg: number, action: () => void): void
  /** A call has taken its time; it was in vain unless `useful`. */
  spent(frame: Frame, useful: boolean): void
  /** It is known: 0 when all rows are as they were, else why it is not so, or not known. */
  over(outcome: number): void
}

/**
 * Reads what legs have read once more (Frank and Zahle's "reread value"): a call to each of them that reads the rows
 * that its operation has read. Then it is known whether they are as the transaction has left them.
 */
export class Reread {
  isOver = false
  readonly #of: BusinessTransaction
  readonly #frame: Frame
  readonly #attempts: number
  readonly #reader: Reader
  /** Calls made: each draws for itself. */
  readonly #calls: number
  #under = 0
  #stopped = false

  /** `frame`: that of the coordinator. `round`: how often this was done before. */
  constructor(of: BusinessTransaction, frame: Frame, attempts: number, round: number, reader: Reader) {
    this.#of = of
    this.#frame = frame
    this.#attempts = attempts
    this.#calls = round * attempts
    this.#reader = reader
  }

  /** Reads what these legs have read. */
  begin(legs: readonly number[]): void {
    this.#of.changed = false
    const first = STEPS_PER_LEG * this.#of.legs.length + BETWEEN
    const steps = legs.map((leg) => this.#of.program.steps[first + leg])
    const calls = legs.filter((_, i) => steps[i]?.kind === StepKind.call)
    this.#under = calls.length
    for (const leg of calls) this.#call(leg, this.#of.program.steps[first + leg] as Step, 0)
    if (calls.length === 0) this.isOver = true
  }

  /** Nobody wants to know any more. */
  stop(): void {
    this.#stopped = true
  }

  #call(leg: number, step: Step, tried: number): void {
    if (this.#stopped) return
    const of = this.#of
    const context = new BusinessContext(of, of.session, of.legs[leg] as LegMemory, Phase.operation, true)
    const cargo = new Rereading((frame, outcome) => {
      this.#reader.spent(frame, outcome === Outcome.ok)
      if (outcome === Outcome.ok) this.#heard()
      else if (tried + 1 < this.#attempts) this.#reader.again(leg, () => this.#call(leg, step, tried + 1))
      else this.#end(outcome)
    })
    const next = of.send(step, this.#frame, context, cargo, this.#calls + tried, Number.POSITIVE_INFINITY)
    if (next !== null) of.world.ready.add(next)
  }

  #heard(): void {
    this.#under--
    if (this.#of.changed) this.#end(Outcome.conflict)
    else if (this.#under === 0) this.#end(Outcome.ok)
  }

  #end(outcome: number): void {
    if (this.#stopped || this.isOver) return
    this.isOver = true
    this.#reader.over(outcome)
  }
}

class Rereading extends Cargo<Frame> {
  readonly #ended: (frame: Frame, outcome: number) => void

  constructor(ended: (frame: Frame, outcome: number) => void) {
    super()
    this.#ended = ended
  }

  deliver(): number {
    return Outcome.ok
  }

  ended(frame: Frame, outcome: number): null {
    this.#ended(frame, outcome)
    return null
  }
}
