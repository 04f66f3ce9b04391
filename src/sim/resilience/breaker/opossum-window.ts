const MILLISECOND = 1e6

/**
 * The rolling counts of opossum: buckets of floor(rollingCountTimeout / rollingCountBuckets) whole milliseconds (at
 * least one), counted from the creation of the breaker `age` ns before the run. At each boundary the oldest bucket is
 * dropped at once, so what is counted reaches back between (buckets - 1) / buckets and the whole of the window.
 */
export class OpossumWindow {
  /** Calls and failures in the window, as of the last time that a method was told. */
  fires = 0
  failures = 0
  readonly #width: number
  readonly #age: number
  readonly #fires: Int32Array
  readonly #failures: Int32Array
  /** Number of the current bucket, counted from the creation. */
  #current: number

  /** Times in ns. */
  constructor(options: {
    readonly rollingCountTimeout: number
    readonly rollingCountBuckets: number
    readonly age: number
  }) {
    const { rollingCountTimeout, rollingCountBuckets, age } = options
    const milliseconds = Math.floor(rollingCountTimeout / MILLISECOND / rollingCountBuckets)
    this.#width = Math.max(1, milliseconds) * MILLISECOND
    this.#age = age
    this.#fires = new Int32Array(rollingCountBuckets)
    this.#failures = new Int32Array(rollingCountBuckets)
    this.#current = Math.floor(age / this.#width)
  }

  fired(now: number): void {
    const place = this.rotate(now)
    this.#fires[place] = (this.#fires[place] as number) + 1
    this.fires++
  }

  failed(now: number): void {
    const place = this.rotate(now)
    this.#failures[place] = (this.#failures[place] as number) + 1
    this.failures++
  }

  /** Drops what has left the window by `now`; returns the place of the current bucket. */
  rotate(now: number): number {
    const buckets = this.#fires.length
    const current = Math.floor((now + this.#age) / this.#width)
    for (let passed = Math.min(current - this.#current, buckets); passed > 0; passed--) {
      const place = (current - passed + 1) % buckets
      this.fires -= this.#fires[place] as number
      this.failures -= this.#failures[place] as number
      this.#fires[place] = 0
      this.#failures[place] = 0
    }
    this.#current = current
    return current % buckets
  }
}
