import { findCycle } from '../graphs/find-cycle.ts'
import { graphOf } from '../graphs/graph.ts'
import { isOpen, isUpdate } from '../registers/operation.ts'
import type { Tally } from '../tally.ts'
import type { Programs } from './program-order.ts'

/** Why the versions contradict the sessions: operations by index, in the order of the cycle where it is one. */
export interface VersionConflict {
  readonly kind: 'cycle' | 'unwritten'
  readonly operations: readonly number[]
}

/**
 * Where every operation names its version, the orders of the sessions, of the versions of each key, and of reads among
 * the versions leave no choice: there is a total order if and only if they make no cycle (D. Shasha and M. Snir,
 * "Efficient and correct execution of parallel programs that share memory", ACM TOPLAS 10, 1988).
 * Returns `null` if there is an order, `undefined` if an operation that ended names no version, or two updates the same
 * one. Cost: a sort of the versions of each key; otherwise linear.
 */
export function versionConflict(history: Programs, tally: Tally): VersionConflict | null | undefined {
  const keys = versionsByKey(history)
  if (keys === undefined) return undefined
  const { operations, programs } = history
  const from: number[] = []
  const to: number[] = []
  const edge = (a: number, b: number): void => {
    from.push(a)
    to.push(b)
  }
  for (const { main, open } of programs) {
    for (let place = 1; place < main.length; place++) edge(main[place - 1] ?? 0, main[place] ?? 0)
    for (const { operation, after } of open) if (after > 0) edge(main[after - 1] ?? 0, operation)
  }
  for (const { writers, readers } of keys.values()) {
    const inOrder = [...writers].sort(([a], [b]) => a - b)
    const next = new Map<number, number>()
    let [version, writer] = [0, -1]
    for (const [newer, update] of inOrder) {
      if (writer >= 0) edge(writer, update)
      next.set(version, update)
      version = newer
      writer = update
    }
    for (const [seen, reader] of readers) {
      const source = writers.get(seen)
      if (source === undefined && seen !== 0) return { kind: 'unwritten', operations: [reader] }
      if (source !== undefined) edge(source, reader)
      const overtaken = next.get(seen)
      if (overtaken !== undefined) edge(reader, overtaken)
    }
  }
  const cycle = findCycle(graphOf(operations.length, from, to), tally)
  return cycle === null ? null : { kind: 'cycle', operations: cycle.map((edge) => from[edge] ?? 0) }
}

interface Versions {
  readonly writers: Map<number, number>
  readonly readers: (readonly [number, number])[]
}

function versionsByKey({ operations }: Programs): ReadonlyMap<string, Versions> | undefined {
  const keys = new Map<string, Versions>()
  for (const [index, operation] of operations.entries()) {
    const { key, version } = operation
    if (version === undefined) {
      // An update without an answer and without a version has not taken effect.
      if (isOpen(operation)) continue
      return undefined
    }
    const known = keys.get(key)
    const versions: Versions = known ?? { writers: new Map(), readers: [] }
    if (known === undefined) keys.set(key, versions)
    if (!isUpdate(operation)) versions.readers.push([version, index])
    else if (versions.writers.has(version) || version < 1) return undefined
    else versions.writers.set(version, index)
  }
  return keys
}
