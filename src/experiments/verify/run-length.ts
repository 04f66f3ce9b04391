import { literal } from './literal.ts'

/** How long a queue has to be watched. */
export interface QueueLength {
  /** Arrivals per second, of the whole system. */
  readonly rate: number
  /** Load per server, below 1. */
  readonly rho: number
  /** Servers that share the load; the relaxation of the queue is that much faster. Default 1. */
  readonly servers?: number
  /** Mean of the squared coefficients of variation of gaps and services. Default 1. */
  readonly scv?: number
  /** Half-width of the 95 % interval of the mean queue wanted, relative. */
  readonly accuracy: number
  /** Requests at most, whatever the rule says. Default three million. */
  readonly most?: number
}

const REPLICATIONS = 20
const MOST = 3e6
const LEAST = 40_000
/** Relaxation times that are thrown away: what is left of an empty start is about exp(-8). */
const RELAXATIONS = 8

/** The `run` part of a scenario. */
export interface RunText {
  readonly [key: string]: string | number | RunLimits
  readonly duration: string
  readonly warmup: string
  readonly seed: number
  readonly replications: number
  readonly drain: string
  readonly limits: RunLimits
}
export interface RunLimits {
  readonly [key: string]: number
}

/**
 * Lengths of runs. For a queue: n = 2 (1 + rho) / (1 - rho)^2 (1.96 / accuracy)^2 requests, times the variability of
 * other laws, from the asymptotic variance of the queue length of M/M/1 (Whitt 1989), in twenty replications, each
 * after eight relaxation times 1 / (mu (1 - sqrt(rho))^2) of warm-up.
 */
export const runLength: {
  readonly ofQueue: (queue: QueueLength) => RunText
  /** `requests` in all at `rate` per second, and `warmup` seconds thrown away in each of `replications`. */
  readonly ofRequests: (requests: number, rate: number, warmup: number, replications?: number) => RunText
} = { ofQueue, ofRequests }

function ofQueue({ rate, rho, servers = 1, scv = 1, accuracy, most = MOST }: QueueLength): RunText {
  const wanted =
    ((2 * (1 + rho)) / ((1 - rho) * (1 - rho))) * ((1.96 / accuracy) * (1.96 / accuracy)) * Math.max(scv, 0.5)
  const serviceRate = rate / (rho * servers)
  const slowness = 1 - Math.sqrt(rho)
  const relaxation = Math.max(scv, 0.5) / (serviceRate * servers * slowness * slowness) + 1 / serviceRate
  return ofRequests(Math.min(most, Math.max(LEAST, wanted)), rate, RELAXATIONS * relaxation)
}

function ofRequests(requests: number, rate: number, warmup: number, replications = REPLICATIONS): RunText {
  const before = roundUp(warmup)
  return {
    duration: literal.seconds(before + roundUp(requests / rate / replications)),
    warmup: literal.seconds(before),
    seed: 1,
    replications,
    drain: 'auto',
    limits: { events: 1_000_000_000 },
  }
}

/** Two digits, so that the scenario can be read. */
function roundUp(seconds: number): number {
  if (seconds === 0) return 0
  const scale = Math.pow(10, Math.floor(Math.log10(seconds)) - 1)
  return Number((Math.ceil(seconds / scale) * scale).toPrecision(12))
}
