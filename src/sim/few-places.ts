/** From so many on they are looked up by an index. */
const FEW = 8

/** Values by place (`rowPlace`), of which there are few as a rule, in the order in which they were first put. */
export class FewPlaces<T> {
  readonly #places: number[]
  readonly #values: T[]
  #index: Map<number, number> | null = null

  constructor(place: number, value: T) {
    // An array that is made with what is in it has no room to spare.
    this.#places = [place]
    this.#values = [value]
  }

  /** The places, as they were put … */
  get places(): readonly number[] {
    return this.#places
  }

  /** … and their values. */
  get values(): readonly T[] {
    return this.#values
  }

  get size(): number {
    return this.#places.length
  }

  /** The place that was put as number `i`, from 0 … */
  placeAt(i: number): number {
    return this.#places[i] as number
  }

  /** … and its value. */
  valueAt(i: number): T {
    return this.#values[i] as T
  }

  get(place: number): T | undefined {
    const at = this.#find(place)
    return at < 0 ? undefined : this.#values[at]
  }

  has(place: number): boolean {
    return this.#find(place) >= 0
  }

  set(place: number, value: T): void {
    const at = this.#find(place)
    if (at >= 0) {
      this.#values[at] = value
      return
    }
    this.#index?.set(place, this.#places.length)
    this.#places.push(place)
    this.#values.push(value)
    if (this.#places.length === FEW) this.#index = indexOf(this.#places)
  }

  delete(place: number): void {
    const at = this.#find(place)
    if (at < 0) return
    this.#places.splice(at, 1)
    this.#values.splice(at, 1)
    this.#index = this.#places.length < FEW ? null : indexOf(this.#places)
  }

  #find(place: number): number {
    if (this.#index !== null) return this.#index.get(place) ?? -1
    for (let i = 0; i < this.#places.length; i++) if (this.#places[i] === place) return i
    return -1
  }
}

function indexOf(places: readonly number[]): Map<number, number> {
  return new Map(places.map((place, at) => [place, at]))
}
