import type { BusinessFact } from './business-fact.ts'
import type { MessageFact } from './message-fact.ts'

/** What a fact about data says. */
export const FactKind = {
  /**
   * At the caller: a read (or a query of a group, or one of the keys of a join) has been answered with `version` and
   * `value`, as they were at `node` at time `effect`.
   */
  read: 0,
  /** At a store: `version` of the key has come into being, in the place of `replaced`. */
  committed: 1,
  /** At the caller: the write that has made `version` is known to have happened. */
  acknowledged: 2,
  /** At the caller: a write has definitely not happened, for the reason `outcome`. */
  refused: 3,
  /** At the caller: whether a write has happened, or will, is not known: `outcome` is a timeout, a reset … */
  unknown: 4,
  /**
   * At a replica, index, cache or other node that keeps the key for good: `version` can be read there from now on, in
   * the place of what was there before; where it has a `cause`, only in the place of what it knew of.
   */
  applied: 5,
  /** At a store: `version`, committed before, is gone for good: it was in a tail that no new leader had. */
  lost: 6,
  /** At the caller: a local transaction has begun; its reads and writes carry its number. */
  begun: 7,
  /**
   * At the store: a local transaction has ended; `value` is 1 when it was committed, 0 when it was rolled back. At the
   * caller (`node` is -1) where it has come to no node.
   */
  ended: 8,
  /**
   * At the store: a statement of a transaction has read or written `version` before it is committed (isolation only).
   */
  touched: 9,
  /**
   * A lease was granted: `value` is its token, `version` its end, ns. Another one with the same token moves the end: to
   * now when the lease is given back.
   */
  granted: 10,
  /** A store has refused a write with an old token: `value` is that token. */
  fenced: 11,
} as const
export type FactKind = (typeof FactKind)[keyof typeof FactKind]

/** No version: the row is not there. */
export const ABSENT = -1

/**
 * What a version knew of, where several can stand beside each other: its dot names it among the versions of its key
 * (the n-th, from 1, that one coordinator has made), and its past has the dots of those it stands in the place of. It
 * never changes.
 */
export interface Cause {
  readonly dot: { readonly actor: number; readonly counter: number }
  readonly past: { has(dot: { readonly actor: number; readonly counter: number }): boolean }
}

/**
 * One fact about data, in numbers. The world fills one object again and again: who keeps a fact copies it. Indexes are
 * those of the plan; times are integer ns; -1 stands for "none" unless a field says otherwise.
 */
export class DataFact {
  kind: FactKind = FactKind.read
  /** Now. */
  at = 0
  /** When the caller began the statement. */
  began = 0
  /** When it took effect at the store. */
  effect = 0
  record = 0
  /** The key; of a query and an insert into groups, the group. */
  key = 0
  /** Whether `key` is a group, and `version` says how often its rows have changed. */
  group = false
  /** Instance that was asked or has applied it; -1 for a cache. */
  node = -1
  /** Who reads and writes one after the other: a user, the value of an input, or the request itself. */
  session = -1
  workload = -1
  request = -1
  /** Program (an operation) of the caller's step. */
  operation = -1
  /** Unique in the run. */
  transaction = -1
  /** The business transaction that it is part of; its leg, and what is done about that: see `Business`. */
  business = -1
  leg = -1
  phase = 0
  /**
   * Unique in the run and growing: a write that comes to its store (or coordinator) later has a greater one. 0 is what
   * was there at the start, `ABSENT` nothing.
   */
  version = 0
  /**
   * Where the version stands among those of its key, for the store itself: with a leader the version, with "last writer
   * wins" the time on the coordinator's clock. Equal ones are ordered by version.
   */
  order = 0
  value = 0
  /** Version that was in its place before. */
  replaced = -1
  /** Version that the value was computed from, by the caller or in the store; -1: it did not depend on any. */
  basedOn = -1
  /** Of a copy: the version of the record it copies. */
  source = -1
  /** How a write ended. */
  outcome = 0
  /** A leader took it whose term was over: there were two. */
  usurped = false
  /** Of what is `applied` where conflicting versions are kept side by side; else `null`. */
  cause: Cause | null = null
}

/** Sees everything that happens to data. It must not touch the world, and is the same to the run as none. */
export interface DataObserver {
  observed(fact: DataFact): void
  /** An episode of a fault has begun; `at` is now, ns. */
  struck?(at: number): void
  /** … and has ended. */
  healed?(at: number): void
  /** Sees everything that happens to messages … */
  messaged?(fact: MessageFact): void
  /** … and to business transactions. */
  transacted?(fact: BusinessFact): void
}
