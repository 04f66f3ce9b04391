import type { MessageEvent } from '../../metrics/messages/message-event.ts'
import type { MessageFinding, MessageListener } from '../../metrics/messages/message-listener.ts'
import type { MessageSubjects } from '../../metrics/messages/message-subjects.ts'
import { type MessageFact, MessageKind } from '../../sim/message-fact.ts'
import { durationText } from '../histories/duration-text.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { MessageRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf } from './invariant-watch.ts'
import { StoryBook } from './story-book.ts'

/** Messages of which is remembered that their publisher knows that they may not have arrived. */
const REMEMBERED = 131072

/**
 * Watches the messages of an event: that none is lost, that those of a key are handled in order, or how often each is
 * handled. It hears of what goes wrong from whoever measures it. A message that its publisher knows to have failed is
 * not lost: nobody has been told that it had arrived.
 */
export class MessageWatch implements InvariantWatch, MessageListener {
  readonly #rule: MessageRule
  readonly #subjects: MessageSubjects
  readonly #givenUp = new StoryBook<null>(() => null, REMEMBERED)
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly MessageEvent[] } | undefined

  constructor(rule: MessageRule, subjects: MessageSubjects) {
    this.#rule = rule
    this.#subjects = subjects
  }

  messaged(fact: MessageFact): void {
    const { kind, event, subscription, message, key } = fact
    const rule = this.#rule
    if (event !== rule.event) return
    if (kind === MessageKind.unconfirmed && isMissed(rule)) this.#givenUp.of(`${message}`)
    if (kind === MessageKind.published && isMissed(rule)) this.#evaluated++
    if (kind !== MessageKind.handled || (rule.subscription >= 0 && subscription !== rule.subscription)) return
    const inOrder = rule.kind === 'ordered' && key >= 0
    if (inOrder || (rule.kind === 'handled' && rule.promise !== 'at-least-once')) this.#evaluated++
  }

  found(finding: MessageFinding): void {
    const { anomaly, event, subscription, message, at, key } = finding
    const rule = this.#rule
    if (event !== rule.event || (rule.subscription >= 0 && subscription !== rule.subscription)) return
    const name = `${this.#subjects.events[event]?.name ?? ''}#${message}`
    const by = this.#subjects.subscriptions[subscription]?.name ?? ''
    if (anomaly === 'reordered' && rule.kind === 'ordered') {
      this.#broken(`${by} has handled ${name} of key ${key} after a later one`, at, finding)
    }
    if (anomaly === 'duplicates' && rule.kind === 'handled' && rule.promise !== 'at-least-once') {
      this.#broken(`${by} has handled ${name} again`, at, finding)
    }
    if (!isMissed(rule) || this.#givenUp.has(`${message}`)) return
    if (anomaly === 'lost') this.#broken(`${name} is lost for ${by}`, at, finding)
    if (anomaly === 'deadLettered' && rule.kind === 'handled') {
      this.#broken(`${name} is a dead letter for ${by}`, at, finding)
    }
  }

  report(): InvariantReport {
    return reportOf(this.#evaluated, this.#violations, this.#first ?? {})
  }

  #broken(what: string, at: number, finding: MessageFinding): void {
    this.#violations++
    this.#first ??= { reason: `${what}, at ${durationText(at)}`, story: finding.story() }
  }
}

/** Whether a message that was never handled breaks the rule. */
function isMissed(rule: MessageRule): boolean {
  return rule.kind === 'no-lost-message' || (rule.kind === 'handled' && rule.promise !== 'at-most-once')
}
