/** The figures of a closed network. Times in seconds, throughput in turns per second. */
export interface Mva {
  readonly throughput: number
  readonly meanResponse: number
  /** Mean time in each station per turn, number in each station, and utilisation of each (per server). */
  readonly stationResponses: readonly number[]
  readonly stationNumbers: readonly number[]
  readonly utilisations: readonly number[]
}

/** A station of a closed network: `demand` seconds of service per turn at each of `servers` exponential servers. */
export interface MvaStation {
  readonly demand: number
  readonly servers: number
}

/**
 * Exact mean value analysis of one class of `users` who think `think` seconds, then visit every station once a turn.
 * Stations with several servers carry their marginal probabilities along.
 * Source: Reiser & Lavenberg 1980; Lazowska et al., Quantitative System Performance (1984), chapters 6 and 20.
 */
export function mva(users: number, think: number, stations: readonly MvaStation[]): Mva {
  let numbers = stations.map(() => 0)
  let responses = stations.map(() => 0)
  let marginals: number[][] = stations.map(({ servers }) =>
    Array.from({ length: servers }, (_, j) => (j === 0 ? 1 : 0)),
  )
  let throughput = 0
  for (let n = 1; n <= users; n += 1) {
    responses = stations.map((station, i) => responseOf(station, numbers[i] ?? 0, marginals[i] ?? []))
    throughput = n / (think + responses.reduce((sum, response) => sum + response, 0))
    numbers = responses.map((response) => throughput * response)
    marginals = stations.map((station, i) => nextMarginals(station, throughput, marginals[i] ?? []))
  }
  return {
    throughput,
    meanResponse: responses.reduce((sum, response) => sum + response, 0),
    stationResponses: responses,
    stationNumbers: numbers,
    utilisations: stations.map(({ demand, servers }) => (throughput * demand) / servers),
  }
}

/**
 * Response at a station where an arrival sees `number` others, with probability marginals[j] just j < servers of
 * them.
 */
function responseOf({ demand, servers }: MvaStation, number: number, marginals: readonly number[]): number {
  const idle = marginals.reduce((sum, p, j) => sum + (servers - 1 - j) * p, 0)
  return (demand / servers) * (1 + number + idle)
}

function nextMarginals({ demand, servers }: MvaStation, throughput: number, before: readonly number[]): number[] {
  const next = before.map((_, j) => (j === 0 ? 0 : ((throughput * demand) / j) * (before[j - 1] ?? 0)))
  const idleServers = next.reduce((sum, p, j) => sum + (servers - j) * p, 0)
  next[0] = 1 - (throughput * demand + idleServers) / servers
  return next
}
