import { MESSAGE_CAUSES, type MessageCause } from '../../sim/message-fact.ts'
import { WindowTally, type WindowTallyData } from '../window-tally.ts'
import type { FollowedMessage, KeptFact } from './followed-message.ts'
import { Answer } from './followed-message.ts'
import { MESSAGE_ANOMALIES, MESSAGE_COUNTS, type MessageAnomalyName, MessageCount } from './message-anomaly.ts'
import { MessageTime } from './message-course.ts'
import { MESSAGE_DEEDS, type MessageDeed, type MessageEvent } from './message-event.ts'
import type { MessageListener } from './message-listener.ts'
import type { MessageSubjects } from './message-subjects.ts'
import type { KeyTrouble, MessageExampleData } from './message-summary.ts'
import { MessageTally } from './message-tally.ts'

/** Stories of each anomaly and subscription that are kept. */
export const MESSAGE_STORIES_KEPT = 3
/** Keys in trouble that are remembered of a subscription, and told of one replication. */
const KEYS_KEPT = 1024
const KEYS_TOLD = 64

const COUNT_OF: Readonly<Record<MessageAnomalyName, MessageCount>> = {
  lost: MessageCount.lost,
  duplicates: MessageCount.duplicates,
  reordered: MessageCount.reordered,
  late: MessageCount.late,
  deadLettered: MessageCount.deadLettered,
}

interface Trouble {
  lost: number
  duplicates: number
  reordered: number
}

/** Books what was counted and found: by event, by subscription, by key; and the first few as stories. */
export class MessageFindings {
  readonly events: readonly MessageTally[]
  readonly subscriptions: readonly MessageTally[]
  readonly examples: MessageExampleData[] = []
  readonly #subjects: MessageSubjects
  readonly #listener: MessageListener | null
  /** By subscription: keys in trouble. */
  readonly #keys: readonly Map<number, Trouble>[]
  /** Stories kept, by anomaly * subscriptions + subscription. */
  readonly #kept: Uint8Array

  /** By subscription, after them by event; empty where no course is kept. */
  readonly #courses: readonly WindowTally[]

  /** `window`: width of the windows of a course, ns; 0 for none. */
  constructor(subjects: MessageSubjects, listener: MessageListener | null, window: number) {
    const all = [...subjects.subscriptions, ...subjects.events]
    this.#courses = window === 0 ? [] : all.map(() => new WindowTally(window, MESSAGE_COUNTS.length, 2))
    this.#subjects = subjects
    this.#listener = listener
    this.events = subjects.events.map(() => new MessageTally())
    this.subscriptions = subjects.subscriptions.map(() => new MessageTally())
    this.#keys = subjects.subscriptions.map(() => new Map())
    this.#kept = new Uint8Array(MESSAGE_ANOMALIES.length * subjects.subscriptions.length)
  }

  /**
   * Counts for a subscription and its event; with -1 for the event alone. `at`: when what is counted was published (of
   * a rebalance: when it began), ns.
   */
  count(count: MessageCount, event: number, subscription: number, at: number): void {
    ;((this.events[event] as MessageTally).counts[count] as number)++
    this.#courses[this.subscriptions.length + event]?.count(count, at)
    if (subscription < 0) return
    ;((this.subscriptions[subscription] as MessageTally).counts[count] as number)++
    this.#courses[subscription]?.count(count, at)
  }

  /** Adds a time (ns) of a message that was published at `at` ns. */
  time(name: keyof typeof MessageTime, event: number, subscription: number, at: number, time: number): void {
    ;(this.events[event] as MessageTally)[name].record(time)
    ;(this.subscriptions[subscription] as MessageTally)[name].record(time)
    this.#courses[this.subscriptions.length + event]?.record(MessageTime[name], at, time)
    this.#courses[subscription]?.record(MessageTime[name], at, time)
  }

  /** By subscription, after them by event, window by window; empty where that was not kept. */
  courses(): readonly WindowTallyData[] {
    return this.#courses.map((course) => course.data())
  }

  /** Counts what was dropped. `at`: when it was published, ns. */
  dropped(cause: MessageCause, event: number, subscription: number, at: number): void {
    this.count(MessageCount.dropped, event, subscription, at)
    ;((this.events[event] as MessageTally).drops[cause] as number)++
    if (subscription >= 0) ((this.subscriptions[subscription] as MessageTally).drops[cause] as number)++
  }

  /** Books an anomaly of a message. `also`: what else belongs to its story. */
  found(
    anomaly: MessageAnomalyName,
    message: FollowedMessage,
    subscription: number,
    at: number,
    also: readonly MessageEvent[] = [],
  ): void {
    const { id, event, key, measured } = message
    const confirmed = message.answer === Answer.confirmed
    const story = (): readonly MessageEvent[] => this.#story(message, subscription, also)
    this.#listener?.found({ anomaly, event, subscription, message: id, key, at, confirmed, measured, story })
    if (!measured) return
    this.count(COUNT_OF[anomaly], event, subscription, message.publishedAt)
    if (key >= 0 && anomaly !== 'late' && anomaly !== 'deadLettered') this.#trouble(anomaly, subscription, key)
    const place = MESSAGE_ANOMALIES.indexOf(anomaly) * this.subscriptions.length + subscription
    if ((this.#kept[place] as number) >= MESSAGE_STORIES_KEPT) return
    this.#kept[place] = (this.#kept[place] as number) + 1
    const names = { event: this.#eventName(event), subscription: this.#subscriptionName(subscription) }
    this.examples.push({ anomaly, ...names, message: id, key, confirmed, events: story() })
  }

  /** Keys with anomalies, the worst first. */
  keysOf(subscription: number): readonly KeyTrouble[] {
    const sum = ({ lost, duplicates, reordered }: KeyTrouble): number => lost + duplicates + reordered
    return [...(this.#keys[subscription] ?? [])]
      .map(([key, trouble]): KeyTrouble => ({ key, ...trouble }))
      .toSorted((a, b) => sum(b) - sum(a) || a.key - b.key)
      .slice(0, KEYS_TOLD)
  }

  /** One line of a story. */
  line(
    message: FollowedMessage,
    { deed, at, subscription, instance, delivery, outcome, cause }: KeptFact,
  ): MessageEvent {
    const { workloads, outcomes, nodes } = this.#subjects
    const why = [cause > 0 ? MESSAGE_CAUSES[cause] : '', outcome > 0 ? outcomes[outcome] : '']
    return {
      at,
      deed: MESSAGE_DEEDS[deed] as MessageDeed,
      message: message.id,
      event: this.#eventName(message.event),
      subscription: this.#subscriptionName(subscription),
      key: message.key,
      node: nodes[instance] ?? '',
      delivery,
      why: why.filter((text) => text !== '' && text !== undefined).join(', '),
      workload: workloads[message.workload] ?? '',
      request: message.request,
      business: message.business,
      leg: message.leg,
    }
  }

  #story(message: FollowedMessage, subscription: number, also: readonly MessageEvent[]): readonly MessageEvent[] {
    const own = message.story(subscription).map((fact) => this.line(message, fact))
    return [...own, ...also].toSorted((a, b) => a.at - b.at)
  }

  #trouble(anomaly: keyof Trouble, subscription: number, key: number): void {
    const keys = this.#keys[subscription] as Map<number, Trouble>
    let trouble = keys.get(key)
    if (trouble === undefined) {
      if (keys.size >= KEYS_KEPT) return
      trouble = { lost: 0, duplicates: 0, reordered: 0 }
      keys.set(key, trouble)
    }
    trouble[anomaly]++
  }

  #eventName(event: number): string {
    return this.#subjects.events[event]?.name ?? ''
  }

  #subscriptionName(subscription: number): string {
    return this.#subjects.subscriptions[subscription]?.name ?? ''
  }
}
