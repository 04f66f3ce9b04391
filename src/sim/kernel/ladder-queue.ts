/** At most this many events are sorted straight into the bottom; more are spread over a new rung. */
const SORT_AT_ONCE = 48
/** A bottom that grows beyond this by insertion is spread over a new rung. */
const BOTTOM_LIMIT = 96
/** Deeper rungs no longer pay: what is left in one bucket is sorted whatever its number. */
const RUNGS_MAX = 8
const NIL = -1

/** One rung: equal-width buckets over a span of time, each a linked list of nodes. */
class Rung {
  start = 0
  inverseWidth = 0
  width = 0
  buckets = 0
  /** The first bucket not yet taken. */
  current = 0
  size = 0
  heads: Int32Array = new Int32Array(64)
  counts: Int32Array = new Int32Array(64)

  /** Prepares the rung for `buckets` equal buckets from `start` to `end` (exclusive). */
  open(start: number, end: number, buckets: number): void {
    if (buckets > this.heads.length) {
      const capacity = 1 << (32 - Math.clz32(buckets - 1))
      this.heads = new Int32Array(capacity)
      this.counts = new Int32Array(capacity)
    }
    this.heads.fill(NIL, 0, buckets)
    this.counts.fill(0, 0, buckets)
    this.start = start
    this.width = (end - start) / buckets
    this.inverseWidth = buckets / (end - start)
    this.buckets = buckets
    this.current = 0
    this.size = 0
  }

  /** Monotone in `time`, so that buckets are ordered whatever the rounding; times past the end fall into the last. */
  bucketOf(time: number): number {
    const bucket = Math.floor((time - this.start) * this.inverseWidth)
    return bucket < this.buckets ? bucket : this.buckets - 1
  }
}

/**
 * The pending events, ordered by (time, sequence): a ladder queue (Tang, Goh and Thng, "Ladder queue: an O(1) priority
 * queue structure for large-scale discrete event simulation", ACM TOMACS 15(3), 2005) in typed arrays. Far events lie
 * unsorted in the top, nearer ones in buckets of ever finer rungs, the nearest sorted in the bottom. Few events go from
 * the top straight into the bottom, so the queue is as quick for two events as for a million.
 */
export class LadderQueue {
  /** Number of events. */
  size = 0

  /** The sorted bottom, latest first, so that the next event is the last row. */
  bottomSize = 0
  bottomTime: Float64Array = new Float64Array(BOTTOM_LIMIT * 2)
  bottomSequence: Float64Array = new Float64Array(BOTTOM_LIMIT * 2)
  bottomCode: Int32Array = new Int32Array(BOTTOM_LIMIT * 2)

  #time = new Float64Array(64)
  #sequence = new Float64Array(64)
  #code = new Int32Array(64)
  #next = new Int32Array(64)
  #free = NIL
  #fresh = 0

  readonly #rungs: Rung[] = Array.from({ length: RUNGS_MAX }, () => new Rung())
  #depth = 0

  /** Events at or after this time belong to the top. */
  #topStart = 0
  #topHead = NIL
  #topSize = 0
  #topMin = Number.POSITIVE_INFINITY
  #topMax = 0

  push(time: number, sequence: number, code: number): void {
    this.size++
    if (time >= this.#topStart) {
      this.#pushTop(time, this.#node(time, sequence, code))
      return
    }
    const depth = this.#depth
    for (let r = 0; r < depth; r++) {
      const rung = this.#rungs[r] as Rung
      const bucket = rung.bucketOf(time)
      if (bucket >= rung.current) {
        this.#pushBucket(rung, bucket, this.#node(time, sequence, code))
        return
      }
    }
    this.#insertBottom(time, sequence, code)
    if (this.bottomSize > BOTTOM_LIMIT && this.#depth < RUNGS_MAX) this.#spreadBottom()
  }

  /** Makes sure that the bottom holds the next event. The queue must not be empty. */
  refill(): void {
    while (this.bottomSize === 0) {
      if (this.#depth === 0) this.#takeTop()
      else this.#takeBucket()
    }
  }

  /** Removes the next event; the bottom must not be empty (see `refill`). */
  pop(): void {
    this.bottomSize--
    this.size--
  }

  /** Drops every event that `keep` refuses. */
  retain(keep: (code: number, sequence: number) => boolean): void {
    const times: number[] = []
    const sequences: number[] = []
    const codes: number[] = []
    while (this.size > 0) {
      if (this.bottomSize === 0) this.refill()
      const last = this.bottomSize - 1
      const sequence = this.bottomSequence[last] as number
      const code = this.bottomCode[last] as number
      if (keep(code, sequence)) {
        times.push(this.bottomTime[last] as number)
        sequences.push(sequence)
        codes.push(code)
      }
      this.pop()
    }
    // Nothing is pending now, so the ladder may be built anew from the first survivor.
    this.#depth = 0
    this.#topStart = times[0] ?? this.#topStart
    for (let i = 0; i < times.length; i++) this.push(times[i] as number, sequences[i] as number, codes[i] as number)
  }

  #node(time: number, sequence: number, code: number): number {
    let node = this.#free
    if (node !== NIL) this.#free = this.#next[node] as number
    else {
      if (this.#fresh === this.#time.length) this.#grow()
      node = this.#fresh++
    }
    this.#time[node] = time
    this.#sequence[node] = sequence
    this.#code[node] = code
    return node
  }

  #grow(): void {
    const capacity = this.#time.length * 2
    this.#time = copyInto(new Float64Array(capacity), this.#time)
    this.#sequence = copyInto(new Float64Array(capacity), this.#sequence)
    this.#code = copyInto(new Int32Array(capacity), this.#code)
    this.#next = copyInto(new Int32Array(capacity), this.#next)
  }

  #pushTop(time: number, node: number): void {
    this.#next[node] = this.#topHead
    this.#topHead = node
    this.#topSize++
    if (time < this.#topMin) this.#topMin = time
    if (time > this.#topMax) this.#topMax = time
  }

  #pushBucket(rung: Rung, bucket: number, node: number): void {
    this.#next[node] = rung.heads[bucket] as number
    rung.heads[bucket] = node
    rung.counts[bucket] = (rung.counts[bucket] as number) + 1
    rung.size++
  }

  /** Empties the top: a few events into the bottom, many into the first rung. */
  #takeTop(): void {
    const head = this.#topHead
    const count = this.#topSize
    const start = this.#topMin
    const end = this.#topMax + 1
    this.#topHead = NIL
    this.#topSize = 0
    this.#topMin = Number.POSITIVE_INFINITY
    this.#topMax = 0
    this.#topStart = end
    if (count <= SORT_AT_ONCE || end - start <= 1) this.#sortIntoBottom(head, count)
    else this.#spread(head, count, start, end)
  }

  /** Takes the next bucket of the deepest rung: into the bottom if it is small, else into a finer rung. */
  #takeBucket(): void {
    const rung = this.#rungs[this.#depth - 1] as Rung
    if (rung.size === 0) {
      this.#depth--
      return
    }
    let bucket = rung.current
    while (rung.counts[bucket] === 0) bucket++
    rung.current = bucket + 1
    const head = rung.heads[bucket] as number
    const count = rung.counts[bucket] as number
    rung.size -= count
    const start = rung.start + bucket * rung.width
    if (count > SORT_AT_ONCE && this.#depth < RUNGS_MAX && rung.width > 1) {
      this.#spread(head, count, start, start + rung.width)
    } else this.#sortIntoBottom(head, count)
  }

  #spread(head: number, count: number, start: number, end: number): void {
    const rung = this.#rungs[this.#depth++] as Rung
    rung.open(start, end, count)
    let node = head
    while (node !== NIL) {
      const next = this.#next[node] as number
      const bucket = rung.bucketOf(this.#time[node] as number)
      this.#pushBucket(rung, bucket > 0 ? bucket : 0, node)
      node = next
    }
  }

  /** Moves a bottom that has grown too long into a new finest rung. */
  #spreadBottom(): void {
    const count = this.bottomSize
    const start = this.bottomTime[count - 1] as number
    const above = this.#depth > 0 ? (this.#rungs[this.#depth - 1] as Rung) : undefined
    const end = above === undefined ? this.#topStart : above.start + above.current * above.width
    if (end - start <= 1) return
    const rung = this.#rungs[this.#depth++] as Rung
    rung.open(start, end, count)
    for (let i = 0; i < count; i++) {
      const time = this.bottomTime[i] as number
      const node = this.#node(time, this.bottomSequence[i] as number, this.bottomCode[i] as number)
      this.#pushBucket(rung, rung.bucketOf(time), node)
    }
    this.bottomSize = 0
    this.refill()
  }

  /** Moves a list into the empty bottom. Events of one instant come newest first, which is the order wanted here. */
  #sortIntoBottom(head: number, count: number): void {
    if (count > this.bottomTime.length) this.#growBottom(count)
    if (count > BOTTOM_LIMIT && !this.#isDescending(head)) {
      this.#sortMany(head, count)
      return
    }
    let node = head
    while (node !== NIL) {
      const next = this.#next[node] as number
      this.#insertBottom(this.#time[node] as number, this.#sequence[node] as number, this.#code[node] as number)
      this.#release(node)
      node = next
    }
  }

  #isDescending(head: number): boolean {
    let node = head
    for (let next = this.#next[node] as number; next !== NIL; next = this.#next[node] as number) {
      const later = (this.#time[node] as number) - (this.#time[next] as number)
      if (later < 0 || (later === 0 && (this.#sequence[node] as number) < (this.#sequence[next] as number)))
        return false
      node = next
    }
    return true
  }

  #sortMany(head: number, count: number): void {
    const nodes = new Int32Array(count)
    let filled = 0
    for (let node = head; node !== NIL; node = this.#next[node] as number) nodes[filled++] = node
    const time = this.#time
    const sequence = this.#sequence
    nodes.sort((a, b) => {
      const later = (time[b] as number) - (time[a] as number)
      return later !== 0 ? later : (sequence[b] as number) - (sequence[a] as number)
    })
    for (const node of nodes) {
      this.#appendBottom(time[node] as number, sequence[node] as number, this.#code[node] as number)
      this.#release(node)
    }
  }

  #release(node: number): void {
    this.#next[node] = this.#free
    this.#free = node
  }

  #appendBottom(time: number, sequence: number, code: number): void {
    const row = this.bottomSize++
    this.bottomTime[row] = time
    this.bottomSequence[row] = sequence
    this.bottomCode[row] = code
  }

  #insertBottom(time: number, sequence: number, code: number): void {
    if (this.bottomSize === this.bottomTime.length) this.#growBottom(this.bottomSize + 1)
    const times = this.bottomTime
    const sequences = this.bottomSequence
    const codes = this.bottomCode
    let row = this.bottomSize++
    while (row > 0) {
      const before = times[row - 1] as number
      if (before > time || (before === time && (sequences[row - 1] as number) > sequence)) break
      times[row] = before
      sequences[row] = sequences[row - 1] as number
      codes[row] = codes[row - 1] as number
      row--
    }
    times[row] = time
    sequences[row] = sequence
    codes[row] = code
  }

  #growBottom(rows: number): void {
    const capacity = 1 << (32 - Math.clz32(rows))
    this.bottomTime = copyInto(new Float64Array(capacity), this.bottomTime)
    this.bottomSequence = copyInto(new Float64Array(capacity), this.bottomSequence)
    this.bottomCode = copyInto(new Int32Array(capacity), this.bottomCode)
  }
}

function copyInto<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source)
  return target
}
