/** Something that is followed from when it begins, and for a while after it has ended. */
export interface Followed {
  readonly id: number
  /** Where it stands among those that have ended; -1 while it has not. For the book. */
  place: number
}

export interface FollowLimits {
  /** What has not ended is followed up to this many at once, at least 1 … */
  readonly open: number
  /** … and what has, as long as fewer than this many have ended since; at least 1. */
  readonly ended: number
}

/**
 * What is known of each of many things, in bounded memory: those that have not ended, and the last ones that have, for
 * something may happen to them yet. What begins when there is no room is never followed.
 */
export class FollowBook<Entry extends Followed> {
  readonly #limits: FollowLimits
  readonly #forget: (entry: Entry) => void
  readonly #entries = new Map<number, Entry>()
  /** A ring of what has ended; what began anew since has another place, or none. */
  readonly #ended: Entry[] = []
  #next = 0
  #open = 0

  /** `forget` hears of each entry that is forgotten, for the last time. */
  constructor(limits: FollowLimits, forget: (entry: Entry) => void) {
    this.#limits = limits
    this.#forget = forget
  }

  /** Follows something new, which has not ended; returns whether there is room. */
  add(entry: Entry): boolean {
    if (this.#open >= this.#limits.open) return false
    this.#open++
    this.#entries.set(entry.id, entry)
    return true
  }

  get(id: number): Entry | undefined {
    return this.#entries.get(id)
  }

  /** It has ended, or goes on (again). Saying it twice is as good as once. */
  mark(entry: Entry, ended: boolean): void {
    if (ended === entry.place >= 0) return
    if (!ended) {
      entry.place = -1
      this.#open++
      return
    }
    this.#open--
    const place = this.#next
    const before = this.#ended[place]
    if (before !== undefined && before.place === place) {
      this.#entries.delete(before.id)
      this.#forget(before)
    }
    entry.place = place
    this.#ended[place] = entry
    this.#next = (place + 1) % this.#limits.ended
  }

  /** All that is followed now, in the order of beginning. */
  entries(): Iterable<Entry> {
    return this.#entries.values()
  }
}
