import type { PaidRequests } from '../folds/run-fold.ts'
import { findUse } from './price-book.ts'

/** What of a deployment is paid by use. */
export interface ManagedServices {
  /** Brokers that are paid by the request. */
  readonly queues: readonly string[]
  /** Business transactions whose coordinator is a managed one, paid by state transition. */
  readonly orchestrated: readonly string[]
}

/** Nothing that is paid by use. */
export const NOTHING_MANAGED: ManagedServices = { queues: [], orchestrated: [] }

const MILLION = 1e6

/** US dollars for so many requests to a managed broker. */
export function requestCost({ standard, fifo }: PaidRequests): number {
  return (standard * findUse('sqs').pricePerMillion + fifo * findUse('sqs-fifo').pricePerMillion) / MILLION
}

/** US dollars for so many state transitions of a managed orchestrator: each call of a leg, undo or confirm is one. */
export function transitionCost(transitions: number): number {
  return (transitions * findUse('step-functions').pricePerMillion) / MILLION
}
