/** A queue whose requests have a deadline from arrival to answer. Times in seconds. */
export interface SojournDeadline {
  readonly idleProbability: number
  readonly timeoutProbability: number
  readonly throughput: number
  readonly utilisation: number
  /** Mean time to a good answer. */
  readonly meanLatency: number
}

/**
 * M/M/1, deadline `deadline` seconds after arrival. With cancellation the server stops at the deadline, queued or in
 * service: the work on offer never exceeds it (level crossing; Barrer 1957). Without, the server finishes everything
 * and the client alone gives up: the plain sojourn law, cut. In both cases the latency of a good answer is
 * exponential with rate serviceRate - arrivalRate, cut at the deadline; with cancellation any load but 1 will do.
 */
export const sojournDeadline: {
  readonly cancelled: (arrivalRate: number, serviceRate: number, deadline: number) => SojournDeadline
  readonly abandoned: (arrivalRate: number, serviceRate: number, deadline: number) => SojournDeadline
} = {
  cancelled: (arrivalRate, serviceRate, deadline) => {
    const spare = serviceRate - arrivalRate
    const idle = 1 / (1 - (arrivalRate * Math.expm1(-spare * deadline)) / spare)
    const timeoutProbability = idle * Math.exp(-spare * deadline)
    return {
      idleProbability: idle,
      timeoutProbability,
      throughput: arrivalRate * (1 - timeoutProbability),
      utilisation: 1 - idle,
      meanLatency: cutExponentialMean(spare, deadline),
    }
  },
  abandoned: (arrivalRate, serviceRate, deadline) => {
    const spare = serviceRate - arrivalRate
    const timeoutProbability = Math.exp(-spare * deadline)
    return {
      idleProbability: 1 - arrivalRate / serviceRate,
      timeoutProbability,
      throughput: arrivalRate * (1 - timeoutProbability),
      utilisation: arrivalRate / serviceRate,
      meanLatency: cutExponentialMean(spare, deadline),
    }
  },
}

/** E[X | X <= limit] for X exponential with `rate` (which may be negative: the law on [0, limit] with that slope). */
function cutExponentialMean(rate: number, limit: number): number {
  return 1 / rate + (limit * Math.exp(-rate * limit)) / Math.expm1(-rate * limit)
}
