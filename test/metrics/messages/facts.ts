import { MessageFold, type MessageFoldOptions } from '../../../src/metrics/messages/message-fold.ts'
import type { MessageSubjects } from '../../../src/metrics/messages/message-subjects.ts'
import type { MessageSummary } from '../../../src/metrics/messages/message-summary.ts'
import { MessageFact, MessageKind } from '../../../src/sim/message-fact.ts'

/** A fact as it is written in tests: what is not said is as a fact has it. */
export type Written = Partial<Omit<MessageFact, 'kind'>> & {
  readonly kind: keyof typeof MessageKind
  readonly at: number
}

/**
 * Event 0, `order.placed`, has subscriptions 0 (mailer) and 1 (stats); event 1, `paid`, has 2; event 2,
 * `shot.in.the.dark` has none and is never confirmed; event 3, `whispered`, has 3 and is never confirmed.
 */
export const SUBJECTS: MessageSubjects = {
  events: [
    { name: 'order.placed', subscriptions: [0, 1], confirmed: true },
    { name: 'paid', subscriptions: [2], confirmed: true },
    { name: 'shot.in.the.dark', subscriptions: [], confirmed: false },
    { name: 'whispered', subscriptions: [3], confirmed: false },
  ],
  subscriptions: [
    { name: 'order.placed -> mailer', event: 0 },
    { name: 'order.placed -> stats', event: 0 },
    { name: 'paid -> shipping', event: 1 },
    { name: 'whispered -> mailer', event: 3 },
  ],
  workloads: ['users'],
  outcomes: ['ok', 'timeout', 'no-money'],
  nodes: ['shop/0', 'broker/0', 'mailer/0'],
}

/** Times at which faults begin and end. */
export interface Episodes {
  readonly strikes?: readonly number[]
  readonly heals?: readonly number[]
}

/** The facts of a list; when a message was published is known from its first fact. */
function* factsOf(written: readonly Written[]): Iterable<MessageFact> {
  const published = new Map<number, number>()
  for (const { kind, ...fields } of written) {
    const fact = new MessageFact()
    const { message = -1, at } = fields
    if (kind === 'published') published.set(message, at)
    Object.assign(fact, { publishedAt: published.get(message) ?? at, ...fields })
    fact.kind = MessageKind[kind]
    yield fact
  }
}

/** What the fold makes of facts, in a run that ends at `end`. */
export function foldFacts(
  written: readonly Written[],
  options: Partial<MessageFoldOptions> & Episodes & { readonly end?: number; readonly atRest?: boolean } = {},
): MessageSummary {
  const { strikes = [], heals = [], end = 1e12, atRest = true, ...rest } = options
  const fold = new MessageFold(SUBJECTS, { from: 0, to: 1e12, ...rest })
  const episodes = [
    ...strikes.map((at) => ({ at, tell: () => fold.struck(at) })),
    ...heals.map((at) => ({ at, tell: () => fold.healed(at) })),
  ].toSorted((a, b) => a.at - b.at)
  for (const fact of factsOf(written)) {
    while ((episodes[0]?.at ?? Number.POSITIVE_INFINITY) <= fact.at) episodes.shift()?.tell()
    fold.messaged(fact)
  }
  for (const { tell } of episodes) tell()
  return fold.summary({ at: end, atRest })
}
