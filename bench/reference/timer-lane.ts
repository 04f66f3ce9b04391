/**
 * Timers of one delay. They are armed in the order in which they fall due, so arming appends to a ring, and cancelling
 * or arming anew only makes the older entry stale; stale entries leave when they reach the head.
 */
export class TimerLane {
  /** No timer of the lane falls due before this time; `Infinity` when the ring is empty. */
  bound: number = Infinity
  private readonly delay: number
  private due: Float64Array = new Float64Array(1024)
  private owner: Int32Array = new Int32Array(1024)
  private stamp: Int32Array = new Int32Array(1024)
  private head = 0
  private count = 0
  /** The stamp of each owner's armed timer; an entry with another one is stale. */
  private readonly current: Int32Array

  constructor(delay: number, owners: number) {
    this.delay = delay
    this.current = new Int32Array(owners)
  }

  /** Arms the owner's timer; one that is armed already is cancelled. */
  arm(now: number, owner: number): void {
    if (this.count === this.due.length) this.grow()
    const due = now + this.delay
    const index = (this.head + this.count++) & (this.due.length - 1)
    this.due[index] = due
    this.owner[index] = owner
    const stamp = ((this.current[owner] as number) + 1) | 0
    this.stamp[index] = stamp
    this.current[owner] = stamp
    if (this.count === 1) this.bound = due
  }

  cancel(owner: number): void {
    this.current[owner] = ((this.current[owner] as number) + 1) | 0
  }

  /** Drops stale entries that fall due by `until`; whether a timer then falls due at `bound`, by `until`. */
  settle(until: number): boolean {
    const mask = this.due.length - 1
    while (this.count > 0) {
      const index = this.head & mask
      this.bound = this.due[index] as number
      if (this.bound > until) return false
      if (this.stamp[index] === this.current[this.owner[index] as number]) return true
      this.head = (this.head + 1) & mask
      this.count--
    }
    this.bound = Infinity
    return false
  }

  /** Takes the timer that `settle` found; its owner. */
  fire(): number {
    const owner = this.owner[this.head] as number
    this.cancel(owner)
    return owner
  }

  private grow(): void {
    const { due, owner, stamp } = this
    const size = due.length
    this.due = new Float64Array(2 * size)
    this.owner = new Int32Array(2 * size)
    this.stamp = new Int32Array(2 * size)
    for (let offset = 0; offset < size; offset++) {
      const index = (this.head + offset) & (size - 1)
      this.due[offset] = due[index] as number
      this.owner[offset] = owner[index] as number
      this.stamp[offset] = stamp[index] as number
    }
    this.head = 0
  }
}
