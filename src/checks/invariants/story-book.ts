/** Of a long story the beginning and the end are kept. */
const FIRST = 10
const LAST = 10

/** Adds a line to a story. */
export function tell<Line>(story: Line[], line: Line): void {
  if (story.length >= FIRST + LAST) story.splice(FIRST, 1)
  story.push(line)
}

/**
 * What is known of many things, by name, in bounded memory: of those last spoken of for the first time. Remembers
 * whether it has forgotten any, since then nobody can say that something never was.
 */
export class StoryBook<Entry> {
  readonly #entries = new Map<string, Entry>()
  readonly #most: number
  readonly #make: () => Entry
  /** Whether anything was forgotten. */
  hasForgotten = false

  /** `most`: how many are remembered. */
  constructor(make: () => Entry, most: number) {
    this.#make = make
    this.#most = most
  }

  /** What is known of it; from now on it is, if it was not. */
  of(name: string): Entry {
    const known = this.#entries.get(name)
    if (known !== undefined) return known
    const made = this.#make()
    this.#entries.set(name, made)
    if (this.#entries.size > this.#most) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
      this.hasForgotten = true
    }
    return made
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  get(name: string): Entry | undefined {
    return this.#entries.get(name)
  }

  /** It is over, and nobody will ask again. */
  delete(name: string): void {
    this.#entries.delete(name)
  }

  /** The one spoken of first among those that are remembered. */
  first(): readonly [string, Entry] | undefined {
    const [first] = this.#entries
    return first
  }
}
