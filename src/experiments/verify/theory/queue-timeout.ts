import { birthDeath } from './birth-death.ts'

/** A queue whose waiting requests give up after a fixed time. */
export interface QueueTimeout {
  readonly idleProbability: number
  readonly timeoutProbability: number
  readonly throughput: number
  readonly utilisation: number
}

/**
 * M/M/c+D: a request leaves the queue if its service has not started within `patience` seconds; once started it is
 * finished. Any load. Birth–death up to c - 1 present; above that, level crossing for the wait v on offer: it decays
 * with rate c mu - lambda while those who find it still join (v < patience), with rate c mu beyond. Source: Barrer
 * 1957; Boots & Tijms 1999 (several servers).
 */
export function queueTimeout(
  arrivalRate: number,
  serviceRate: number,
  servers: number,
  patience: number,
): QueueTimeout {
  const capacity = servers * serviceRate
  const free = birthDeath(
    Math.max(0, servers - 1),
    () => arrivalRate,
    (n) => n * serviceRate,
  )
  const last = free.at(-1) ?? 1
  const spare = capacity - arrivalRate
  const within = spare === 0 ? patience : -Math.expm1(-spare * patience) / spare
  const beyond = Math.exp(-spare * patience) / capacity
  const total = 1 + arrivalRate * last * (within + beyond)
  const timeoutProbability = (arrivalRate * last * beyond) / total
  const throughput = arrivalRate * (1 - timeoutProbability)
  return {
    idleProbability: (free[0] ?? 1) / total,
    timeoutProbability,
    throughput,
    utilisation: throughput / capacity,
  }
}
