import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import type { LegCalls, LegDeed } from './leg-calls.ts'
import { isUnanswered, legDeed } from './leg-calls.ts'
import type { Moment } from './story.ts'
import type { StoryNames } from './story-names.ts'

const MS = 1e6

/** What is told of a whole transaction. */
const WHOLE: Partial<Readonly<Record<BusinessKind, string>>> = {
  [BusinessKind.begun]: 'begins',
  [BusinessKind.decided]: 'decides',
  [BusinessKind.committed]: 'is committed',
  [BusinessKind.compensated]: 'is undone as a whole',
  [BusinessKind.abandoned]: 'gives up, with some legs done and others not',
  [BusinessKind.orphaned]: 'loses its coordinator',
  [BusinessKind.resumed]: 'is taken up again',
  [BusinessKind.turned]: 'turns round: what is done is undone from now on',
  [BusinessKind.told]: 'tells its caller',
  [BusinessKind.prepared]: 'votes yes, and is in doubt',
  [BusinessKind.released]: 'hears the decision',
  [BusinessKind.barred]: 'meets a row that another transaction has marked',
}

/** What a fact about a business transaction, or an effect outside of all, looks like. */
export function businessMoment(fact: BusinessFact, names: StoryNames, calls: LegCalls): Moment {
  const { at, kind, business, plan, leg, instance, outcome } = fact
  const place = { atMs: at / MS, node: names.node(instance) }
  const here = names.unit(instance)
  if (business < 0) {
    const done = kind === BusinessKind.absorbed ? 'finds done already, and does not do again:' : 'does'
    return { ...place, kind: 'note', from: here, to: '', text: `${done} ${names.operation(leg)}` }
  }
  const deed = legDeed(fact)
  if (deed !== undefined) return legMoment(fact, deed, names, calls)
  const of = names.plan.businesses?.[plan]
  const about = of?.legs[leg]?.name ?? of?.name ?? ''
  const why = outcome > 0 ? `: ${names.outcome(outcome)}` : kind === BusinessKind.told ? ': ok' : ''
  return { ...place, kind: 'note', from: here, to: '', text: `${about} ${WHOLE[kind] ?? ''}${why}` }
}

function legMoment(fact: BusinessFact, { phase, deed }: LegDeed, names: StoryNames, calls: LegCalls): Moment {
  const { at, plan, leg, attempt, instance, outcome } = fact
  const of = names.plan.businesses?.[plan]?.legs[leg]
  const program = [of?.program, of?.undo, of?.confirm][phase] ?? -1
  const operation = phase === 0 ? (of?.name ?? '') : names.operation(program)
  const callee = names.unitOf(program)
  const base = { atMs: at / MS, node: names.node(instance) }
  const here = names.unit(instance)
  const again = attempt > 1 ? ` (attempt ${attempt})` : ''
  if (deed === 'called') return { ...base, kind: 'call', from: here, to: callee, text: `calls ${operation}${again}` }
  if (deed === 'did') return { ...base, kind: 'note', from: here, to: '', text: `does ${operation}${again}` }
  if (deed === 'absorbed') {
    const what = `has nothing to do for ${operation}${again}`
    return { ...base, kind: 'note', from: here, to: '', text: what }
  }
  if (!isUnanswered(outcome)) {
    const said = outcome === 0 ? 'ok' : names.outcome(outcome)
    return { ...base, kind: 'answer', from: callee, to: here, text: `${operation}${again}: ${said}` }
  }
  const doneAt = calls.doneAt(fact, phase)
  const truth =
    doneAt === undefined
      ? 'the work is not done'
      : `the work ${doneAt <= at ? 'was done' : 'will be done'} at ${(doneAt / MS).toFixed(3)} ms`
  const text = `no answer to ${operation}${again}: ${names.outcome(outcome)}; ${truth}`
  return { ...base, kind: 'lost', from: callee, to: here, text }
}
