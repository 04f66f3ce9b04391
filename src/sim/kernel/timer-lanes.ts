const NO_SLOT = -1
/** A slot whose timer is not armed; no event has this sequence. */
const UNARMED = -1
const ROWS_AT_FIRST = 64
/** Rows of cancelled timers a lane may carry before it is compacted, beside as many as it has armed ones. */
const DEAD_ROWS_FREE = 4096

/** One ring buffer per distinct delay: timers of one delay are born in the order in which they are due. */
class Lane {
  readonly delay: number
  times: Float64Array = new Float64Array(ROWS_AT_FIRST)
  sequences: Float64Array = new Float64Array(ROWS_AT_FIRST)
  slots: Int32Array = new Int32Array(ROWS_AT_FIRST)
  head = 0
  rows = 0
  armed = 0

  constructor(delay: number) {
    this.delay = delay
  }
}

/**
 * Timers with constant delays, nearly all of which are cancelled: arming appends to a ring, cancelling marks a slot,
 * and the event loop looks here only when the next event passes `bound`. Cancelled rows are dropped when they come to
 * the head of their lane, or all at once when they outnumber the armed ones.
 */
export class TimerLanes {
  /** No armed timer is due before this time. */
  bound: number = Number.POSITIVE_INFINITY
  /** Timers armed now. */
  armed = 0
  /** Set by `earliest`: the lane whose head is next. */
  #next: Lane | undefined

  readonly #lanes: Lane[] = []
  #slotSequence = new Float64Array(ROWS_AT_FIRST)
  #slotCode = new Int32Array(ROWS_AT_FIRST)
  #slotLane = new Int32Array(ROWS_AT_FIRST)
  #slotNext = new Int32Array(ROWS_AT_FIRST)
  #free = NO_SLOT
  #fresh = 0

  /** The lane for timers of `delay` ns; asking twice for one delay gives one lane. */
  lane(delay: number): number {
    const known = this.#lanes.findIndex((lane) => lane.delay === delay)
    return known >= 0 ? known : this.#lanes.push(new Lane(delay)) - 1
  }

  /** Arms a timer and returns its slot, valid until the timer fires or is cancelled. */
  arm(laneIndex: number, now: number, sequence: number, code: number): number {
    const lane = this.#lanes[laneIndex] as Lane
    const slot = this.#takeSlot()
    this.#slotSequence[slot] = sequence
    this.#slotCode[slot] = code
    this.#slotLane[slot] = laneIndex
    if (lane.rows === lane.times.length) this.#makeRoom(lane)
    const row = (lane.head + lane.rows) & (lane.times.length - 1)
    const time = now + lane.delay
    lane.times[row] = time
    lane.sequences[row] = sequence
    lane.slots[row] = slot
    lane.rows++
    lane.armed++
    this.armed++
    if (time < this.bound) this.bound = time
    return slot
  }

  /** Cancels the timer in `slot`, which must be armed. */
  cancel(slot: number): void {
    const lane = this.#lanes[this.#slotLane[slot] as number] as Lane
    this.#slotSequence[slot] = UNARMED
    this.#slotNext[slot] = this.#free
    this.#free = slot
    lane.armed--
    this.armed--
    if (lane.rows > 2 * lane.armed + DEAD_ROWS_FREE) this.#compact(lane)
  }

  /** Finds the next timer, drops cancelled rows before it and makes `bound` exact. */
  refresh(): void {
    let time = Number.POSITIVE_INFINITY
    let sequence = Number.POSITIVE_INFINITY
    this.#next = undefined
    for (const lane of this.#lanes) {
      this.#dropDeadHead(lane)
      if (lane.rows === 0) continue
      const headTime = lane.times[lane.head] as number
      const headSequence = lane.sequences[lane.head] as number
      if (headTime < time || (headTime === time && headSequence < sequence)) {
        time = headTime
        sequence = headSequence
        this.#next = lane
      }
    }
    this.bound = time
  }

  /** Sequence of the next timer; only after `refresh`, and only when `bound` is finite. */
  nextSequence(): number {
    const lane = this.#next as Lane
    return lane.sequences[lane.head] as number
  }

  /** Takes the next timer off and returns its code; only after `refresh`, and only when `bound` is finite. */
  fire(): number {
    const lane = this.#next as Lane
    const slot = lane.slots[lane.head] as number
    const code = this.#slotCode[slot] as number
    lane.head = (lane.head + 1) & (lane.times.length - 1)
    lane.rows--
    lane.armed--
    this.armed--
    this.#slotSequence[slot] = UNARMED
    this.#slotNext[slot] = this.#free
    this.#free = slot
    this.refresh()
    return code
  }

  /** Rows held, armed and cancelled: what the lanes cost in memory. */
  get rows(): number {
    let rows = 0
    for (const lane of this.#lanes) rows += lane.rows
    return rows
  }

  #takeSlot(): number {
    const slot = this.#free
    if (slot !== NO_SLOT) {
      this.#free = this.#slotNext[slot] as number
      return slot
    }
    if (this.#fresh === this.#slotCode.length) this.#growSlots()
    return this.#fresh++
  }

  #growSlots(): void {
    const capacity = this.#slotCode.length * 2
    const grow = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(capacity)
      to.set(from)
      return to
    }
    const sequences = new Float64Array(capacity)
    sequences.set(this.#slotSequence)
    this.#slotSequence = sequences
    this.#slotCode = grow(this.#slotCode)
    this.#slotLane = grow(this.#slotLane)
    this.#slotNext = grow(this.#slotNext)
  }

  #dropDeadHead(lane: Lane): void {
    const mask = lane.times.length - 1
    while (lane.rows > 0) {
      const slot = lane.slots[lane.head] as number
      if (this.#slotSequence[slot] === lane.sequences[lane.head]) return
      lane.head = (lane.head + 1) & mask
      lane.rows--
    }
  }

  #makeRoom(lane: Lane): void {
    this.#compact(lane)
    if (lane.rows * 2 > lane.times.length) this.#resize(lane, lane.times.length * 2)
  }

  #compact(lane: Lane): void {
    const mask = lane.times.length - 1
    let kept = 0
    for (let i = 0; i < lane.rows; i++) {
      const from = (lane.head + i) & mask
      const slot = lane.slots[from] as number
      if (this.#slotSequence[slot] !== lane.sequences[from]) continue
      const to = (lane.head + kept++) & mask
      lane.times[to] = lane.times[from] as number
      lane.sequences[to] = lane.sequences[from] as number
      lane.slots[to] = slot
    }
    lane.rows = kept
  }

  #resize(lane: Lane, capacity: number): void {
    const times = new Float64Array(capacity)
    const sequences = new Float64Array(capacity)
    const slots = new Int32Array(capacity)
    const mask = lane.times.length - 1
    for (let i = 0; i < lane.rows; i++) {
      const from = (lane.head + i) & mask
      times[i] = lane.times[from] as number
      sequences[i] = lane.sequences[from] as number
      slots[i] = lane.slots[from] as number
    }
    lane.times = times
    lane.sequences = sequences
    lane.slots = slots
    lane.head = 0
  }
}
