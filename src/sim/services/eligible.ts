import type { Outlier } from '../resilience/outlier.ts'
import type { HealthBoard } from './health-board.ts'
import type { Instance } from './instance.ts'
import type { Roster } from './roster.ts'

/**
 * The instances that a balancer may pick: those that are not drained, healthy and not ejected. Where none is left, all
 * that are not drained are: as in Envoy's panic, a balancer rather sends to a bad instance than to none.
 */
export class Eligible {
  /** In the order of their indexes. */
  members: readonly Instance[]
  readonly outlier: Outlier | null
  readonly #instances: readonly Instance[]
  readonly #roster: Roster
  readonly #board: HealthBoard | null
  #rosterVersion = 0
  #boardVersion = 0
  #outlierVersion = 0

  constructor(
    instances: readonly Instance[],
    by: { readonly roster: Roster; readonly board: HealthBoard | null; readonly outlier: Outlier | null },
  ) {
    this.members = instances
    this.outlier = by.outlier
    this.#instances = instances
    this.#roster = by.roster
    this.#board = by.board
  }

  /** A call could not go to any, because all are drained. */
  missed(): void {
    for (const { troubles } of this.#instances) troubles?.missed()
  }

  /** Whether `members` may have to be brought up to date. */
  get mayChange(): boolean {
    return this.outlier !== null || this.#board !== null || this.#roster.version !== this.#rosterVersion
  }

  /** Brings `members` up to `now`; returns whether they may have changed. */
  refresh(now: number): boolean {
    const { outlier } = this
    const board = this.#board
    outlier?.sweep(now)
    if (
      this.#roster.version === this.#rosterVersion &&
      (board === null || board.version === this.#boardVersion) &&
      (outlier === null || outlier.version === this.#outlierVersion)
    ) {
      return false
    }
    this.#rosterVersion = this.#roster.version
    if (board !== null) this.#boardVersion = board.version
    if (outlier !== null) this.#outlierVersion = outlier.version
    const eligible = this.#instances.filter(
      ({ inRotation }, i) => inRotation && board?.healthy(i) !== false && outlier?.ejected(i) !== true,
    )
    this.members = eligible.length > 0 ? eligible : this.#instances.filter(({ inRotation }) => inRotation)
    return true
  }
}
