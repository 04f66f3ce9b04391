import { type MessageFact, MessageKind } from '../../sim/message-fact.ts'
import { FollowBook, type FollowLimits } from '../follow-book.ts'
import { Backlogs } from './backlogs.ts'
import { Answer, FollowedMessage } from './followed-message.ts'
import { Lanes } from './lanes.ts'
import { MessageCount } from './message-anomaly.ts'
import { UNREACHED } from './message-event.ts'
import { MessageFindings } from './message-findings.ts'
import type { MessageListener } from './message-listener.ts'
import type { MessageSubjects } from './message-subjects.ts'
import type { MessageSummary } from './message-summary.ts'
import type { MessageTally } from './message-tally.ts'
import { Rebalances } from './rebalances.ts'
import { summarizeMessages } from './summarize-messages.ts'
import type { Way } from './way.ts'

export interface MessageFoldOptions {
  /** End of the warm-up, ns; at least 0. */
  readonly from: number
  /** End of the load, ns; above `from`. */
  readonly to: number
  /** Hears of every anomaly. Default: nobody. */
  readonly listener?: MessageListener
  /** What is followed at most. Default: 131,072 messages that are under way, and the last 16,384 that have ended. */
  readonly limits?: FollowLimits
  /** Windows of [0, `to`) in which a course is kept; default: none is. */
  readonly course?: number
}

const LIMITS: FollowLimits = { open: 131072, ended: 16384 }

/** What has not come this long (ns) before the end of a run that did not come to rest may be on its way. */
const UNDER_WAY = 1e9

/**
 * Measures what becomes of messages, for each event and subscription. A message counts when it was published in the
 * measured time, whenever the rest happens to it. Of the messages of a subscription
 *
 * ```
 * published = handled + deadLettered + waiting + lost + unfollowed
 * ```
 *
 * where each is in the first of these that it fits. Memory does not grow with the run: see `FollowBook`.
 */
export class MessageFold {
  readonly #subjects: MessageSubjects
  readonly #from: number
  readonly #to: number
  readonly #findings: MessageFindings
  readonly #book: FollowBook<FollowedMessage>
  readonly #lanes: Lanes
  /** By subscription; after them by event. */
  readonly #backlogs: Backlogs
  readonly #rebalances: Rebalances
  /** By subscription: its place among those of its event. */
  readonly #places: readonly number[]
  /** Time of the last fact, ns. */
  #now = 0

  constructor(subjects: MessageSubjects, options: MessageFoldOptions) {
    const { from, to, listener = null, limits = LIMITS, course = 0 } = options
    const window = course === 0 ? 0 : to / Math.min(course, to)
    const { events, subscriptions } = subjects
    this.#subjects = subjects
    this.#from = from
    this.#to = to
    this.#findings = new MessageFindings(subjects, listener, window)
    this.#book = new FollowBook(limits, (message) => this.#finish(message, this.#now, true))
    this.#lanes = new Lanes(events.length)
    this.#backlogs = new Backlogs(subscriptions.length + events.length, { from, to }, window)
    this.#rebalances = new Rebalances(subjects, this.#findings, { from, to })
    this.#places = subscriptions.map(({ event }, s) => events[event]?.subscriptions.indexOf(s) ?? -1)
  }

  messaged(fact: MessageFact): void {
    this.#now = fact.at
    if (fact.kind === MessageKind.rebalancing || fact.kind === MessageKind.rebalanced) {
      this.#rebalances.told(fact)
      return
    }
    const message = fact.kind === MessageKind.published ? this.#publish(fact) : this.#book.get(fact.message)
    message?.keep(fact, isUnreached(fact, this.#wayOf(message, fact.subscription)) ? UNREACHED : fact.kind)
    this.#count(fact, message)
    if (message !== undefined) this.#book.mark(message, hasEnded(message, this.#isConfirmed(message)))
  }

  /** An episode of a fault has begun. */
  struck(at: number): void {
    this.#backlogs.struck(at)
  }

  /** … and has ended. */
  healed(at: number): void {
    this.#backlogs.healed(at)
  }

  /**
   * Everything seen, as plain data; nothing is observed afterwards. `at`: when the run ended, ns; `atRest`: whether
   * nothing was under way any more.
   */
  summary({ at, atRest }: { readonly at: number; readonly atRest: boolean }): MessageSummary {
    this.#rebalances.end()
    for (const message of this.#book.entries()) this.#finish(message, at, atRest)
    const measured = Math.max(0, Math.min(at, this.#to) - this.#from)
    return summarizeMessages(this.#subjects, this.#findings, this.#backlogs.end(at), measured)
  }

  #publish(fact: MessageFact): FollowedMessage | undefined {
    const { event, key } = fact
    const measured = this.#isMeasured(fact.publishedAt)
    const count = this.#subjects.events[event]?.subscriptions.length ?? 0
    const message = new FollowedMessage(fact, measured, count, this.#lanes.enter(event, key, count))
    if (this.#book.add(message)) return message
    this.#lanes.leave(message.lane)
    if (measured) this.#findings.count(MessageCount.unfollowed, event, -1, fact.publishedAt)
    return undefined
  }

  #count(fact: MessageFact, message: FollowedMessage | undefined): void {
    switch (fact.kind) {
      case MessageKind.published:
        this.#tell(MessageCount.published, fact)
        break
      case MessageKind.noted:
        this.#tell(MessageCount.noted, fact)
        break
      case MessageKind.confirmed:
        this.#tell(MessageCount.confirmed, fact)
        if (message !== undefined) message.answer = Answer.confirmed
        break
      case MessageKind.unconfirmed:
        this.#tell(MessageCount.unconfirmed, fact)
        if (message !== undefined) message.answer = Answer.givenUp
        break
      case MessageKind.deduplicated:
        this.#tell(MessageCount.deduplicated, fact)
        break
      case MessageKind.returned:
        this.#tell(MessageCount.returned, fact)
        break
      case MessageKind.stored:
      case MessageKind.settled:
      case MessageKind.dropped:
      case MessageKind.deadLettered:
        this.#keptAll(fact, message)
        break
      default:
        this.#consumed(fact, message)
    }
  }

  /** At the broker, about one subscription or all: what it has, or has no more. */
  #keptAll(fact: MessageFact, message: FollowedMessage | undefined): void {
    const { event, subscription, cause } = fact
    const all = this.#subjects.events[event]?.subscriptions ?? []
    if (subscription >= 0) this.#kept(fact, subscription, message)
    else for (const s of all) this.#kept(fact, s, message)
    if (subscription >= 0 || all.length > 0 || !this.#isMeasured(fact.publishedAt)) return
    if (fact.kind === MessageKind.stored) this.#tell(MessageCount.stored, fact)
    if (fact.kind === MessageKind.dropped) this.#findings.dropped(cause, event, -1, fact.publishedAt)
  }

  #kept(fact: MessageFact, subscription: number, message: FollowedMessage | undefined): void {
    const { kind, at, event, cause, publishedAt } = fact
    const measured = this.#isMeasured(publishedAt)
    const way = this.#wayOf(message, subscription)
    if (way !== undefined) way.changedAt = at
    if (kind === MessageKind.stored) {
      this.#grow(event, subscription, at, 1)
      if (measured) this.#findings.count(MessageCount.stored, event, subscription, publishedAt)
      if (way === undefined) return
      way.copies++
      if (way.storedAt < 0) way.storedAt = at
      return
    }
    // What was refused at the door was never there.
    const wasThere = way === undefined ? message === undefined : way.copies > 0
    if (wasThere) this.#grow(event, subscription, at, -1)
    if (way !== undefined && wasThere) way.copies--
    if (measured && kind === MessageKind.settled) {
      this.#findings.count(MessageCount.settled, event, subscription, publishedAt)
    }
    if (measured && kind === MessageKind.dropped) this.#findings.dropped(cause, event, subscription, publishedAt)
    if (kind === MessageKind.deadLettered && way !== undefined) way.dead = true
  }

  /** At a consumer. */
  #consumed(fact: MessageFact, message: FollowedMessage | undefined): void {
    const { kind, at, event, subscription } = fact
    const measured = this.#isMeasured(fact.publishedAt)
    const way = this.#wayOf(message, subscription)
    if (way !== undefined) way.changedAt = at
    if (kind === MessageKind.delivered) {
      this.#tell(MessageCount.delivered, fact)
      const again = way === undefined ? fact.delivery > 1 : way.delivered > 0
      if (again) this.#tell(MessageCount.redelivered, fact)
      if (way === undefined) return
      if (!again && measured && way.storedAt >= 0) {
        this.#findings.time('lag', event, subscription, fact.publishedAt, at - way.storedAt)
      }
      way.delivered++
      return
    }
    if (isUnreached(fact, way)) return
    if (way !== undefined) way.over++
    if (kind === MessageKind.failed) this.#tell(MessageCount.failed, fact)
    if (kind === MessageKind.absorbed) {
      this.#tell(MessageCount.absorbed, fact)
      if (way !== undefined) way.absorbed++
    }
    if (kind !== MessageKind.handled) return
    if (this.#isMeasured(at)) {
      ;(this.#findings.events[event] as MessageTally).worked++
      ;(this.#findings.subscriptions[subscription] as MessageTally).worked++
    }
    if (message !== undefined && way !== undefined) this.#handled(message, way, fact)
  }

  #handled(message: FollowedMessage, way: Way, { at, event, subscription, instance, delivery }: MessageFact): void {
    const first = way.handled++ === 0
    const findings = this.#findings
    if (!first) {
      findings.found('duplicates', message, subscription, at)
      return
    }
    const { publishedAt } = message
    if (message.measured) findings.time('endToEnd', event, subscription, publishedAt, at - publishedAt)
    if (message.answer === Answer.givenUp) findings.found('late', message, subscription, at)
    const { lane } = message
    if (lane === null) return
    if (message.measured) findings.count(MessageCount.keyed, event, subscription, publishedAt)
    const place = this.#places[subscription] as number
    const latest = lane.latest[place] ?? null
    if (latest === null || latest.id < message.id) {
      lane.latest[place] = { id: message.id, at, instance, delivery }
      return
    }
    const other = this.#book.get(latest.id)
    const kept = { ...latest, deed: MessageKind.handled, subscription, outcome: 0, cause: 0 } as const
    findings.found('reordered', message, subscription, at, other === undefined ? [] : [findings.line(other, kept)])
  }

  /** The last word about a message. `atRest`: whether nothing can be under way. */
  #finish(message: FollowedMessage, at: number, atRest: boolean): void {
    this.#lanes.leave(message.lane)
    const { event, measured, answer, publishedAt } = message
    const findings = this.#findings
    const subscriptions = this.#subjects.events[event]?.subscriptions ?? []
    subscriptions.forEach((subscription, place) => {
      const way = message.ways[place] as Way
      if (way.handled + way.absorbed > 0) {
        if (measured) findings.count(MessageCount.handled, event, subscription, publishedAt)
      } else if (way.dead) findings.found('deadLettered', message, subscription, at)
      else if (this.#mayCome(message, way, at, atRest)) {
        if (measured) findings.count(MessageCount.waiting, event, subscription, publishedAt)
      } else {
        findings.found('lost', message, subscription, at)
        if (measured && answer === Answer.confirmed) {
          findings.count(MessageCount.lostConfirmed, event, subscription, publishedAt)
        }
      }
    })
  }

  /** Whether a message that was not handled may yet be. */
  #mayCome(message: FollowedMessage, way: Way, at: number, atRest: boolean): boolean {
    if (way.copies > 0 || way.delivered > way.over) return true
    if (atRest || way.delivered > 0) return false
    // Its publisher may be trying still; or it is under way to the broker, or from there.
    if (this.#isConfirmed(message) && message.answer === Answer.none) return true
    return Math.max(way.changedAt, message.publishedAt) > at - UNDER_WAY
  }

  #wayOf(message: FollowedMessage | undefined, subscription: number): Way | undefined {
    return message?.ways[this.#places[subscription] ?? -1]
  }

  #isConfirmed({ event }: FollowedMessage): boolean {
    return this.#subjects.events[event]?.confirmed === true
  }

  #isMeasured(at: number): boolean {
    return at >= this.#from && at < this.#to
  }

  #tell(count: MessageCount, { event, subscription, publishedAt }: MessageFact): void {
    if (this.#isMeasured(publishedAt)) this.#findings.count(count, event, subscription, publishedAt)
  }

  #grow(event: number, subscription: number, at: number, by: number): void {
    const backlogs = this.#backlogs
    const before = backlogs.value(subscription)
    backlogs.add(subscription, at, by)
    backlogs.add(this.#subjects.subscriptions.length + event, at, backlogs.value(subscription) - before)
  }
}

/** Whether a delivery has failed that was never there: its handler was down, or could not be reached. */
function isUnreached({ kind }: MessageFact, way: Way | undefined): boolean {
  return kind === MessageKind.failed && way !== undefined && way.over === way.delivered
}

/** Whether nothing more is expected to happen to a message. */
function hasEnded({ answer, ways }: FollowedMessage, confirmed: boolean): boolean {
  if (confirmed && answer === Answer.none) return false
  return ways.every(({ copies, delivered, over }) => copies === 0 && delivered === over)
}
