import type { Frame } from '../frame.ts'
import type { Batch } from './batch.ts'

/**
 * One broker of the world. Producers (`Producer`) send it batches by calls of its program `<broker>.publish`, whose
 * `deliver` step is `accept`; everything towards the consumers is its own.
 */
export interface Broker {
  /** Whether what one process sends to a node goes over one connection, and arrives in the order in which it went. */
  readonly keepsOrder: boolean
  /** The partition of an event that a message with that key (-1: none) belongs to; 0 where there are no partitions. */
  partitionOf(event: number, key: number): number
  /** The node (instance among all) that the instance `caller` sends a batch to, as far as it knows; -1: any. */
  nodeFor(event: number, partition: number, caller: number): number
  /** A call of `caller` to `node` has ended with `outcome`: that is how producers learn who leads. */
  heard(caller: number, node: number, outcome: number): void
  /**
   * A batch has come to the node of `call`. Returns the outcome, or `DEFERRED` (`SET_ASIDE`) while others must have it:
   * then the call is handed back as `Cargo.deliver` says. `all`: whether the producer waits for all that must have it.
   */
  accept(call: Frame, batch: Batch, all: boolean): number
  /** A call whose `accept` was deferred is stopped. */
  withdraw(call: Frame): void
  /** The run begins. */
  start(): void
  /** An instance, of whatever unit, by index among all, is down with all that is not on disk … */
  crashed(instance: number): void
  /** … and has started again. */
  restarted(instance: number): void
  /**
   * An instance, of whatever unit, is being stopped in order: it is to end what it has, and take nothing new (`out`).
   * Or it is to go on, without having been stopped. Returns whether it is one of the nodes that has others to hand
   * something over to, or a consumer.
   */
  drained(instance: number, out: boolean): boolean
}
