/** One leg of a saga. */
export interface SagaLeg {
  /** Probability that it says no after its work, in [0, 1). */
  readonly failure: number
  /** Mean of the time of its work, and of undoing it; any unit. */
  readonly work: number
  readonly undo: number
}

/** Means over all sagas. */
export interface SagaFigures {
  /** Share of the sagas of which every leg succeeds. */
  readonly commits: number
  /** Legs that are called. */
  readonly steps: number
  /** Legs that are undone. */
  readonly compensations: number
  /** From its beginning until it has settled. */
  readonly settle: number
  /**
   * Of those of which anybody can see a part: from the end of the first leg that took effect until all is done or
   * undone.
   */
  readonly dirty: number
}

/**
 * A saga calls one leg after the other; when one fails, all legs that were done are undone, the last first. Legs and
 * undos take independent times. Sums over where it fails: at leg k with probability (1 - p_1) … (1 - p_{k-1}) p_k.
 */
export function sagas(legs: readonly SagaLeg[]): SagaFigures {
  let [reached, steps, compensations, settle, dirty] = [1, 0, 0, 0, 0]
  let [worked, undos] = [0, 0]
  legs.forEach(({ failure, work, undo }, done) => {
    steps += reached
    worked += work
    const fails = reached * failure
    compensations += fails * done
    settle += fails * (worked + undos)
    if (done > 0) dirty += fails * (worked - firstOf(legs).work + undos)
    undos += undo
    reached -= fails
  })
  const first = firstOf(legs)
  return {
    commits: reached,
    steps,
    compensations,
    settle: settle + reached * worked,
    dirty: (dirty + reached * (worked - first.work)) / (1 - first.failure),
  }
}

function firstOf([first]: readonly SagaLeg[]): SagaLeg {
  if (first === undefined) throw new RangeError('a saga has a leg at least')
  return first
}
