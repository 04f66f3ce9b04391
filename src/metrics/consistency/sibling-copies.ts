import type { Cause } from '../../sim/data-fact.ts'

/** A version that may stand beside others, and what it knew of. */
export interface Sibling {
  readonly version: number
  readonly cause: Cause
}

type Siblings = readonly Sibling[]
const NOTHING: Siblings = []

/** What has come of one key. */
interface KeyCopies {
  /** By node: the versions it holds. */
  readonly nodes: Map<number, Siblings>
  /** Of all versions that have reached a node, those that none of them knew of … */
  all: Siblings
  /** … and the same of those alone that were committed before the last fault ended. */
  due: Siblings
}

/**
 * Copies of keys whose versions may stand side by side. Two of them agree when they hold the same set: a copy is behind
 * when there is a version from before the end of the last fault that it neither holds, nor holds another of that knew
 * of it. Memory: for each key and node the versions it holds.
 */
export class SiblingCopies {
  readonly #keys = new Map<number, KeyCopies>()

  /** A node holds a version from now on; `due`: whether it was committed before the last fault ended. */
  applied(key: number, node: number, sibling: Sibling, due: boolean): void {
    let copies = this.#keys.get(key)
    if (copies === undefined) this.#keys.set(key, (copies = { nodes: new Map(), all: NOTHING, due: NOTHING }))
    copies.nodes.set(node, added(copies.nodes.get(node) ?? NOTHING, sibling))
    copies.all = added(copies.all, sibling)
    if (due) copies.due = added(copies.due, sibling)
  }

  /** A fault has ended: whatever has been committed so far is due everywhere. */
  healed(): void {
    for (const copies of this.#keys.values()) copies.due = copies.all
  }

  /** Of each key how many of its `expected(key)` copies, or of those that are known, are behind. */
  *behind(expected: (key: number) => number): Iterable<{ readonly key: number; readonly copies: number }> {
    for (const [key, { nodes, due }] of this.#keys) {
      if (due.length === 0) continue
      let copies = Math.max(0, expected(key) - nodes.size)
      for (const held of nodes.values()) if (!due.every((sibling) => covers(held, sibling))) copies++
      yield { key, copies }
    }
  }
}

function added(held: Siblings, sibling: Sibling): Siblings {
  if (covers(held, sibling)) return held
  return [...held.filter((other) => !knows(sibling, other)), sibling]
}

function covers(held: Siblings, sibling: Sibling): boolean {
  return held.some((own) => own.version === sibling.version || knows(own, sibling))
}

function knows(newer: Sibling, older: Sibling): boolean {
  return newer.cause.past.has(older.cause.dot)
}
