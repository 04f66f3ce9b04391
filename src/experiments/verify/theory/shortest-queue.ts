/**
 * The stationary figures of n parallel servers, arrivals joining the shortest queue they see. Times in mean services.
 */
export interface ShortestQueue {
  readonly meanSojourn: number
  readonly someIdleProbability: number
  /** Probability of states with a queue at the cut: how much of the truth the chain leaves out. */
  readonly cutMass: number
}

/** What is balanced: load `rho` for each of `servers`; an arrival samples `choices` of them. */
export interface ShortestQueueSystem {
  readonly rho: number
  readonly servers: number
  readonly choices: number
  /** Whether one server may be sampled twice. */
  readonly replacement: boolean
}

const ACCURACY = 1e-10

/**
 * JSQ(d) with exponential services, ties at random, exact but for the cut at `longest` requests a server: the Markov
 * chain of the sorted queue lengths, solved by symmetric Gauss–Seidel sweeps. `choices` = `servers` without
 * replacement is join the shortest queue. Source: Markov chain; compare Kingman 1961 (two servers), Mitzenmacher
 * 2001.
 */
export function shortestQueue(system: ShortestQueueSystem, longest: number): ShortestQueue {
  const states = sortedStates(system.servers, longest)
  const chain = transitions(system, longest, states)
  const law = stationary(states.length, chain)
  let number = 0
  let someIdle = 0
  let cutMass = 0
  states.forEach((state, i) => {
    const p = law[i] ?? 0
    number += p * state.reduce((sum, length) => sum + length, 0)
    if (state[0] === 0) someIdle += p
    if (state.at(-1) === longest) cutMass += p
  })
  return { meanSojourn: number / (system.rho * system.servers), someIdleProbability: someIdle, cutMass }
}

/** All ascending vectors of `servers` numbers from 0 to `longest`, fewest requests first. */
function sortedStates(servers: number, longest: number): (readonly number[])[] {
  let states: number[][] = [[]]
  for (let i = 0; i < servers; i += 1) {
    states = states.flatMap((state) => {
      const least = state.at(-1) ?? 0
      return Array.from({ length: longest - least + 1 }, (_, k) => [...state, least + k])
    })
  }
  const size = (state: readonly number[]): number => state.reduce((sum, length) => sum + length, 0)
  return states.sort((a, b) => size(a) - size(b))
}

/** Transitions into state i: `from[k]` at `rates[k]`, k from `first[i]` to below `first[i + 1]`; total rates out. */
interface Chain {
  readonly first: Int32Array
  readonly from: Int32Array
  readonly rates: Float64Array
  readonly out: Float64Array
}

function transitions(system: ShortestQueueSystem, longest: number, states: readonly (readonly number[])[]): Chain {
  const key = (state: readonly number[]): string => state.join(',')
  const index = new Map(states.map((state, i) => [key(state), i]))
  const from: number[][] = states.map(() => [])
  const rates: number[][] = states.map(() => [])
  const out = new Float64Array(states.length)
  const shares = joinShares(system)
  states.forEach((state, i) => {
    const connect = (rank: number, change: number, rate: number): void => {
      const next = state.map((length, r) => (r === rank ? length + change : length)).sort((a, b) => a - b)
      const to = index.get(key(next)) ?? i
      from[to]?.push(i)
      rates[to]?.push(rate)
      out[i] = (out[i] ?? 0) + rate
    }
    state.forEach((length, rank) => {
      if (length < longest) connect(rank, 1, system.rho * system.servers * (shares[rank] ?? 0))
      if (length > 0) connect(rank, -1, 1)
    })
  })
  const first = new Int32Array(states.length + 1)
  from.forEach((sources, i) => {
    first[i + 1] = (first[i] ?? 0) + sources.length
  })
  return { first, from: Int32Array.from(from.flat()), rates: Float64Array.from(rates.flat()), out }
}

/** Probability that the shortest sampled server is the one of each rank, 0 the shortest of all. */
function joinShares({ servers, choices, replacement }: ShortestQueueSystem): number[] {
  const atLeast = (rank: number): number => {
    let share = 1
    for (let i = 0; i < choices; i += 1) {
      share *= replacement ? (servers - rank) / servers : Math.max(0, servers - rank - i) / (servers - i)
    }
    return share
  }
  return Array.from({ length: servers }, (_, rank) => atLeast(rank) - atLeast(rank + 1))
}

function stationary(size: number, { first, from, rates, out }: Chain): Float64Array {
  const law = new Float64Array(size).fill(1 / size)
  const relax = (i: number): number => {
    let inflow = 0
    const end = first[i + 1] as number
    for (let k = first[i] as number; k < end; k += 1) {
      inflow += (law[from[k] as number] as number) * (rates[k] as number)
    }
    const value = inflow / (out[i] as number)
    const change = Math.abs(value - (law[i] as number))
    law[i] = value
    return change
  }
  for (let change = 1; change > ACCURACY; ) {
    change = 0
    for (let i = 0; i < size; i += 1) change += relax(i)
    for (let i = size - 1; i >= 0; i -= 1) change += relax(i)
    const total = law.reduce((sum, p) => sum + p, 0)
    for (let i = 0; i < size; i += 1) law[i] = (law[i] as number) / total
  }
  return law
}
