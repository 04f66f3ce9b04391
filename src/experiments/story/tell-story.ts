import { Recorder } from '../../metrics/recorder.ts'
import { type MessageFact, MessageKind } from '../../sim/message-fact.ts'
import { createWorld } from '../../sim/world.ts'
import type { PreparedVariant } from '../prepare.ts'
import { legBeliefs, messageBeliefs } from './beliefs.ts'
import { businessMoment } from './business-moments.ts'
import { dataMoment } from './data-moments.ts'
import { findSubject, type RunPlace } from './find-subject.ts'
import { LegCalls } from './leg-calls.ts'
import { messageMoment } from './message-moments.ts'
import type { Moment, Story, StorySubject } from './story.ts'
import { StoryNames } from './story-names.ts'
import { type KeptFact, StoryObserver } from './story-observer.ts'

/**
 * The story of one business transaction, message or request of a replication, which is run for it: once to find out
 * which one, and once more to see all that is about it. The same arguments give the same story.
 *
 * @param anomaly With no number: the first one with this anomaly; `null`: with any, else the first of all.
 * @returns `undefined` where there is none such.
 */
export function tellStory(
  { name: variant, plan }: PreparedVariant,
  place: RunPlace,
  subject: StorySubject,
  anomaly: string | null = null,
): Story | undefined {
  const found = findSubject(plan, place, subject, anomaly)
  if (found === undefined) return undefined
  const observer = new StoryObserver(plan, subject, found.number)
  const world = createWorld(plan, place)
  const end = world.run(new Recorder(world.catalogue, { from: 0, to: plan.duration }), observer)
  const names = new StoryNames(plan)
  const { facts, omitted } = observer
  const business = facts.flatMap((one) => (one.of === 'business' ? [one.fact] : []))
  const messages = facts.flatMap((one) => (one.of === 'message' ? [one.fact] : []))
  const first = business[0] ?? messages[0]
  return {
    variant,
    replication: place.replication,
    kind: subject.kind,
    name: subject.name,
    number: found.number,
    anomalies: found.anomalies,
    origin: first === undefined ? '' : names.request(first.workload, first.request),
    moments: momentsOf(facts, names),
    omitted,
    beliefs: [...legBeliefs(business, names), ...messageBeliefs(messages, names)],
    endMs: end.time / 1e6,
  }
}

function momentsOf(facts: readonly KeptFact[], names: StoryNames): readonly Moment[] {
  const calls = new LegCalls(facts.flatMap((one) => (one.of === 'business' ? [one.fact] : [])))
  const publishers = new Map<number, string>()
  const deliveries = new Deliveries()
  // Faults after the last word about it are no part of its story.
  const last = facts.findLastIndex((one) => one.of !== 'fault')
  return facts.slice(0, last + 1).map((one): Moment => {
    if (one.of === 'business') return businessMoment(one.fact, names, calls)
    if (one.of === 'data') return dataMoment(one.fact, names)
    if (one.of === 'fault') {
      const text = one.begins ? 'a fault begins' : 'a fault has ended'
      return { atMs: one.at / 1e6, kind: 'note', from: '', to: '', node: '', text }
    }
    const { message, instance } = one.fact
    if (!publishers.has(message)) publishers.set(message, names.unit(instance))
    return messageMoment(one.fact, names, publishers.get(message) ?? '', deliveries.isUnreached(one.fact))
  })
}

/** Deliveries that have come to their handlers and are not over. */
class Deliveries {
  readonly #inHand = new Map<string, number>()

  /** Takes the facts in their order; says whether one is the end of a delivery that never came. */
  isUnreached({ kind, message, subscription }: MessageFact): boolean {
    const name = `${message} ${subscription}`
    const inHand = this.#inHand.get(name) ?? 0
    if (kind === MessageKind.delivered) this.#inHand.set(name, inHand + 1)
    const ends = kind === MessageKind.handled || kind === MessageKind.failed || kind === MessageKind.absorbed
    if (ends && inHand > 0) this.#inHand.set(name, inHand - 1)
    return kind === MessageKind.failed && inHand === 0
  }
}
