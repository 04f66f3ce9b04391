import { durationText } from '../duration-text.ts'
import { type Operation, returnOf, type Value } from '../registers/operation.ts'
import { operationText, valueText } from '../registers/operation-text.ts'
import type { Tally } from '../tally.ts'
import type { RegisterHistory } from './register-history.ts'

/** Why there is no order: a sentence, and the operations that prove it. */
export interface Contradiction {
  readonly sentence: string
  readonly evidence: readonly Operation[]
}

/** What happened to one value: its write (`null`: it was there at first) and its reads. */
interface Cluster {
  readonly value: Value
  readonly write: Operation | null
  /** When the first of them had returned, and which it was: the value was there then at the latest. */
  first: number
  firstBy: Operation | null
  /** When the last of them was called, and which it was: the value was still, or not yet, there then. */
  last: number
  lastBy: Operation | null
}

/**
 * The exact test for one key whose values each have one writer (P. B. Gibbons and E. Korach, "Testing shared memories",
 * SIAM Journal on Computing 26, 1997: the case where it is known which write a read saw). Between the first return and
 * the last call among a value's operations the register must have held it: a forward zone. Where the last call comes
 * first, one instant between them is enough: a backward zone. There is an order if and only if no two forward zones
 * overlap and no backward zone lies inside a forward one. Zones that touch are no trouble: of what happens at the same
 * instant, calls come first.
 * Returns `null` if there is an order, `undefined` if the test does not apply: there are other operations than reads
 * and writes, or a value that was read has several writers. Cost: O(n log n), for the sort and for finding the zone
 * around each backward zone.
 */
export function zoneTest(history: RegisterHistory, tally: Tally): Contradiction | null | undefined {
  const read = readValues(history)
  const clusters = read === undefined ? undefined : clustersOf(history, read)
  if (clusters === undefined) return undefined
  const { operations, key } = history
  for (const operation of operations) {
    tally.steps++
    if (operation.kind !== 'read') continue
    const cluster = clusters.of.get(operation.value)
    if (cluster === undefined) {
      const sentence = `${operationText(operation)}, which nobody wrote`
      return { sentence, evidence: [operation] }
    }
    if (cluster.write !== null && operation.return < cluster.write.call) {
      const sentence = `${operationText(operation)} before it was written: ${operationText(cluster.write)}`
      return { sentence, evidence: [operation, cluster.write] }
    }
    widen(cluster, operation)
  }
  return collision(key, clusters.all, tally)
}

function readValues({ operations }: RegisterHistory): ReadonlySet<Value> | undefined {
  const values = new Set<Value>()
  for (const { kind, value } of operations) {
    if (kind === 'read') values.add(value)
    else if (kind !== 'write') return undefined
  }
  return values
}

interface Clusters {
  readonly all: readonly Cluster[]
  /** By value, of those that were read and that somebody wrote. */
  readonly of: ReadonlyMap<Value, Cluster>
}

/** Each write by itself, still without its reads. One that never returned may come last, so it fits anywhere. */
function clustersOf({ operations, initial }: RegisterHistory, read: ReadonlySet<Value>): Clusters | undefined {
  const all: Cluster[] = []
  const of = new Map<Value, Cluster>()
  if (read.has(initial)) {
    const cluster = { value: initial, write: null, first: -Infinity, firstBy: null, last: -Infinity, lastBy: null }
    all.push(cluster)
    of.set(initial, cluster)
  }
  for (const operation of operations) {
    const { kind, value, call } = operation
    if (kind !== 'write') continue
    const end = returnOf(operation)
    const cluster = { value, write: operation, first: end, firstBy: operation, last: call, lastBy: operation }
    if (read.has(value)) {
      if (of.has(value)) return undefined
      of.set(value, cluster)
    }
    all.push(cluster)
  }
  return { all, of }
}

function widen(cluster: Cluster, read: Operation): void {
  if (read.return < cluster.first) {
    cluster.first = read.return
    cluster.firstBy = read
  }
  if (read.call > cluster.last) {
    cluster.last = read.call
    cluster.lastBy = read
  }
}

function collision(key: string, clusters: readonly Cluster[], tally: Tally): Contradiction | null {
  const forward = clusters.filter(({ first, last }) => first < last).sort((a, b) => a.first - b.first)
  for (const [index, cluster] of forward.entries()) {
    const before = forward[index - 1]
    if (before !== undefined && cluster.first < before.last) return between(key, before, cluster)
  }
  for (const cluster of clusters) {
    if (cluster.first < cluster.last) continue
    const around = lastBefore(forward, cluster.last, tally)
    if (around !== undefined && cluster.first < around.last) return between(key, around, cluster)
  }
  return null
}

/** The last of the forward zones, which do not overlap, that begins before an instant. */
function lastBefore(forward: readonly Cluster[], instant: number, tally: Tally): Cluster | undefined {
  let low = 0
  let high = forward.length
  while (low < high) {
    tally.steps++
    const middle = (low + high) >>> 1
    if ((forward[middle]?.first ?? Infinity) < instant) low = middle + 1
    else high = middle
  }
  return forward[low - 1]
}

function between(key: string, held: Cluster, other: Cluster): Contradiction {
  const evidence = new Set<Operation>()
  for (const { write, firstBy, lastBy } of [held, other]) {
    for (const operation of [write, firstBy, lastBy]) if (operation !== null) evidence.add(operation)
  }
  const span = `from ${durationText(held.first)} to ${durationText(held.last)} without a break`
  const rival =
    other.first < other.last
      ? `${valueText(other.value)} from ${durationText(other.first)} to ${durationText(other.last)}`
      : `${valueText(other.value)} at some time from ${durationText(other.last)} to ${durationText(other.first)}`
  const sentence = `${key} must have held ${valueText(held.value)} ${span}, and ${rival}`
  return { sentence, evidence: [...evidence] }
}
