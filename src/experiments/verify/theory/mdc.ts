import { bisect } from './numeric/bisect.ts'
import { logFactorial } from './numeric/log-factorial.ts'
import { matrix } from './numeric/matrix.ts'
import { poissonProbabilities } from './numeric/poisson.ts'
import { quantile } from './numeric/quantile.ts'
import { sum } from './numeric/sum.ts'

/** The stationary figures of M/D/c, first come first served. Times in seconds. */
export interface Mdc {
  readonly utilisation: number
  readonly meanWait: number
  readonly meanSojourn: number
  readonly waiting: number
  /** Probability that all servers are busy. */
  readonly waitProbability: number
  waitCdf(t: number): number
  waitQuantile(p: number): number
}

/** Mass of the queue-length law that may be closed with its geometric tail. */
const TAIL = 1e-12

/**
 * M/D/c: Poisson arrivals, `servers` servers that each take exactly `service` seconds; less load than capacity. The
 * number present D later is what was waiting plus the arrivals of D, an embedded chain that has the stationary law of
 * the queue itself; the wait law follows from it by a sum of positive terms. Sources: Crommelin 1932 (the chain);
 * Franx, A simple solution for the M/D/c waiting time distribution, 2001.
 */
export function mdc(arrivalRate: number, service: number, servers: number): Mdc {
  const load = arrivalRate * service
  const present = stationary(load, servers)
  const cumulative: number[] = []
  for (const probability of present) cumulative.push((cumulative.at(-1) ?? 0) + probability)
  const below = (n: number): number => (n < 0 ? 0 : (cumulative[Math.min(n, cumulative.length - 1)] ?? 1))
  const waiting = sum(servers + 1, present.length - 1, (n) => (n - servers) * (present[n] ?? 0))
  const waitCdf = (t: number): number => {
    const steps = Math.floor(t / service) + 1
    const rest = arrivalRate * (steps * service - t)
    const terms = steps * servers - 1
    return sum(0, terms, (j) => below(servers + terms - j) * Math.exp(-rest + j * Math.log(rest) - logFactorial(j)))
  }
  return {
    utilisation: load / servers,
    meanWait: waiting / arrivalRate,
    meanSojourn: waiting / arrivalRate + service,
    waiting,
    waitProbability: 1 - below(servers - 1),
    waitCdf,
    waitQuantile: (p) => quantile(waitCdf, p, service),
  }
}

/** The law of the number present, up to the point where its geometric tail weighs less than TAIL. */
function stationary(load: number, servers: number): number[] {
  const decay = tailDecay(load, servers)
  const states = Math.max(8 * servers, 4 * servers + Math.ceil(Math.log(TAIL) / Math.log(decay)))
  const arrivals = poissonProbabilities(load, states)
  const first = embeddedSolution(arrivals, servers, Math.min(states, 60 + 8 * servers), decay)
  const law = [...first]
  for (let n = first.length; n <= states; n += 1) law.push((law[n - 1] ?? 0) * decay)
  const total = sum(0, states, (n) => law[n] ?? 0)
  return law.map((probability) => probability / total)
}

/** Solves the balance equations of the first `size` states, the rest being a geometric tail of the last of them. */
function embeddedSolution(arrivals: Float64Array, servers: number, size: number, decay: number): number[] {
  const rows = matrix.zero(size, size)
  for (let to = 0; to < size; to += 1) {
    const add = (from: number, value: number): void => {
      const column = Math.min(from, size - 1)
      const row = rows[column] as number[]
      row[to] = (row[to] ?? 0) + value * Math.pow(decay, from - column)
    }
    for (let from = 0; from <= to + servers; from += 1) add(from, arrivals[to - Math.max(0, from - servers)] ?? 0)
    add(to, -1)
  }
  // One balance equation follows from the others; the first gives way to the sum of all probabilities.
  rows.forEach((row, from) => {
    row[0] = from === size - 1 ? 1 / (1 - decay) : 1
  })
  return matrix.inverse(rows)[0] ?? []
}

/** The ratio of successive probabilities far out: 1 / z for the root z > 1 of z^c = exp(load (z - 1)). */
function tailDecay(load: number, servers: number): number {
  const excess = (z: number): number => load * (z - 1) - servers * Math.log(z)
  const least = servers / load
  let high = 2 * least
  while (excess(high) < 0) high *= 2
  return 1 / bisect(excess, 0, least, high)
}
