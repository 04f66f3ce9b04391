/** At most this many events are sorted at once; more are spread over a new rung. */
const FEW = 48
/** A sorted bottom that grows beyond this by insertion is spread over a new rung. */
const BOTTOM_LIMIT = 96
/** Deeper rungs no longer pay: what is left in one bucket is sorted whatever its number. */
const RUNGS_MAX = 8
const CAPACITY_AT_FIRST = 128
const NONE = -1

/** One rung: equally wide buckets over a span of time. */
class Rung {
  start = 0
  /** Buckets per nanosecond. */
  scale = 0
  buckets = 0
  /** The first bucket not yet taken. */
  current = 0
  size = 0
  /** The event last put into each bucket; the others hang on it, newest first. Taken buckets are empty again. */
  heads: Int32Array = new Int32Array(0)
}

/**
 * The pending events, ordered by (time, order of insertion): a ladder queue (Tang, Goh and Thng, "Ladder queue: an O(1)
 * priority queue structure for large-scale discrete event simulation", ACM TOMACS 15(3), 2005) in typed arrays. Far
 * events lie unsorted in the top, nearer ones in buckets of ever finer rungs, the nearest sorted in the bottom. Few
 * events go from the top straight into the bottom, so the queue is as quick for two events as for a million.
 *
 * Events of one instant keep the order in which they were pushed, because every move between the parts keeps it.
 */
export class LadderQueue {
  /** Number of events. */
  size = 0

  /** The sorted bottom, latest first, so that the next event is the last row. */
  bottomSize = 0
  bottomTime: Float64Array = new Float64Array(CAPACITY_AT_FIRST)
  bottomId: Int32Array = new Int32Array(CAPACITY_AT_FIRST)
  /** Of event `id`: its sequence number and its code. */
  sequences: Float64Array = new Float64Array(CAPACITY_AT_FIRST)
  codes: Int32Array = new Int32Array(CAPACITY_AT_FIRST)

  #time = new Float64Array(CAPACITY_AT_FIRST)
  /** Next event of the same bucket, or of the list of free ids. */
  #next = new Int32Array(CAPACITY_AT_FIRST)
  #free = NONE
  #fresh = 0

  readonly #rungs: Rung[] = Array.from({ length: RUNGS_MAX }, () => new Rung())
  #depth = 0

  /** Events at or after this time belong to the top. */
  #topStart = 0
  #topSize = 0
  #topTime = new Float64Array(CAPACITY_AT_FIRST)
  #topId = new Int32Array(CAPACITY_AT_FIRST)

  push(time: number, sequence: number, code: number): void {
    const id = this.#takeId()
    this.sequences[id] = sequence
    this.codes[id] = code
    this.size++
    if (time >= this.#topStart) {
      const row = this.#topSize++
      if (row === this.#topTime.length) this.#growTop()
      this.#topTime[row] = time
      this.#topId[row] = id
      return
    }
    for (let level = 0; level < this.#depth; level++) {
      const rung = this.#rungs[level] as Rung
      const place = (time - rung.start) * rung.scale
      if (place >= rung.current && rung.current < rung.buckets) {
        // Monotone in time, so that buckets are ordered whatever the rounding; what lies past the end joins the last.
        this.#hang(rung, place < rung.buckets ? place | 0 : rung.buckets - 1, time, id)
        return
      }
    }
    this.#insertIntoBottom(time, id)
  }

  /** Makes sure that the bottom holds the next event. The queue must not be empty. */
  refill(): void {
    while (this.bottomSize === 0) {
      if (this.#depth === 0) this.#openTop()
      else this.#takeBucket()
    }
  }

  /** Removes the next event and returns its id, with which `sequences` and `codes` can be read until the next push. */
  pop(): number {
    const id = this.bottomId[--this.bottomSize] as number
    this.size--
    this.#next[id] = this.#free
    this.#free = id
    return id
  }

  /** Drops every event that `keep` refuses. */
  retain(keep: (code: number, sequence: number) => boolean): void {
    const kept: [time: number, sequence: number, code: number][] = []
    while (this.size > 0) {
      if (this.bottomSize === 0) this.refill()
      const time = this.bottomTime[this.bottomSize - 1] as number
      const id = this.pop()
      const sequence = this.sequences[id] as number
      const code = this.codes[id] as number
      if (keep(code, sequence)) kept.push([time, sequence, code])
    }
    // Nothing is pending now, so the ladder may be built anew from the first survivor.
    this.#depth = 0
    this.#topStart = kept[0]?.[0] ?? this.#topStart
    for (const [time, sequence, code] of kept) this.push(time, sequence, code)
  }

  #takeId(): number {
    const id = this.#free
    if (id !== NONE) {
      this.#free = this.#next[id] as number
      return id
    }
    if (this.#fresh === this.codes.length) this.#growIds()
    return this.#fresh++
  }

  #hang(rung: Rung, bucket: number, time: number, id: number): void {
    this.#time[id] = time
    this.#next[id] = rung.heads[bucket] as number
    rung.heads[bucket] = id
    rung.size++
  }

  #insertIntoBottom(time: number, id: number): void {
    if (this.bottomSize === this.bottomTime.length) this.#growBottom()
    const times = this.bottomTime
    const ids = this.bottomId
    let row = this.bottomSize++
    while (row > 0 && (times[row - 1] as number) <= time) {
      times[row] = times[row - 1] as number
      ids[row] = ids[row - 1] as number
      row--
    }
    times[row] = time
    ids[row] = id
    if (this.bottomSize > BOTTOM_LIMIT && this.#spread(times, ids, this.bottomSize, false)) {
      this.bottomSize = 0
      this.refill()
    }
  }

  /** Empties the top: few events into the bottom, many into the first rung. */
  #openTop(): void {
    const size = this.#topSize
    const times = this.#topTime
    const ids = this.#topId
    let last = times[0] as number
    for (let row = 1; row < size; row++) if ((times[row] as number) > last) last = times[row] as number
    this.#topSize = 0
    this.#topStart = last
    if (size > FEW && this.#spread(times, ids, size, true)) return
    while (this.bottomTime.length < size) this.#growBottom()
    for (let row = 0; row < size; row++) {
      this.bottomTime[size - 1 - row] = times[row] as number
      this.bottomId[size - 1 - row] = ids[row] as number
    }
    this.bottomSize = size
    this.#sortBottom()
  }

  /** Takes the next bucket of the finest rung into the bottom, or spreads it over a rung finer still. */
  #takeBucket(): void {
    const rung = this.#rungs[this.#depth - 1] as Rung
    if (rung.size === 0) {
      this.#depth--
      return
    }
    const { heads } = rung
    let bucket = rung.current
    while (heads[bucket] === NONE) bucket++
    let count = 0
    for (let id = heads[bucket] as number; id !== NONE; id = this.#next[id] as number) {
      if (count === this.bottomTime.length) this.#growBottom()
      this.bottomTime[count] = this.#time[id] as number
      this.bottomId[count++] = id
    }
    heads[bucket] = NONE
    rung.current = bucket + 1
    rung.size -= count
    if (count > FEW && this.#spread(this.bottomTime, this.bottomId, count, false)) return
    this.bottomSize = count
    this.#sortBottom()
  }

  /** Orders the bottom, which comes newest first: latest time first, and of equal times the newest first. */
  #sortBottom(): void {
    const times = this.bottomTime
    const ids = this.bottomId
    const size = this.bottomSize
    for (let place = 1; place < size; place++) {
      const time = times[place] as number
      if ((times[place - 1] as number) >= time) continue
      const id = ids[place] as number
      let row = place
      while (row > 0 && (times[row - 1] as number) < time) {
        times[row] = times[row - 1] as number
        ids[row] = ids[row - 1] as number
        row--
      }
      times[row] = time
      ids[row] = id
    }
  }

  /**
   * Spreads events over the buckets of a new, finer rung; false when that is impossible. `oldestFirst` says in which
   * order events of one instant come.
   */
  #spread(times: Float64Array, ids: Int32Array, count: number, oldestFirst: boolean): boolean {
    if (this.#depth === RUNGS_MAX) return false
    let first = times[0] as number
    let last = first
    for (let row = 1; row < count; row++) {
      const time = times[row] as number
      if (time < first) first = time
      else if (time > last) last = time
    }
    if (first === last) return false
    const rung = this.#rungs[this.#depth++] as Rung
    if (rung.heads.length < count) rung.heads = new Int32Array(2 * count).fill(NONE)
    rung.start = first
    rung.scale = count / (last - first)
    rung.buckets = count
    rung.current = 0
    rung.size = 0
    for (let i = 0; i < count; i++) {
      const row = oldestFirst ? i : count - 1 - i
      const time = times[row] as number
      const place = (time - first) * rung.scale
      this.#hang(rung, place < count ? place | 0 : count - 1, time, ids[row] as number)
    }
    return true
  }

  #growIds(): void {
    const capacity = this.codes.length * 2
    this.sequences = copyInto(new Float64Array(capacity), this.sequences)
    this.codes = copyInto(new Int32Array(capacity), this.codes)
    this.#time = copyInto(new Float64Array(capacity), this.#time)
    this.#next = copyInto(new Int32Array(capacity), this.#next)
  }

  #growTop(): void {
    const capacity = this.#topTime.length * 2
    this.#topTime = copyInto(new Float64Array(capacity), this.#topTime)
    this.#topId = copyInto(new Int32Array(capacity), this.#topId)
  }

  #growBottom(): void {
    const capacity = this.bottomTime.length * 2
    this.bottomTime = copyInto(new Float64Array(capacity), this.bottomTime)
    this.bottomId = copyInto(new Int32Array(capacity), this.bottomId)
  }
}

function copyInto<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source)
  return target
}
