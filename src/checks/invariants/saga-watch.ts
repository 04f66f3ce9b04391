import { FollowBook, type Followed } from '../../metrics/follow-book.ts'
import type { TransactionEvent } from '../../metrics/transactions/transaction-event.ts'
import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import type { BusinessPlan } from '../../sim/business-plan.ts'
import { sagaAtomic } from '../histories/sagas/saga-atomic.ts'
import type { SagaEvent, SagaLeg } from '../histories/sagas/saga-history.ts'
import { businessLine } from './business-line.ts'
import type { BusinessSubjects } from './business-subjects.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { SagaAtomicRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf } from './invariant-watch.ts'
import { tell } from './story-book.ts'

/** Followed at once while open, and after that until so many others have ended: an effect may come late. */
const LIMITS = { open: 32768, ended: 4096 }

/** What facts are to the judge. */
const EVENTS: Partial<Readonly<Record<BusinessKind, SagaEvent['kind']>>> = {
  [BusinessKind.begun]: 'begun',
  [BusinessKind.effect]: 'done',
  [BusinessKind.turned]: 'turned',
  [BusinessKind.undone]: 'undone',
  [BusinessKind.committed]: 'ended',
  [BusinessKind.compensated]: 'ended',
  [BusinessKind.abandoned]: 'ended',
}

class FollowedSaga implements Followed {
  readonly id: number
  place = -1
  turned = false
  readonly events: SagaEvent[] = []
  readonly story: TransactionEvent[] = []

  constructor(id: number) {
    this.id = id
  }
}

/** Has each business transaction of a kind judged when nothing more is expected of it: see `sagaAtomic`. */
export class SagaWatch implements InvariantWatch {
  readonly #rule: SagaAtomicRule
  readonly #subjects: BusinessSubjects
  readonly #legs: readonly SagaLeg[]
  readonly #book: FollowBook<FollowedSaga>
  #unfollowed = 0
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly TransactionEvent[] } | undefined

  constructor(rule: SagaAtomicRule, subjects: BusinessSubjects) {
    this.#rule = rule
    this.#subjects = subjects
    this.#legs = legsOf(subjects.plans[rule.transaction])
    this.#book = new FollowBook(LIMITS, (saga) => this.#judge(saga))
  }

  transacted(fact: BusinessFact): void {
    if (fact.plan !== this.#rule.transaction || fact.business < 0) return
    const { kind, business, leg } = fact
    if (kind === BusinessKind.begun && !this.#book.add(new FollowedSaga(business))) this.#unfollowed++
    const saga = this.#book.get(business)
    if (saga === undefined) return
    tell(saga.story, businessLine(fact, this.#subjects))
    if (kind === BusinessKind.turned) saga.turned = true
    // A participant that hears "no" has rolled back.
    const rolledBack = kind === BusinessKind.released && fact.outcome > 0 && isDone(saga, this.#nameOf(leg))
    // Only after it has turned round a call says something.
    const late = kind === BusinessKind.called && saga.turned
    const what = rolledBack ? 'undone' : late ? 'called' : EVENTS[kind]
    if (what === undefined) return
    const about = leg < 0 ? {} : { leg: this.#nameOf(leg) }
    saga.events.push({ kind: what, at: fact.at, saga: `${this.#name}#${business}`, ...about })
    this.#book.mark(
      saga,
      saga.events.some((event) => event.kind === 'ended'),
    )
  }

  report(): InvariantReport {
    for (const saga of this.#book.entries()) this.#judge(saga)
    const unfollowed = this.#unfollowed === 0 ? null : `${this.#unfollowed} were not followed`
    return reportOf(this.#evaluated, this.#violations, this.#first ?? { reason: unfollowed })
  }

  get #name(): string {
    return this.#subjects.plans[this.#rule.transaction]?.name ?? ''
  }

  #nameOf(leg: number): string {
    return this.#legs[leg]?.name ?? ''
  }

  #judge(saga: FollowedSaga): void {
    const { events, story } = saga
    const judged = sagaAtomic({ legs: this.#legs, events, until: events.at(-1)?.at ?? 0 })
    this.#evaluated += judged.observed > 0 || judged.verdict === 'violated' ? 1 : 0
    if (judged.verdict !== 'violated') return
    this.#violations++
    this.#first ??= { reason: judged.sentence, story: [...story] }
  }
}

function isDone({ events }: FollowedSaga, leg: string): boolean {
  const last = events.findLast((event) => event.leg === leg && (event.kind === 'done' || event.kind === 'undone'))
  return last?.kind === 'done'
}

/** The legs as the judge has them; what is done in local transactions is undone at once, and so in no order. */
function legsOf(plan: BusinessPlan | undefined): readonly SagaLeg[] {
  const { legs = [], rules } = plan ?? {}
  const atOnce = rules?.kind === 'local' || rules?.kind === 'two-phase-commit'
  const names = legs.map(({ name }, at) => {
    const before = legs.slice(0, at).filter((other) => other.name === name).length
    return before === 0 ? name : `${name} (${before + 1})`
  })
  return legs.map(({ after, undo, pivot }, at) => ({
    name: names[at] ?? '',
    after: atOnce ? [] : after.map((other) => names[other] ?? ''),
    undoable: atOnce || undo >= 0,
    pivot: pivot && !atOnce,
  }))
}
