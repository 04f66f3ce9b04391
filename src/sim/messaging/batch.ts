import type { Message } from './message.ts'

/** Messages that a producer sends together, to one node and of one event; they are taken or refused together. */
export interface Batch {
  readonly event: number
  readonly partition: number
  readonly messages: readonly Message[]
  /**
   * Instance of the producer, and which of its lives: a restarted process is another producer, and so is one that has
   * begun to number anew because it has given a batch up.
   */
  readonly producer: number
  readonly life: number
  /** Number of its first message among those of the producer for the partition, counted from 0. */
  readonly sequence: number
}
