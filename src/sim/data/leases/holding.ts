import type { Business } from '../../business.ts'
import type { Context } from '../../context.ts'
import { ABSENT } from '../../data-fact.ts'
import type { LeasePlan } from '../../data-plan.ts'
import { Outcome } from '../../outcome.ts'
import type { Session } from '../session.ts'

/** Where a frame is in its lease. */
export const Stage = { waiting: 0, asking: 1, holding: 2, returning: 3 } as const

/** What the row of a lease says when nobody has it. */
export const FREE = 0

/** Keys of one record are numbered from 0; more than this many would need another way of telling them apart. */
const KEYS_AT_MOST = 0x1_0000_0000

/**
 * A lease as who wants it knows it: the context of the frame that stands at it, and of all that is done under it. The
 * row of a lease holds its end by the wall clock of the node that has granted it; its version is the token.
 */
export class Holding implements Context {
  readonly session: Session
  readonly plan: LeasePlan
  readonly key: number
  /** What is known outside of the lease. */
  readonly outer: Context
  stage: number = Stage.asking
  /** How often it has been asked for. */
  asked = 0
  /** When it was asked for last, by the clock of the holder and by the true one, ns. */
  askedAt = 0
  askedTruly = 0
  /** Version of the row as it was granted last; `ABSENT` before. */
  granted: number = ABSENT
  /** Node that has granted it. */
  node = -1
  /** What the row says for as long as it is ours: no other grant of the key has the same end. */
  row: number = FREE
  /** What the body has come to, and where. */
  outcome: number = Outcome.ok
  origin = -1

  constructor(plan: LeasePlan, key: number, outer: Context) {
    this.plan = plan
    this.key = key
    this.outer = outer
    this.session = outer.session as Session
  }

  /** Taking a lease and giving it back is never part of a transaction around it. */
  get transaction(): object | null {
    return this.stage === Stage.holding ? this.outer.transaction : null
  }

  get business(): Business | null {
    return this.outer.business
  }

  get once(): number {
    return this.outer.once
  }

  get token(): number {
    return this.plan.fencing ? this.granted : this.outer.token
  }

  get lease(): number {
    return this.plan.fencing ? this.plan.record * KEYS_AT_MOST + this.key : this.outer.lease
  }

  get outside(): Context {
    if (this.outer.transaction === null) return this
    const { session, token, lease, business } = this
    const outside: Context = {
      session,
      token,
      lease,
      business,
      once: -1,
      transaction: null,
      get outside() {
        return outside
      },
    }
    return outside
  }

  /** At its store: whether it is to be had, where the row says `row` and the clock of the node `clock`. */
  acquire(row: number, clock: number): boolean {
    if (row !== FREE && row !== this.row && row > clock) return false
    this.row = clock + this.plan.ttl
    return true
  }

  /** Its holder knows that it has it. */
  taken(version: number, node: number): void {
    this.granted = version
    this.node = node
  }

  /** At its store: whether it is still ours to give back. */
  release(row: number): boolean {
    return row !== FREE && row === this.row
  }
}
