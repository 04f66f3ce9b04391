import type { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'
import type { Caller } from './caller.ts'
import type { Passage } from './guard/passage.ts'

/** Makes calls inside units for others than the step that stands there; see `InsideCalls`. */
export interface InsideCarrier {
  callInstead(caller: Frame, step: Step, passage: Passage): Frame | null
  carry(caller: Caller, parent: Frame, step: Step, cargo: Cargo<Frame>, repetition: number): Frame | null
}
