import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Contestant } from './contestant.ts'
import type { Measurement, Task } from './measurement.ts'
import type { Workload } from './workloads.ts'

/** A contestant and the file it comes from. */
export interface Entry {
  readonly module: string
  readonly contestant: Contestant
}

/** Median with the least and the greatest. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** How a contestant did in comparison with another one of the same workload. */
export interface Comparison {
  readonly with: string
  /** Its CPU time as a multiple of the other's, round by round. */
  readonly ratio: Spread
  readonly limit: number
}

/** One line of the table. */
export interface Row {
  readonly workload: Workload
  readonly name: string
  /** CPU nanoseconds. */
  readonly perEvent: Spread
  readonly perRequest: Spread
  readonly limitPerEvent: number | undefined
  readonly eventsPerRequest: number
  /** Bytes. */
  readonly peakMemory: Spread
  readonly comparisons: readonly Comparison[]
}

/** Runs a task in a process of its own. */
export function measureInChild(task: Task): Measurement {
  const child = fileURLToPath(new URL('./child.js', import.meta.url))
  const text = execFileSync(process.execPath, ['--expose-gc', child, JSON.stringify(task)], { encoding: 'utf8' })
  return JSON.parse(text) as Measurement
}

/**
 * Measures the entries of one workload in turn, round by round: A B A B, never A A B B. What the machine does meanwhile
 * then strikes all alike, and the ratio of neighbours cancels it.
 */
export function race(
  workload: Workload,
  entries: readonly Entry[],
  rounds: number,
  scale: number,
  measure: (task: Task) => Measurement,
): readonly Row[] {
  const measurements = new Map<string, Measurement[]>(entries.map(({ contestant }) => [contestant.name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const { module, contestant } of entries) {
      const { id, count, warmup } = workload
      const task: Task = {
        module,
        workload: id,
        name: contestant.name,
        kind: 'time',
        count: Math.ceil(count * scale),
        warmup: Math.ceil(warmup * Math.min(1, scale)),
      }
      measurements.get(contestant.name)?.push(measure(task))
    }
  }
  return entries.map(({ contestant }) => summarise(workload, contestant, measurements))
}

function summarise(
  workload: Workload,
  contestant: Contestant,
  measurements: ReadonlyMap<string, readonly Measurement[]>,
): Row {
  const own = measurements.get(contestant.name) ?? []
  const wanted = contestant.compare ?? []
  const comparisons = wanted.flatMap(({ with: other, limit }) => {
    const others = measurements.get(other)
    if (others === undefined) return []
    const ratios = own.map((one, round) => perRequest(one) / perRequest(others[round] ?? one))
    return [{ with: other, ratio: spread(ratios), limit }]
  })
  return {
    workload,
    name: contestant.name,
    perEvent: spread(own.map(({ cpu, events }) => cpu / events)),
    perRequest: spread(own.map(perRequest)),
    limitPerEvent: contestant.limitPerEvent,
    eventsPerRequest: spread(own.map(({ events, requests }) => events / requests)).median,
    peakMemory: spread(own.map(({ peakMemory }) => peakMemory)),
    comparisons,
  }
}

function perRequest({ cpu, requests }: Measurement): number {
  return cpu / requests
}

/** The middle value (of an even number, the mean of the two in the middle) between the extremes. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('a spread needs at least one value')
  const sorted = values.toSorted((a, b) => a - b)
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] as number
  const upper = sorted[Math.floor(sorted.length / 2)] as number
  return { median: (lower + upper) / 2, low: sorted[0] as number, high: sorted.at(-1) as number }
}
