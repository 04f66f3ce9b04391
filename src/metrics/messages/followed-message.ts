import type { MessageFact } from '../../sim/message-fact.ts'
import type { Followed } from '../follow-book.ts'
import type { Lane } from './lanes.ts'
import { Way } from './way.ts'

/** What the publisher knows of a message. */
export const Answer = { none: 0, confirmed: 1, givenUp: 2 } as const
export type Answer = (typeof Answer)[keyof typeof Answer]

/** Numbers that are kept of each fact. */
const FIELDS = 7
/** Of a long story the beginning and the end are kept. */
const FIRST = 8
const LAST = 6

/** What a fact has said, kept for a story. */
export interface KeptFact {
  /** Its place in `MESSAGE_DEEDS`. */
  readonly deed: number
  readonly at: number
  readonly subscription: number
  readonly instance: number
  readonly delivery: number
  readonly outcome: number
  readonly cause: number
}

/** A message that is followed. */
export class FollowedMessage implements Followed {
  readonly id: number
  place = -1
  readonly event: number
  readonly key: number
  readonly publishedAt: number
  readonly workload: number
  readonly request: number
  readonly business: number
  readonly leg: number
  readonly measured: boolean
  answer: Answer = Answer.none
  /** In the order of the subscriptions of its event. */
  readonly ways: readonly Way[]
  /** Where its order is watched; `null` without a key. */
  readonly lane: Lane | null
  readonly #log: number[] = []

  constructor(fact: MessageFact, measured: boolean, subscriptions: number, lane: Lane | null) {
    this.id = fact.message
    this.event = fact.event
    this.key = fact.key
    this.publishedAt = fact.publishedAt
    this.workload = fact.workload
    this.request = fact.request
    this.business = fact.business
    this.leg = fact.leg
    this.measured = measured
    this.lane = lane
    this.ways = Array.from({ length: subscriptions }, () => new Way())
  }

  /** Keeps a fact for the story, as the given one of `MESSAGE_DEEDS`. */
  keep({ at, subscription, instance, delivery, outcome, cause }: MessageFact, deed: number): void {
    const log = this.#log
    if (log.length >= (FIRST + LAST) * FIELDS) log.splice(FIRST * FIELDS, FIELDS)
    log.push(deed, at, subscription, instance, delivery, outcome, cause)
  }

  /** What is kept of its story; of other subscriptions than `subscription` nothing. */
  story(subscription: number): readonly KeptFact[] {
    const log = this.#log
    const facts: KeptFact[] = []
    for (let at = 0; at < log.length; at += FIELDS) {
      const of = (field: number): number => log[at + field] as number
      if (of(2) >= 0 && of(2) !== subscription) continue
      const where = { at: of(1), subscription: of(2), instance: of(3) }
      facts.push({ deed: of(0), ...where, delivery: of(4), outcome: of(5), cause: of(6) })
    }
    return facts
  }
}
