import { BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { DataFact, type DataObserver, FactKind } from '../../sim/data-fact.ts'
import { MessageFact } from '../../sim/message-fact.ts'
import type { Plan } from '../../sim/plan.ts'
import type { StorySubject } from './story.ts'

/** A fact that is kept, or that a fault began or ended (`at`). */
export type KeptFact =
  | { readonly of: 'business'; readonly fact: BusinessFact }
  | { readonly of: 'message'; readonly fact: MessageFact }
  | { readonly of: 'data'; readonly fact: DataFact }
  | { readonly of: 'fault'; readonly at: number; readonly begins: boolean }

/** More facts than this are left out of a story, from its middle. */
const FACTS_KEPT = 1000

/** Keeps only what is about one business transaction, message or request. */
export class StoryObserver implements DataObserver {
  readonly facts: KeptFact[] = []
  omitted = 0
  readonly #kind: StorySubject['kind']
  readonly #number: number
  /** Workload of a request; of the rest, that of the request that it goes back to, once known. */
  #workload: number
  #request: number
  /** Handlers of the message. */
  readonly #handlers: ReadonlySet<number>

  constructor(plan: Plan, subject: StorySubject, number: number) {
    const { subscriptions = [], events = [], workloads } = plan
    this.#kind = subject.kind
    this.#number = number
    const isRequest = subject.kind === 'request'
    this.#workload = isRequest ? workloads.findIndex(({ name }) => name === subject.name) : -1
    this.#request = isRequest ? number : -1
    const event = events.findIndex(({ name }) => name === subject.name)
    const own = subscriptions.filter((one) => one.event === event)
    this.#handlers = new Set(subject.kind === 'message' ? own.map(({ program }) => program) : [])
  }

  transacted(fact: BusinessFact): void {
    if (this.#kind === 'transaction' && fact.business === this.#number && fact.kind === BusinessKind.begun) {
      this.#workload = fact.workload
      this.#request = fact.request
    }
    if (!this.#concerns(fact.business, fact) || (this.#kind === 'message' && !this.#handlers.has(fact.leg))) return
    this.#keep({ of: 'business', fact: Object.assign(new BusinessFact(), fact) })
  }

  messaged(fact: MessageFact): void {
    if (this.#kind === 'message' ? fact.message !== this.#number : !this.#concerns(fact.business, fact)) return
    if (this.#kind === 'message') {
      this.#workload = fact.workload
      this.#request = fact.request
    }
    this.#keep({ of: 'message', fact: Object.assign(new MessageFact(), fact) })
  }

  observed(fact: DataFact): void {
    const { kind } = fact
    if (kind !== FactKind.committed && kind !== FactKind.refused && kind !== FactKind.unknown) return
    if (!this.#concerns(fact.business, fact)) return
    if (this.#kind === 'message' && !this.#handlers.has(fact.operation)) return
    this.#keep({ of: 'data', fact: Object.assign(new DataFact(), fact) })
  }

  struck(at: number): void {
    if (this.facts.length > 0) this.#keep({ of: 'fault', at, begins: true })
  }

  healed(at: number): void {
    if (this.facts.length > 0) this.#keep({ of: 'fault', at, begins: false })
  }

  #concerns(business: number, of: { readonly workload: number; readonly request: number }): boolean {
    if (this.#kind === 'transaction' && business >= 0) return business === this.#number
    return this.#request >= 0 && of.request === this.#request && of.workload === this.#workload
  }

  #keep(fact: KeptFact): void {
    if (this.facts.length >= FACTS_KEPT) {
      this.facts.splice(FACTS_KEPT / 2, 1)
      this.omitted++
    }
    this.facts.push(fact)
  }
}
