import type { QueueEntry } from './queue-entry.ts'

/** How many entries that are gone may stand at the front before the list is made anew. */
const WASTE = 1024

/**
 * The messages of a queue that wait: the most important class first, in it by position. New ones come at the end of
 * their class in no time; those that come back are sorted in.
 */
export class WaitingEntries {
  length = 0
  /** By class; each sorted by position, with `#heads` gone from its front. */
  readonly #classes: QueueEntry[][]
  readonly #heads: number[]

  /** `classes`: how many there are, at least 1. */
  constructor(classes: number) {
    this.#classes = Array.from({ length: classes }, () => [])
    this.#heads = new Array<number>(classes).fill(0)
  }

  /** The next to be delivered. */
  get first(): QueueEntry | undefined {
    for (let c = this.#classes.length - 1; c >= 0; c--) {
      const entry = this.#classes[c]?.[this.#heads[c] as number]
      if (entry !== undefined) return entry
    }
    return undefined
  }

  /** The one that has waited longest, whatever its class: what gives way when there is no room. */
  get oldest(): QueueEntry | undefined {
    let oldest: QueueEntry | undefined
    this.#classes.forEach((entries, c) => {
      const entry = entries[this.#heads[c] as number]
      if (entry !== undefined && (oldest === undefined || entry.position < oldest.position)) oldest = entry
    })
    return oldest
  }

  add(entry: QueueEntry): void {
    const entries = this.#classes[entry.priority] as QueueEntry[]
    let low = this.#heads[entry.priority] as number
    let at = entries.length
    // Nearly always it belongs at the end.
    if (at > low && (entries[at - 1] as QueueEntry).position < entry.position) low = at
    while (low < at) {
      const middle = (low + at) >>> 1
      if ((entries[middle] as QueueEntry).position < entry.position) low = middle + 1
      else at = middle
    }
    entries.splice(at, 0, entry)
    this.length++
  }

  /** Takes out the first of its class. */
  take(entry: QueueEntry): void {
    const { priority } = entry
    const head = ((this.#heads[priority] as number) += 1)
    this.length--
    if (head < WASTE) return
    ;(this.#classes[priority] as QueueEntry[]).splice(0, head)
    this.#heads[priority] = 0
  }

  /** Takes all out, in the order in which they would be delivered. */
  takeAll(): readonly QueueEntry[] {
    const all: QueueEntry[] = []
    for (let entry = this.first; entry !== undefined; entry = this.first) {
      this.take(entry)
      all.push(entry)
    }
    return all
  }
}
