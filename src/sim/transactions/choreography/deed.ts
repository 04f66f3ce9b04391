import type { BusinessKind } from '../../business-fact.ts'
import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { LegMemory } from '../leg-memory.ts'
import { ABSORBED, ANSWERED, DONE, Phase } from '../phase.ts'
import type { DeedContext } from './deed-context.ts'

/** A call by which a participant does its leg, or undoes it. */
export class Deed extends Cargo<Frame> {
  readonly #context: DeedContext
  readonly #memory: LegMemory
  readonly #attempt: number
  readonly #from: number
  /** Whether it is part of a local transaction, and counts only with that. */
  readonly #inBlock: boolean
  #absorbed = false

  /** `caller`: the frame of the step that makes it. */
  constructor(context: DeedContext, memory: LegMemory, attempt: number, caller: Frame) {
    super()
    this.#context = context
    this.#memory = memory
    this.#attempt = attempt
    this.#from = caller.instance
    this.#inBlock = (caller.context?.transaction ?? null) !== null
  }

  deliver(): number {
    return Outcome.ok
  }

  override absorbed(): void {
    this.#absorbed = true
  }

  override left(call: Frame, did: number): void {
    if (did !== Outcome.ok) return
    const { phase, saga } = this.#context
    const { instance } = call
    const tell = (): void => {
      if (!this.#absorbed && phase === Phase.operation) this.#memory.effects++
      const kind = (this.#absorbed ? ABSORBED : DONE)[phase] as BusinessKind
      saga.of.tell(kind, instance, Outcome.ok, this.#memory.index, this.#attempt)
      saga.did(this.#memory.index, phase, instance)
    }
    if (this.#inBlock) this.#context.pend(tell)
    else tell()
  }

  override ended(call: Frame, outcome: number): Frame | null {
    const { phase, saga } = this.#context
    saga.of.tell(ANSWERED[phase] as BusinessKind, this.#from, outcome, this.#memory.index, this.#attempt)
    if (outcome === Outcome.ok) this.#context.worked = true
    const { parent } = call
    if (parent !== null) saga.of.world.client.settle(parent, call, outcome)
    return parent
  }
}
