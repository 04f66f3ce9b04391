import { durationText } from '../duration-text.ts'
import { conclude, findingsKept, type Judgement } from '../judgement.ts'
import { QUEUE_LAWS, type QueueEvent, type QueueFinding, type QueueHistory, type QueueLaw } from './queue-history.ts'

/** How to judge; all may be left out. */
export interface QueueOptions {
  /** Laws that the queue promises. Default: all. */
  readonly laws?: readonly QueueLaw[]
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/**
 * Whether a queue, for one subscription, keeps what it promises: see `QueueLaw`. A message breaks a law once, however
 * often it does. `observed` counts messages that were confirmed (`lost`), deliveries and handlings (the other laws;
 * `order` only those of messages with a key). Cost: one step an event.
 */
export function queueLaws(history: QueueHistory, options: QueueOptions = {}): Judgement<QueueEvent, QueueFinding> {
  const { laws = QUEUE_LAWS, keep = findingsKept } = options
  const queue = new Queue(new Set(laws), keep)
  for (const event of history.events) queue.take(event)
  return queue.end(history)
}

/** One message. */
interface Followed {
  readonly events: QueueEvent[]
  published: QueueEvent | undefined
  /** Its place among those that were published. */
  place: number
  confirmed: boolean
  delivered: boolean
  handled: boolean
  /** Settled, dropped or a dead letter. */
  over: boolean
  dead: boolean
  readonly broken: Set<QueueLaw>
}

/** Of a key: the message published last among those handled, and how it was handled. */
interface Latest {
  readonly message: Followed
  readonly handled: QueueEvent
}

class Queue {
  readonly #laws: ReadonlySet<QueueLaw>
  readonly #keep: number
  readonly #messages = new Map<string, Followed>()
  readonly #latest = new Map<string, Latest>()
  readonly #findings: QueueFinding[] = []
  #published = 0
  #observed = 0
  #violations = 0
  #steps = 0

  constructor(laws: ReadonlySet<QueueLaw>, keep: number) {
    this.#laws = laws
    this.#keep = keep
  }

  take(event: QueueEvent): void {
    this.#steps++
    const message = this.#messageOf(event)
    message.events.push(event)
    switch (event.kind) {
      case 'published':
        message.published ??= event
        if (message.place < 0) message.place = this.#published++
        break
      case 'confirmed':
        message.confirmed = true
        break
      case 'delivered':
        this.#delivered(message, event)
        break
      case 'handled':
        this.#handled(message, event)
        break
      case 'dead':
        message.dead = true
        message.over = true
        break
      default:
        message.over = true
    }
  }

  end({ left = [] }: QueueHistory): Judgement<QueueEvent, QueueFinding> {
    const there = new Set(left)
    for (const [name, message] of this.#messages) {
      if (!message.confirmed || !this.#laws.has('lost')) continue
      this.#observed++
      if (message.handled || message.dead || there.has(name)) continue
      this.#report('lost', message, `${name} was confirmed to its publisher, and is neither handled nor there`)
    }
    return conclude<QueueEvent, QueueFinding>({
      observed: this.#observed,
      violations: this.#violations,
      findings: this.#findings,
      steps: this.#steps,
      undecided: null,
      well: `${this.#messages.size} messages, ${[...this.#laws].join(', ')}: none`,
    })
  }

  #delivered(message: Followed, event: QueueEvent): void {
    const { message: name, at, redelivered = false } = event
    if (this.#laws.has('unpublished') || this.#laws.has('unflagged') || this.#laws.has('settled')) this.#observed++
    this.#judgePublished(message, event)
    if (message.delivered && !redelivered) {
      this.#report('unflagged', message, `${name} was delivered again at ${durationText(at)}, and not said to be`)
    }
    if (message.over) {
      this.#report('settled', message, `${name} was delivered at ${durationText(at)}, after it was settled or given up`)
    }
    message.delivered = true
  }

  #handled(message: Followed, event: QueueEvent): void {
    const key = message.published?.key
    if (this.#laws.has('unpublished') || (this.#laws.has('order') && key !== undefined)) this.#observed++
    this.#judgePublished(message, event)
    const first = !message.handled
    message.handled = true
    if (!first || key === undefined) return
    const latest = this.#latest.get(key)
    if (latest === undefined || latest.message.place < message.place) {
      this.#latest.set(key, { message, handled: event })
      return
    }
    const later = latest.handled.message
    const sentence = `${event.message} of ${key} was handled at ${durationText(event.at)}, after ${later}`
    const evidence = [message.published, latest.message.published, latest.handled, event]
    const known = evidence.filter((one) => one !== undefined)
    this.#report('order', message, `${sentence}, which was published later`, known)
  }

  #judgePublished(message: Followed, { message: name, at, kind }: QueueEvent): void {
    if (message.published !== undefined) return
    this.#report('unpublished', message, `${name} was ${kind} at ${durationText(at)}, and nobody had published it`)
  }

  #messageOf({ message }: QueueEvent): Followed {
    const known = this.#messages.get(message)
    if (known !== undefined) return known
    const fresh: Followed = {
      events: [],
      published: undefined,
      place: -1,
      confirmed: false,
      delivered: false,
      handled: false,
      over: false,
      dead: false,
      broken: new Set(),
    }
    this.#messages.set(message, fresh)
    return fresh
  }

  #report(law: QueueLaw, message: Followed, sentence: string, evidence: readonly QueueEvent[] = message.events): void {
    if (!this.#laws.has(law) || message.broken.has(law)) return
    message.broken.add(law)
    const key = message.events[0]?.message ?? null
    if (this.#violations++ < this.#keep) this.#findings.push({ law, key, sentence, evidence })
  }
}
