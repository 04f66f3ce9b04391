import type { Law } from './law.ts'

/** What waits for a worker slot at one instance, and what becomes of it. */
export interface Queue {
  /** Default 10000; `unbounded` is Infinity; 0 refuses unless a slot is free. */
  readonly limit: number
  /** Default `fifo`. */
  readonly discipline: Discipline
  /** How long a request waits before it leaves, ns; absent: as long as it takes. */
  readonly patience?: Law
  /** Absent: no controlled delay. */
  readonly codel?: CoDel
  /** Which requests with a deadline are not begun. Default `expired`. */
  readonly drop: 'expired' | 'hopeless'
  /** Service time that `hopeless` reckons with, ns; 0, the default, is the mean seen so far. */
  readonly estimate: number
}

export interface Discipline {
  readonly kind: 'fifo' | 'lifo' | 'adaptive-lifo' | 'priority'
  /** Of `adaptive-lifo`: the last goes first while more than so many wait; else 0. */
  readonly above: number
}

/** Controlled delay: requests are dropped once all have waited longer than `target` for a whole `interval`; ns. */
export interface CoDel {
  /** Default 5 ms. */
  readonly target: number
  /** Default 100 ms; more than the target. */
  readonly interval: number
}
