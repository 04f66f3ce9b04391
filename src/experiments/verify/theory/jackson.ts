import { mmc } from './mmc.ts'
import { matrix } from './numeric/matrix.ts'

/** One station of an open network, rates per second. */
export interface JacksonStation {
  /** Arrivals from outside. */
  readonly external: number
  readonly serviceRate: number
  readonly servers: number
  /** Probability of going to each station next; what is missing to 1 leaves. */
  readonly routing: readonly number[]
}

/** The stationary figures of an open network. Times in seconds. */
export interface Jackson {
  readonly arrivalRates: readonly number[]
  readonly utilisations: readonly number[]
  /** Mean sojourn of one visit to each station. */
  readonly meanSojourns: readonly number[]
  /** Mean number in the whole network, and mean time from entering to leaving it. */
  readonly number: number
  readonly meanEndToEnd: number
}

/**
 * Open Jackson network: Poisson arrivals, exponential services, Markov routing. The traffic equations give each
 * station's load; each is then an M/M/c of its own. Sources: Jackson 1957 and 1963; Kleinrock vol. 1, section 4.8.
 */
export function jackson(stations: readonly JacksonStation[]): Jackson {
  const remain = matrix.inverse(
    stations.map((station, i) => station.routing.map((share, j) => (i === j ? 1 : 0) - share)),
  )
  const arrivalRates = matrix.rowTimes(
    stations.map((station) => station.external),
    remain,
  )
  const queues = stations.map((station, i) => mmc(arrivalRates[i] ?? 0, station.serviceRate, station.servers))
  const number = queues.reduce((sum, queue) => sum + queue.number, 0)
  const entering = stations.reduce((sum, station) => sum + station.external, 0)
  return {
    arrivalRates,
    utilisations: queues.map((queue) => queue.utilisation),
    meanSojourns: queues.map((queue) => queue.meanSojourn),
    number,
    meanEndToEnd: number / entering,
  }
}
