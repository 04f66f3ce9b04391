import { type UsePrice } from './price.ts'
import { findUse } from './price-book.ts'

/** What of a deployment is paid by use. */
export interface ManagedServices {
  readonly queues: readonly ManagedQueue[]
  /** Business transactions whose coordinator is a managed one, paid by state transition. */
  readonly orchestrated: readonly string[]
}

/** A managed broker: every call to it is paid, also one that brings nothing. */
export interface ManagedQueue {
  readonly name: string
  readonly edges: readonly ManagedEdge[]
}

/** Whose calls to a managed broker. */
export interface ManagedEdge {
  /** `shop -> queue` */
  readonly name: string
  /** Of the queues that are used over it, the share that is FIFO, 0 to 1. */
  readonly fifo: number
}

/** Nothing that is paid by use. */
export const NOTHING_MANAGED: ManagedServices = { queues: [], orchestrated: [] }

const MILLION = 1e6

/**
 * US dollars for `calls` to a managed broker of `bytesPerCall` on average: each beginning of 64 KiB is a request. Over
 * an edge with queues of both kinds the calls count as divided among them as the queues are.
 */
export function requestCost(calls: number, bytesPerCall: number, fifo: number): number {
  const cost = (service: UsePrice['service']): number => {
    const { pricePerMillion, bytesPerUse } = findUse(service)
    return (Math.max(1, Math.ceil(bytesPerCall / bytesPerUse)) * calls * pricePerMillion) / MILLION
  }
  return cost('sqs') * (1 - fifo) + cost('sqs-fifo') * fifo
}

/** US dollars for so many state transitions of a managed orchestrator: each call of a leg, undo or confirm is one. */
export function transitionCost(transitions: number): number {
  return (transitions * findUse('step-functions').pricePerMillion) / MILLION
}
