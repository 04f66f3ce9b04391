import type { FaultMark } from '../fault-mark.ts'
import { type Source, uniform53 } from '../kernel/source.ts'

/** Which calls of a dependency go wrong: a share of those of some programs, perhaps only the first few. */
export class CallRule {
  /** Outcome of the calls that it hits; of no meaning where the answer is lost. */
  readonly outcome: number
  readonly mark: FaultMark
  readonly #programs: readonly number[]
  readonly #share: number
  readonly #source: Source
  /** Calls that it may still hit. */
  #left: number

  constructor(
    knobs: {
      readonly programs: readonly number[]
      readonly share: number
      readonly outcome: number
      /** At most so many; 0 for all. */
      readonly first: number
    },
    source: Source,
    mark: FaultMark,
  ) {
    this.outcome = knobs.outcome
    this.mark = mark
    this.#programs = knobs.programs
    this.#share = knobs.share
    this.#source = source
    this.#left = knobs.first === 0 ? Number.POSITIVE_INFINITY : knobs.first
  }

  /** Whether it hits this call; draws for each call of its programs while it may hit one, unless it hits all. */
  hits(program: number): boolean {
    if (this.#left === 0 || !this.#programs.includes(program)) return false
    if (this.#share < 1 && uniform53(this.#source) >= this.#share) return false
    this.#left--
    return true
  }
}
