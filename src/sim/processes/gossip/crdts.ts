/** A change that a node makes. */
export interface Change {
  readonly key: number
  /** No other change has it. */
  readonly request: number
  readonly node: number
  /** Time by the clock of the node, ns. */
  readonly now: number
}

/** A type of data whose states can be merged. The state is plain data; nothing changes one, all make new ones. */
export interface Crdt {
  readonly start: unknown
  /** Whether anything can be taken out again. */
  readonly removes: boolean
  readonly change: (data: unknown, how: 'add' | 'remove', change: Change) => unknown
  /** The least that is at least both. */
  readonly merge: (one: unknown, other: unknown) => unknown
  /** What an app reads: the count, or whether the key is in the set (1 or 0). */
  readonly read: (data: unknown, key: number) => number
  /** One number that says how much there is: the count, or the size of the set. */
  readonly size: (data: unknown) => number
}

export type CrdtKind = 'g-counter' | 'or-set' | 'lww-counter'

/** Of each node, by number, how much it has added. */
type Counts = Readonly<Record<number, number>>

/** A counter that only grows: each node counts for itself, and merging takes the larger of two counts. */
const gCounter: Crdt = {
  start: {} satisfies Counts,
  removes: false,
  change: (data, _, { node }) => ({ ...(data as Counts), [node]: ((data as Counts)[node] ?? 0) + 1 }),
  merge: (one, other) => mergeMaps(one as Counts, other as Counts, Math.max),
  read: (data) => sum(data as Counts),
  size: (data) => sum(data as Counts),
}

/** Of each element, the requests that have added it, and whether that was taken out again. */
type Members = Readonly<Record<number, Readonly<Record<number, boolean>>>>

/**
 * A set whose elements can be taken out: a removal takes out the additions that it has seen, so an addition that it has
 * not seen stays (observed-remove set, with tombstones).
 */
const orSet: Crdt = {
  start: {} satisfies Members,
  removes: true,
  change: (data, how, { key, request }) => {
    const members = data as Members
    const tags = members[key] ?? {}
    if (how === 'add') return { ...members, [key]: { ...tags, [request]: true } }
    return { ...members, [key]: Object.fromEntries(Object.keys(tags).map((tag) => [tag, false])) }
  },
  merge: (one, other) =>
    mergeMaps(one as Members, other as Members, (tags, more) => mergeMaps(tags, more, (here, there) => here && there)),
  read: (data, key) => (isIn((data as Members)[key]) ? 1 : 0),
  size: (data) => Object.values(data as Members).filter(isIn).length,
}

/** A value with the time at which it was written, and by whom. */
interface Written {
  readonly value: number
  readonly time: number
  readonly node: number
}

/**
 * For contrast: a counter in a register whose last writer wins. Adding reads the value and writes one more, so of two
 * nodes that add at the same time one loses what it has added.
 */
const lwwCounter: Crdt = {
  start: { value: 0, time: -1, node: -1 } satisfies Written,
  removes: false,
  change: (data, _, { node, now }) => {
    const { value, time } = data as Written
    // A clock that is behind must not write into the past of what it has seen.
    return { value: value + 1, time: Math.max(now, time + 1), node } satisfies Written
  },
  merge: (one, other) => (isLater(other as Written, one as Written) ? other : one),
  read: (data) => (data as Written).value,
  size: (data) => (data as Written).value,
}

export const crdts: Readonly<Record<CrdtKind, Crdt>> = {
  'g-counter': gCounter,
  'or-set': orSet,
  'lww-counter': lwwCounter,
}

/** Merges two maps key by key; the first one itself where the other adds nothing. */
function mergeMaps<Value>(
  one: Readonly<Record<number, Value>>,
  other: Readonly<Record<number, Value>>,
  merge: (one: Value, other: Value) => Value,
): Readonly<Record<number, Value>> {
  let merged = one
  for (const [name, value] of Object.entries(other)) {
    const key = Number(name)
    const known = one[key]
    const both = known === undefined ? value : merge(known, value)
    if (both === known) continue
    if (merged === one) merged = { ...one }
    ;(merged as Record<number, Value>)[key] = both
  }
  return merged
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

function isIn(tags: Readonly<Record<number, boolean>> | undefined): boolean {
  return Object.values(tags ?? {}).some((there) => there)
}

function isLater(one: Written, other: Written): boolean {
  return one.time > other.time || (one.time === other.time && one.node > other.node)
}
