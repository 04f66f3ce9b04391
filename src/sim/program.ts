import { stepKey } from './kernel/draws.ts'
import { Payload } from './payload.ts'
import type { ProgramPlan } from './plan.ts'
import type { Program, Step } from './step.ts'

/** A program bound to one run. */
export class BoundProgram implements Program {
  readonly index: number
  readonly name: string
  readonly idempotent: boolean
  readonly counted: boolean
  readonly unit: number
  readonly answer: Payload
  readonly answerKeyHigh: number
  readonly answerKeyLow: number
  steps: readonly Step[] = []

  constructor(plan: ProgramPlan, index: number, seed: string) {
    const key = stepKey(seed, `${plan.name}/answer`)
    this.index = index
    this.name = plan.name
    this.idempotent = plan.idempotent
    this.counted = plan.counted ?? false
    this.unit = plan.unit
    this.answer = new Payload(plan.answer)
    this.answerKeyHigh = key.high
    this.answerKeyLow = key.low
  }
}
