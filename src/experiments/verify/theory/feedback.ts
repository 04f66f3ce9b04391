import { mm1 } from './mm1.ts'

/** A queue whose requests come back. Times in seconds. */
export interface Feedback {
  readonly effectiveRate: number
  readonly utilisation: number
  readonly number: number
  readonly meanPasses: number
  readonly meanSojournOfPass: number
  readonly meanSojourn: number
}

/**
 * M/M/1 with Bernoulli feedback: after each service a request joins the tail again with probability `again` (below
 * 1 - arrivalRate / serviceRate). Sources: Takács 1963; Jackson 1957.
 */
export function feedback(arrivalRate: number, serviceRate: number, again: number): Feedback {
  const effectiveRate = arrivalRate / (1 - again)
  const queue = mm1(effectiveRate, serviceRate)
  return {
    effectiveRate,
    utilisation: queue.utilisation,
    number: queue.number,
    meanPasses: 1 / (1 - again),
    meanSojournOfPass: queue.meanSojourn,
    meanSojourn: queue.number / arrivalRate,
  }
}
