import { EventKind } from '../event-kind.ts'
import { type Frame, NEVER, Waiting } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { Probe } from '../kernel/probe.ts'
import type { CpuQuota } from './cpu-quota.ts'

/** Work that would take less than half a nanosecond more is done: times are whole nanoseconds. */
const DONE = 0.5
/** What rounding may add to a whole number of nanoseconds; without it such a number would be rounded up to the next. */
const ROUNDING = 0.001

/**
 * Cores shared equally by all running work (processor sharing). Each job carries the virtual time at which it is done;
 * virtual time passes at the speed that one job gets, so one pending event serves the whole cpu: a tick at which the
 * earliest job may be done. A tick that comes too early, because jobs have joined since, is simply set again.
 */
export class SharedCpu {
  /**
   * Frames whose work the last tick found done, in the order of their virtual finish; `finishedCount` of them count.
   */
  readonly finished: Frame[] = []
  /** Kept beside the array, because setting the length of an array is slow. */
  finishedCount = 0
  /** What bounds it; `null` for nothing. */
  quota: CpuQuota | null = null

  readonly #engine: Engine
  readonly #cores: number
  readonly #level: number
  readonly #tickCode: number
  readonly #heap: Frame[] = []
  #virtualNow = 0
  #updatedAt = 0
  #tickAt = 0
  #tick = NEVER
  /** Nothing computes: virtual time stands still. */
  #halted = false

  constructor(engine: Engine, cores: number, level: number, instance: number) {
    this.#engine = engine
    this.#cores = cores
    this.#level = level
    this.#tickCode = eventCode(EventKind.cpuTick, instance)
  }

  /** Cores that compute now. */
  get busy(): number {
    if (this.#halted) return 0
    const jobs = this.#heap.length
    return jobs < this.#cores ? jobs : this.#cores
  }

  /** Whether there is work, also while it stands still. */
  get hasWork(): boolean {
    return this.#heap.length > 0
  }

  /** Starts `frame.work` ns of work. */
  start(frame: Frame, probe: Probe): void {
    const now = this.#engine.now
    this.#catchUp(now)
    frame.waiting = Waiting.cpu
    frame.phaseStart = now
    frame.virtualFinish = this.#virtualNow + frame.work
    this.#heap.push(frame)
    this.#siftUp(this.#heap.length - 1, frame)
    if (this.#heap.length <= this.#cores) this.#changed(now, probe)
    this.#setTick(now)
  }

  /** Whether the tick being dispatched is the one that is expected. */
  expects(sequence: number): boolean {
    return this.#tick === sequence
  }

  /** Handles the tick: fills `finished` and sets the next one. */
  tick(probe: Probe): void {
    const now = this.#engine.now
    this.#tick = NEVER
    this.#catchUp(now)
    this.finishedCount = 0
    const before = this.#heap.length
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if ((first.virtualFinish - this.#virtualNow) * this.#slowness() >= DONE) break
      this.#remove(first)
      this.finished[this.finishedCount++] = first
    }
    if (this.#heap.length < this.#cores && this.#heap.length < before) this.#changed(now, probe)
    this.#setTick(now)
  }

  /** Gives up the work of a frame. */
  cancel(frame: Frame, probe: Probe): void {
    const now = this.#engine.now
    this.#catchUp(now)
    const left = Math.max(0, Math.ceil(frame.virtualFinish - this.#virtualNow))
    // Virtual time is not whole: what has only just begun may seem to have more before it than there is.
    frame.used += left < frame.work ? frame.work - left : 0
    this.#remove(frame)
    if (this.#heap.length < this.#cores) this.#changed(now, probe)
    this.#setTick(now)
  }

  /** Everything stands still from now on. */
  halt(probe: Probe): void {
    const now = this.#engine.now
    this.#catchUp(now)
    if (this.#tick !== NEVER) this.#dropTick()
    this.#halted = true
    if (this.hasWork) this.#changed(now, probe)
  }

  /** Everything goes on from where it stood. */
  resume(probe: Probe): void {
    const now = this.#engine.now
    this.#catchUp(now)
    this.#halted = false
    if (this.hasWork) this.#changed(now, probe)
    this.#setTick(now)
  }

  #changed(now: number, probe: Probe): void {
    probe.level(this.#level, now, this.busy)
    if (this.quota !== null) this.quota.changed(this.busy)
  }

  /** Real time that passes for one job while virtual time advances by one. */
  #slowness(): number {
    const jobs = this.#heap.length
    return jobs > this.#cores ? jobs / this.#cores : 1
  }

  #catchUp(now: number): void {
    if (this.#heap.length === 0) this.#virtualNow = 0
    else if (!this.#halted) this.#virtualNow += (now - this.#updatedAt) / this.#slowness()
    this.#updatedAt = now
  }

  #setTick(now: number): void {
    if (this.#halted) return
    const first = this.#heap[0]
    if (first === undefined) {
      if (this.#tick !== NEVER) this.#dropTick()
      return
    }
    const due = now + Math.max(0, Math.ceil((first.virtualFinish - this.#virtualNow) * this.#slowness() - ROUNDING))
    if (this.#tick !== NEVER) {
      if (this.#tickAt <= due) return
      this.#dropTick()
    }
    this.#tickAt = due
    this.#tick = this.#engine.schedule(due - now, this.#tickCode)
  }

  #dropTick(): void {
    this.#tick = NEVER
    this.#engine.disown()
  }

  #siftUp(from: number, frame: Frame): void {
    const heap = this.#heap
    let position = from
    while (position > 0) {
      const above = (position - 1) >> 1
      const other = heap[above] as Frame
      // Equal jobs are done in one tick; their order in it is that of the heap, not that of their coming.
      if (other.virtualFinish <= frame.virtualFinish) break
      heap[position] = other
      other.heapPosition = position
      position = above
    }
    heap[position] = frame
    frame.heapPosition = position
  }

  #siftDown(from: number, frame: Frame): void {
    const heap = this.#heap
    const size = heap.length
    let position = from
    for (let below = 2 * position + 1; below < size; below = 2 * position + 1) {
      let least = heap[below] as Frame
      const right = heap[below + 1]
      if (right !== undefined && right.virtualFinish < least.virtualFinish) {
        least = right
        below++
      }
      if (frame.virtualFinish <= least.virtualFinish) break
      heap[position] = least
      least.heapPosition = position
      position = below
    }
    heap[position] = frame
    frame.heapPosition = position
  }

  #remove(frame: Frame): void {
    const heap = this.#heap
    const position = frame.heapPosition
    frame.heapPosition = -1
    const last = heap.pop() as Frame
    if (last === frame) return
    const above = heap[(position - 1) >> 1]
    if (position > 0 && above !== undefined && above.virtualFinish > last.virtualFinish) this.#siftUp(position, last)
    else this.#siftDown(position, last)
  }
}
