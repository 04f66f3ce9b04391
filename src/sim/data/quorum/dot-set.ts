/** The n-th write of a key by one coordinator (`actor`), from 1. */
export interface Dot {
  readonly actor: number
  readonly counter: number
}

/** All dots of an actor up to `most`, without those in `missing` (ascending). */
interface Seen {
  readonly most: number
  readonly missing: readonly number[]
}

const NO_ONE: Seen = { most: 0, missing: [] }

/**
 * Which writes of a key are known: a vector clock with exceptions, so that it is exact also for who has seen a write
 * but not an earlier one by the same coordinator (Malkhi and Terry, "Concise version vectors in WinFS", 2005). Never
 * changes.
 */
export class DotSet {
  static readonly empty: DotSet = new DotSet(new Map())
  readonly #seen: ReadonlyMap<number, Seen>

  private constructor(seen: ReadonlyMap<number, Seen>) {
    this.#seen = seen
  }

  has({ actor, counter }: Dot): boolean {
    const seen = this.#seen.get(actor)
    return seen !== undefined && counter <= seen.most && !seen.missing.includes(counter)
  }

  /** This and one more. */
  with(dot: Dot): DotSet {
    if (this.has(dot)) return this
    const { actor, counter } = dot
    const { most, missing } = this.#seen.get(actor) ?? NO_ONE
    const seen = new Map(this.#seen)
    if (counter > most) {
      const skipped = Array.from({ length: counter - most - 1 }, (_, i) => most + 1 + i)
      seen.set(actor, { most: counter, missing: [...missing, ...skipped] })
    } else seen.set(actor, { most, missing: missing.filter((each) => each !== counter) })
    return new DotSet(seen)
  }

  /** What one of the two knows. */
  union(other: DotSet): DotSet {
    if (other === this || other.#seen.size === 0) return this
    if (this.#seen.size === 0) return other
    const union = new Map(this.#seen)
    for (const [actor, theirs] of other.#seen) {
      const ours = union.get(actor)
      union.set(actor, ours === undefined ? theirs : join(ours, theirs))
    }
    return new DotSet(union)
  }
}

function join(a: Seen, b: Seen): Seen {
  const [more, less] = a.most >= b.most ? [a, b] : [b, a]
  const missing = more.missing.filter((each) => each > less.most || less.missing.includes(each))
  return { most: more.most, missing }
}
