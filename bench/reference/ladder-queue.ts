/** A bucket, or the top, with at most this many entries is sorted at once; a larger one becomes a rung. */
const fewEntries = 48

/** Events pushed into the sorted bottom until it is made a rung. */
const bottomLimit = 96

/** Buckets a rung has for each of its entries. */
const bucketsPerEntry = 1

/** Rungs after which a bucket is sorted whatever its size: equal times cannot be told apart by narrower buckets. */
const maxRungs = 8

/** One step of the ladder: equally wide buckets over the time of one bucket of the rung above. */
class Rung {
  start = 0
  /** Buckets per unit of time. */
  scale = 0
  /** The first bucket not yet taken. */
  current = 0
  buckets = 0
  /** Entries in the buckets from `current` on. */
  count = 0
  /** Entry last put into each bucket, -1 for none; the others hang on it, so a bucket reads newest first. */
  heads: Int32Array = new Int32Array(0)
}

/**
 * Pending events in the order of (time, insertion): a ladder queue (Tang, Goh and Thng, ACM TOMACS 15(3), 2005) in
 * typed arrays. An event is an id from 0 to `capacity` - 1 that is pending at most once. Far events lie unsorted in the
 * top, nearer ones in buckets, and only the nearest bucket is sorted, so an operation costs the same at ten events and
 * at a hundred thousand.
 */
export class LadderQueue {
  private readonly time: Float64Array
  private readonly next: Int32Array
  private readonly topTime: Float64Array
  private readonly topId: Int32Array
  private topCount = 0
  /** Events at or after this time go to the top. */
  private topStart = 0
  private readonly rungs: Rung[] = Array.from({ length: maxRungs }, () => new Rung())
  private depth = 0
  /** The nearest events, latest first, so that the next one is at the end. */
  private readonly bottomTime: Float64Array
  private readonly bottomId: Int32Array
  private bottomCount = 0

  constructor(capacity: number) {
    this.time = new Float64Array(capacity)
    this.next = new Int32Array(capacity)
    this.topTime = new Float64Array(capacity)
    this.topId = new Int32Array(capacity)
    this.bottomTime = new Float64Array(capacity)
    this.bottomId = new Int32Array(capacity)
  }

  push(time: number, id: number): void {
    if (time >= this.topStart) {
      const index = this.topCount++
      this.topTime[index] = time
      this.topId[index] = id
      return
    }
    for (let level = 0; level < this.depth; level++) {
      const rung = this.rungs[level] as Rung
      const place = (time - rung.start) * rung.scale
      // With all its buckets taken a rung is empty, and what lies past its end is nearer than the rung above.
      if (place >= rung.current && rung.current < rung.buckets) {
        const bucket = place < rung.buckets ? place | 0 : rung.buckets - 1
        this.time[id] = time
        this.next[id] = rung.heads[bucket] as number
        rung.heads[bucket] = id
        rung.count++
        return
      }
    }
    this.insertIntoBottom(time, id)
  }

  /** Time of the next event; `Infinity` when there is none. */
  nextTime(): number {
    if (this.bottomCount === 0 && !this.refill()) return Infinity
    return this.bottomTime[this.bottomCount - 1] as number
  }

  /** Takes the next event; only after `nextTime` said there is one. */
  pop(): number {
    return this.bottomId[--this.bottomCount] as number
  }

  private insertIntoBottom(time: number, id: number): void {
    const { bottomTime, bottomId } = this
    let index = this.bottomCount++
    while (index > 0 && (bottomTime[index - 1] as number) <= time) {
      bottomTime[index] = bottomTime[index - 1] as number
      bottomId[index] = bottomId[index - 1] as number
      index--
    }
    bottomTime[index] = time
    bottomId[index] = id
    const { bottomCount } = this
    if (bottomCount > bottomLimit && this.makeRung(bottomTime, bottomId, bottomCount, -1)) this.bottomCount = 0
  }

  /** Fills the empty bottom with the nearest events; false when nothing is pending. */
  private refill(): boolean {
    for (;;) {
      if (this.depth === 0) {
        if (this.topCount === 0) return false
        this.openTop()
        if (this.depth === 0) return true
      }
      const rung = this.rungs[this.depth - 1] as Rung
      if (rung.count === 0) {
        this.depth--
      } else {
        this.takeBucket(rung)
        const { bottomTime, bottomId, bottomCount } = this
        if (bottomCount <= fewEntries || !this.makeRung(bottomTime, bottomId, bottomCount, -1)) {
          this.sortBottom()
          return true
        }
        this.bottomCount = 0
      }
    }
  }

  /** Empties the top into the bottom if it is small, else into the first rung. */
  private openTop(): void {
    const { topTime, topId, topCount } = this
    this.topCount = 0
    let last = topTime[0] as number
    for (let index = 1; index < topCount; index++) last = Math.max(last, topTime[index] as number)
    this.topStart = last
    if (topCount > fewEntries && this.makeRung(topTime, topId, topCount, 1)) return
    for (let index = 0; index < topCount; index++) {
      this.bottomTime[topCount - 1 - index] = topTime[index] as number
      this.bottomId[topCount - 1 - index] = topId[index] as number
    }
    this.bottomCount = topCount
    this.sortBottom()
  }

  /** Moves the first bucket that is not empty to the bottom, newest first. */
  private takeBucket(rung: Rung): void {
    const { heads } = rung
    const { time, next, bottomTime, bottomId } = this
    let bucket = rung.current
    while ((heads[bucket] as number) < 0) bucket++
    let count = 0
    for (let id = heads[bucket] as number; id >= 0; id = next[id] as number) {
      bottomTime[count] = time[id] as number
      bottomId[count++] = id
    }
    heads[bucket] = -1
    rung.current = bucket + 1
    rung.count -= count
    this.bottomCount = count
  }

  /** Orders the bottom, given newest first, so that the next event is last and of equal times the oldest. */
  private sortBottom(): void {
    const { bottomTime, bottomId, bottomCount } = this
    for (let place = 1; place < bottomCount; place++) {
      const time = bottomTime[place] as number
      const id = bottomId[place] as number
      let index = place
      while (index > 0 && (bottomTime[index - 1] as number) < time) {
        bottomTime[index] = bottomTime[index - 1] as number
        bottomId[index] = bottomId[index - 1] as number
        index--
      }
      bottomTime[index] = time
      bottomId[index] = id
    }
  }

  /**
   * Spreads entries over the buckets of a new rung; false if it cannot be finer. Of equal times the older are at lower
   * indexes with `direction` 1, and at higher ones with -1.
   */
  private makeRung(times: Float64Array, ids: Int32Array, count: number, direction: 1 | -1): boolean {
    if (this.depth === maxRungs) return false
    let first = times[0] as number
    let last = first
    for (let index = 1; index < count; index++) {
      const time = times[index] as number
      if (time < first) first = time
      else if (time > last) last = time
    }
    const buckets = count * bucketsPerEntry
    const scale = buckets / (last - first)
    if (!(scale < Infinity)) return false
    const rung = this.rungs[this.depth++] as Rung
    if (rung.heads.length < buckets) rung.heads = new Int32Array(2 * buckets).fill(-1)
    rung.start = first
    rung.scale = scale
    rung.current = 0
    rung.buckets = buckets
    rung.count = count
    const { heads } = rung
    const { time, next } = this
    for (let index = direction > 0 ? 0 : count - 1; index >= 0 && index < count; index += direction) {
      const id = ids[index] as number
      const due = times[index] as number
      const bucket = Math.min(((due - first) * scale) | 0, buckets - 1)
      time[id] = due
      next[id] = heads[bucket] as number
      heads[bucket] = id
    }
    return true
  }
}
