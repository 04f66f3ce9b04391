import { type Dot, DotSet } from './dot-set.ts'

/** One version of a row, as its coordinator has made it; the same object at all nodes that have it. */
export interface Version {
  /** Unique in the run; 0: what was there at the start. */
  readonly version: number
  /** The time of the write on the clock of its coordinator, ns. */
  readonly order: number
  readonly value: number
  /** Whether it says that the row is gone. */
  readonly gone: boolean
  /** Names it among the writes of its key; `null` where nobody asks. */
  readonly dot: Dot | null
  /** The writes that whoever wrote it knew of, and that it stands in the place of. */
  readonly past: DotSet
}

/** What a node has of a key: nothing, a version, or several of which none knew of another; the latest is first. */
export type Cell = readonly Version[]

/** Nothing known of a key. */
export const NOTHING: Cell = []

/** What two nodes have between them. It is the very `a` where `b` adds nothing, else `b` itself where that is all. */
export type Merge = (a: Cell, b: Cell) => Cell

/** The last writer wins: the latest time on a coordinator's clock, and of equal ones the greater version. */
export function lastWriter(a: Cell, b: Cell): Cell {
  const [ours, theirs] = [a[0], b[0]]
  if (theirs === undefined) return a
  return ours === undefined || isLater(theirs, ours) ? b : a
}

/** Keeps every version that no other one knew of. What was there at the start gives way to any write. */
export function withSiblings(a: Cell, b: Cell): Cell {
  const all = [...a, ...b.filter(({ version }) => !a.some((ours) => ours.version === version))]
  const kept = all.filter((one) => !all.some((other) => other !== one && supersedes(other, one)))
  kept.sort((one, other) => (isLater(one, other) ? -1 : 1))
  if (same(kept, a)) return a
  return same(kept, b) ? b : kept
}

/** Whether two cells hold the same versions. */
export function same(a: Cell, b: Cell): boolean {
  return a === b || (a.length === b.length && a.every(({ version }, i) => version === b[i]?.version))
}

/** All writes that who reads this cell knows of. */
export function known(cell: Cell): DotSet {
  let all = DotSet.empty
  for (const { dot, past } of cell) {
    all = all.union(past)
    if (dot !== null) all = all.with(dot)
  }
  return all
}

function supersedes(newer: Version, older: Version): boolean {
  return older.dot === null ? newer.dot !== null : newer.past.has(older.dot)
}

function isLater(a: Version, b: Version): boolean {
  return a.order === b.order ? a.version > b.version : a.order > b.order
}
