import type { Frame } from '../../frame.ts'
import { LinkedQueue } from '../../linked-queue.ts'
import { NumberMap } from '../../number-map.ts'

/** Who holds locks and waits for them. */
export interface LockOwner<O> {
  readonly locks: Lock<O>[]
  readonly waiters: Waiter<O>[]
}

/** The exclusive lock of one row; it exists while somebody has it. */
export interface Lock<O> {
  /** See `rowPlace`. */
  place: number
  owner: O
  readonly queue: LinkedQueue<Waiter<O>>
}

/** A statement that waits for a lock. */
export interface Waiter<O> {
  readonly lock: Lock<O>
  readonly owner: O
  readonly call: Frame
  /** When it began to wait, ns. */
  readonly since: number
  /** Links of the queue. */
  next: Waiter<O> | null
  before: Waiter<O> | null
}

/**
 * Row locks of one node: one holder each, and those who wait get it in the order in which they came. (PostgreSQL's own
 * queue is not quite fair: who wakes on a row that has changed queues again for its new version, and newcomers may
 * pass. Measured, that leaves throughput and mean as they are and lengthens the tail.)
 */
export class LockTable<O extends LockOwner<O>> {
  readonly #locks = new NumberMap<Lock<O>>()
  /** That nobody has any more, for other rows. */
  readonly #spare: Lock<O>[] = []
  readonly #granted: (waiter: Waiter<O>) => void
  /** Locks to be handed on, of which the first `#freedCount` count. */
  readonly #freed: Lock<O>[] = []
  #freedCount = 0
  #handing = false

  /** `granted`: one who has waited has the lock now; it may give it back at once. */
  constructor(granted: (waiter: Waiter<O>) => void) {
    this.#granted = granted
  }

  /** Locks that somebody has. */
  get size(): number {
    return this.#locks.size
  }

  /** Who has the lock of a row. */
  ownerOf(place: number): O | undefined {
    return this.#locks.get(place)?.owner
  }

  /** Takes the lock of a row (`null`), or waits for it. */
  take(place: number, owner: O, call: Frame, now: number): Waiter<O> | null {
    const lock = this.#locks.get(place)
    if (lock === undefined) {
      this.#lock(place, owner)
      return null
    }
    if (lock.owner === owner) return null
    const waiter: Waiter<O> = { lock, owner, call, since: now, next: null, before: null }
    lock.queue.join(waiter)
    owner.waiters.push(waiter)
    return waiter
  }

  /** Gives the lock of a row to `owner`, whoever has it; returns who had it. */
  seize(place: number, owner: O): O | undefined {
    const lock = this.#locks.get(place)
    if (lock === undefined) {
      this.#lock(place, owner)
      return undefined
    }
    const before = lock.owner
    if (before === owner) return before
    drop(before.locks, lock)
    lock.owner = owner
    owner.locks.push(lock)
    return before
  }

  /** One does not wait any more. */
  leave(waiter: Waiter<O>): void {
    waiter.lock.queue.leave(waiter)
    drop(waiter.owner.waiters, waiter)
  }

  /** Frees all locks of an owner, who waits for none; each goes to the next who waits for it. */
  release(owner: O): void {
    const { locks } = owner
    if (locks.length === 0) return
    for (const lock of locks) this.#freed[this.#freedCount++] = lock
    // Arrays whose length is set to 0 lose their room, and would have to be given it again.
    while (locks.length > 0) locks.pop()
    // Who gets a lock may free others at once; that is done here, and nothing grows the stack.
    if (this.#handing) return
    this.#handing = true
    for (let i = 0; i < this.#freedCount; i++) this.#handOn(this.#freed[i] as Lock<O>)
    this.#freedCount = 0
    this.#handing = false
  }

  /** Whether an owner waits for a lock that, through others who wait, is waiting for the owner itself. */
  isInDeadlock(owner: O): boolean {
    const seen = new Set<O>()
    const stack: O[] = [owner]
    for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
      for (const { lock } of one.waiters) {
        if (lock.owner === owner) return true
        if (seen.has(lock.owner)) continue
        seen.add(lock.owner)
        stack.push(lock.owner)
      }
    }
    return false
  }

  #lock(place: number, owner: O): void {
    const lock = this.#spare.pop() ?? { place, owner, queue: new LinkedQueue() }
    lock.place = place
    lock.owner = owner
    this.#locks.set(place, lock)
    owner.locks.push(lock)
  }

  #handOn(lock: Lock<O>): void {
    const next = lock.queue.first
    if (next === null) {
      this.#locks.delete(lock.place)
      this.#spare.push(lock)
      return
    }
    const { owner } = next
    lock.owner = owner
    owner.locks.push(lock)
    // Of a statement that was sent more than once, all wait; they get it together.
    for (let one = waiterFor(lock, owner); one !== undefined; one = waiterFor(lock, owner)) {
      this.leave(one)
      this.#granted(one)
    }
  }
}

function waiterFor<O extends LockOwner<O>>(lock: Lock<O>, owner: O): Waiter<O> | undefined {
  return owner.waiters.find((one) => one.lock === lock)
}

function drop<T>(list: T[], one: T): void {
  const position = list.indexOf(one)
  if (position >= 0) list.splice(position, 1)
}
