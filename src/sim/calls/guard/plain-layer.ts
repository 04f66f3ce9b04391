import type { Frame } from '../../frame.ts'
import { SimulationBug } from '../../kernel/invariant.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'

/** What most layers have in common: no events, no timers, and no books to put in order. */
export abstract class PlainLayer implements Layer {
  protected readonly guarding: Guarding

  constructor(guarding: Guarding) {
    this.guarding = guarding
  }

  abstract enter(outer: Passage): Frame | null
  abstract ended(passage: Passage, outcome: number): Frame | null

  woken(_passage: Passage): Frame | null {
    throw new SimulationBug('a policy was woken that does not wait')
  }

  timedOut(_passage: Passage): Frame | null {
    throw new SimulationBug('a timer ran out for a policy that has none')
  }

  parting(_passage: Passage): void {
    // What is inside is for nobody else.
  }

  dropped(_passage: Passage): void {
    // Most layers keep nothing that outlives the passage.
  }

  restarted(_row: number): void {
    // Most layers learn nothing.
  }
}
