import { MESSAGE_CAUSES, type MessageFact, MessageKind } from '../../sim/message-fact.ts'
import type { Moment } from './story.ts'
import type { StoryNames } from './story-names.ts'

/** At the place where it happens. */
const NOTES: Partial<Readonly<Record<MessageKind, string>>> = {
  [MessageKind.published]: 'publishes',
  [MessageKind.noted]: 'notes in its outbox',
  [MessageKind.unconfirmed]: 'gives up',
  [MessageKind.deduplicated]: 'recognises a second copy of',
  [MessageKind.handled]: 'has handled',
  [MessageKind.failed]: 'fails to handle',
  [MessageKind.absorbed]: 'recognises, and does not handle again,',
  [MessageKind.returned]: 'takes back',
  [MessageKind.dropped]: 'drops',
  [MessageKind.deadLettered]: 'puts among the dead letters',
}

/**
 * What a fact about a message looks like. `publisher`: the unit that published it; `isUnreached`: whether it is a
 * failed delivery that never came to its handler.
 */
export function messageMoment(fact: MessageFact, names: StoryNames, publisher: string, isUnreached: boolean): Moment {
  const { kind, event, message, subscription, instance, delivery } = fact
  const broker = names.broker(event)
  const base = { atMs: fact.at / 1e6, node: names.node(instance) }
  const here = names.unit(instance) === '' ? broker : names.unit(instance)
  const name = `${names.event(event)} #${message}`
  const own = names.subscription(subscription)
  const whose = own === '' ? '' : ` for ${own.slice(own.indexOf('->') + 2).trim()}`
  if (kind === MessageKind.stored) {
    return { ...base, kind: 'call', from: publisher, to: broker, text: `${name} is there${whose}` }
  }
  if (kind === MessageKind.confirmed) {
    return { ...base, kind: 'answer', from: broker, to: here, text: `${name} is confirmed` }
  }
  if (kind === MessageKind.delivered) {
    const often = delivery > 1 ? ` (delivery ${delivery})` : ''
    return { ...base, kind: 'call', from: broker, to: here, text: `delivers ${name}${often}` }
  }
  if (kind === MessageKind.settled) {
    return { ...base, kind: 'note', from: here, to: '', text: `is done with ${name}${whose}` }
  }
  const why = [
    fact.cause > 0 ? (MESSAGE_CAUSES[fact.cause] ?? '') : '',
    fact.outcome > 0 ? names.outcome(fact.outcome) : '',
  ].filter((text) => text !== '')
  const because = why.length === 0 ? '' : `: ${why.join(', ')}`
  if (isUnreached) {
    const text = `${name} does not reach ${names.node(instance)}${because}`
    return { ...base, node: '', kind: 'lost', from: broker, to: here, text }
  }
  const isAtBroker = kind === MessageKind.returned || kind === MessageKind.dropped || kind === MessageKind.deadLettered
  const text = `${NOTES[kind] ?? ''} ${name}${isAtBroker ? whose : ''}${because}`
  return { ...base, kind: 'note', from: here, to: '', text }
}
