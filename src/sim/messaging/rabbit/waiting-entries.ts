import type { QueueEntry } from './queue-entry.ts'

/** How many entries that are gone may stand at the front before the list is made anew. */
const WASTE = 1024

/**
 * The messages of a queue that wait: the most important class first, in it by place. New ones come at the end of their
 * class in no time, and so do those that come back to its front; others are sorted in.
 */
export class WaitingEntries {
  length = 0
  /** By class; each sorted by place, with `#heads` gone from its front, where nothing stands any more. */
  readonly #classes: (QueueEntry | null)[][]
  readonly #heads: number[]

  /** `classes`: how many there are, at least 1. */
  constructor(classes: number) {
    this.#classes = Array.from({ length: classes }, () => [])
    this.#heads = new Array<number>(classes).fill(0)
  }

  /** The next to be delivered, and the first that gives way when there is no room. */
  get first(): QueueEntry | undefined {
    for (let c = this.#classes.length - 1; c >= 0; c--) {
      const entry = this.#classes[c]?.[this.#heads[c] as number] ?? null
      if (entry !== null) return entry
    }
    return undefined
  }

  add(entry: QueueEntry): void {
    const entries = this.#classes[entry.priority] as (QueueEntry | null)[]
    const head = this.#heads[entry.priority] as number
    this.length++
    const first = entries[head] ?? null
    if (head > 0 && first !== null && entry.place < first.place) {
      this.#heads[entry.priority] = head - 1
      entries[head - 1] = entry
      return
    }
    let low = head
    let at = entries.length
    // Nearly always it belongs at the end.
    if (at > low && (entries[at - 1] as QueueEntry).place < entry.place) low = at
    while (low < at) {
      const middle = (low + at) >>> 1
      if ((entries[middle] as QueueEntry).place < entry.place) low = middle + 1
      else at = middle
    }
    if (at === entries.length) entries.push(entry)
    else entries.splice(at, 0, entry)
  }

  /** Takes out the first. */
  takeFirst(): QueueEntry | undefined {
    const { first } = this
    if (first === undefined) return undefined
    const { priority } = first
    const entries = this.#classes[priority] as (QueueEntry | null)[]
    // An old list that still knew it would keep it alive.
    entries[this.#heads[priority] as number] = null
    const head = ((this.#heads[priority] as number) += 1)
    this.length--
    if (head >= WASTE) {
      entries.copyWithin(0, head)
      entries.length -= head
      this.#heads[priority] = 0
    }
    return first
  }

  /** Takes all out. */
  clear(): void {
    this.#classes.forEach((entries, c) => {
      entries.length = 0
      this.#heads[c] = 0
    })
    this.length = 0
  }
}
