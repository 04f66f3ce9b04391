import type { Business } from '../../../business.ts'
import type { Context } from '../../../context.ts'
import type { LogTransaction } from './log-transaction.ts'

/** What a handler knows whose messages are part of a transaction of the log. */
export class TransactionScope implements Context {
  readonly session: object
  readonly transaction = null
  readonly token: number
  readonly lease: number
  readonly business: Business | null
  readonly once: number
  readonly log: LogTransaction

  constructor({ session, token, lease, business, once }: Context, log: LogTransaction) {
    this.session = session
    this.token = token
    this.lease = lease
    this.business = business
    this.once = once
    this.log = log
  }

  get outside(): TransactionScope {
    return this
  }
}
