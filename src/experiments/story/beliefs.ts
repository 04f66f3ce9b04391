import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { type MessageFact, MessageKind } from '../../sim/message-fact.ts'
import { isUnanswered, legDeed } from './leg-calls.ts'
import type { Belief } from './story.ts'
import type { StoryNames } from './story-names.ts'

type Known = 'nothing' | 'waits' | 'done' | 'not done' | 'unknown' | 'undone' | 'undo unknown'

/** What is known of one leg, and who knows it. */
class LegBelief {
  known: Known = 'nothing'
  effects = 0
  undone = 0
  who = ''

  take(fact: BusinessFact, names: StoryNames): void {
    const deed = legDeed(fact)
    if (deed === undefined || deed.phase === 2) return
    const isUndo = deed.phase === 1
    if (deed.deed === 'did') {
      if (isUndo) this.undone++
      else this.effects++
    }
    if (deed.deed === 'called') {
      this.who = names.node(fact.instance)
      if (!isUndo) this.known = 'waits'
    }
    if (deed.deed !== 'answered') return
    const { outcome } = fact
    if (outcome === 0) this.known = isUndo ? 'undone' : 'done'
    else if (isUnanswered(outcome)) this.known = isUndo ? 'undo unknown' : 'unknown'
    else if (!isUndo) this.known = 'not done'
  }

  belief(about: string): Belief {
    const standing = this.effects - this.undone
    const isRight =
      (this.known === 'done' && standing === 1) ||
      ((this.known === 'not done' || this.known === 'undone' || this.known === 'nothing') && standing === 0)
    return { who: this.who, about, believes: this.known, truth: truthOf(this.effects, this.undone), wrong: !isRight }
  }
}

function truthOf(effects: number, undone: number): string {
  if (effects === 0) return undone === 0 ? 'never done' : `never done, undone ${times(undone)}`
  const done = effects === 1 ? 'done' : `done ${times(effects)}`
  return undone === 0 ? done : `${done}, undone${undone === 1 ? '' : ` ${times(undone)}`}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

/** What the coordinator believed of each leg at the end, and its caller of the whole. */
export function legBeliefs(facts: readonly BusinessFact[], names: StoryNames): readonly Belief[] {
  const legs = new Map<string, { readonly name: string; readonly belief: LegBelief }>()
  const callers: Belief[] = []
  for (const fact of facts) {
    if (fact.business < 0) continue
    const of = names.plan.businesses?.[fact.plan]
    if (fact.kind === BusinessKind.told) callers.push(callerBelief(fact, facts, names))
    if (fact.leg < 0) continue
    const key = `${fact.business} ${fact.leg}`
    const leg = legs.get(key) ?? { name: of?.legs[fact.leg]?.name ?? '', belief: new LegBelief() }
    legs.set(key, leg)
    leg.belief.take(fact, names)
  }
  return [...[...legs.values()].map(({ name, belief }) => belief.belief(name)), ...callers]
}

const ENDS: Partial<Readonly<Record<BusinessKind, string>>> = {
  [BusinessKind.committed]: 'committed',
  [BusinessKind.compensated]: 'undone',
  [BusinessKind.abandoned]: 'given up half done',
}

function callerBelief(told: BusinessFact, facts: readonly BusinessFact[], names: StoryNames): Belief {
  const end = facts.findLast((fact) => fact.business === told.business && ENDS[fact.kind] !== undefined)
  const truth = end === undefined ? 'still open' : (ENDS[end.kind] ?? '')
  const believes = told.outcome === 0 ? 'done' : `not done (${names.outcome(told.outcome)})`
  const isRight = told.outcome === 0 ? truth === 'committed' : truth === 'undone'
  const about = names.plan.businesses?.[told.plan]?.name ?? ''
  return { who: names.request(told.workload, told.request), about, believes, truth, wrong: !isRight }
}

/** What the publisher of each message believed at the end, and what became of it for each who handles it. */
export function messageBeliefs(facts: readonly MessageFact[], names: StoryNames): readonly Belief[] {
  const messages = [...new Set(facts.map(({ message }) => message))]
  return messages.flatMap((message) => {
    const own = facts.filter((fact) => fact.message === message)
    const first = own[0]
    if (first === undefined) return []
    const { events = [] } = names.plan
    return (events[first.event]?.subscriptions ?? []).map((subscription): Belief => {
      const handled = own.filter((fact) => fact.kind === MessageKind.handled && fact.subscription === subscription)
      const has = (kind: MessageKind): boolean => own.some((fact) => fact.kind === kind)
      const isSure = has(MessageKind.confirmed)
      const believes = isSure ? 'it has arrived' : has(MessageKind.unconfirmed) ? 'it has not arrived' : 'nothing'
      const ended = (kind: MessageKind): boolean =>
        own.some((fact) => fact.kind === kind && (fact.subscription === subscription || fact.subscription < 0))
      // What is recognised has been handled, whenever that was.
      const count = handled.length === 0 && ended(MessageKind.absorbed) ? 1 : handled.length
      const none = ended(MessageKind.deadLettered) ? 'a dead letter' : 'not handled'
      const truth = count === 0 ? none : count === 1 ? 'handled' : `handled ${times(count)}`
      const wrong = count > 1 || (count === 0 ? isSure : believes === 'it has not arrived')
      const module = names.subscription(subscription).split('-> ')[1] ?? ''
      const about = `${names.event(first.event)} #${message} for ${module}`
      return { who: names.node(first.instance), about, believes, truth, wrong }
    })
  })
}
