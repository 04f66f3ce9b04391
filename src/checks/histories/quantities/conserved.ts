import { durationText } from '../duration-text.ts'
import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import type { Tally } from '../tally.ts'

/** An account now holds `amount`. Before its first balance an account does not exist and holds 0. */
export interface Balance {
  readonly kind: 'balance'
  /** When, in ns. */
  readonly at: number
  readonly account: string
  readonly amount: number
}

/** Something came in from outside on purpose, or went out if `amount` is negative: a delivery, a sale. */
export interface Injection {
  readonly kind: 'injection'
  readonly at: number
  readonly amount: number
  /** What for, in words. */
  readonly cause?: string
}

/** A reader saw these accounts, all there are, in what the store calls one view; `at` is the time that it shows. */
export interface View {
  readonly kind: 'view'
  readonly at: number
  readonly reader: string
  readonly balances: readonly { readonly account: string; readonly amount: number }[]
}

export type QuantityEvent = Balance | Injection | View

/** What happened to a quantity, in the order in which it did; what has the same time is one change. */
export interface QuantityHistory {
  readonly events: readonly QuantityEvent[]
}

/** Which rule was broken. */
export type QuantityRule = 'sum' | 'never-below' | 'view-sum' | 'view-below' | 'view-accounts'

/** The evidence are the changes of the instant at which the rule broke, or the view. */
export interface QuantityFinding extends Finding<QuantityEvent> {
  readonly rule: QuantityRule
}

/** How to judge; all may be left out. */
export interface ConservationOptions {
  /** The least that an account may hold; `-Infinity` allows debts. Default: 0. */
  readonly least?: number
  /** How far a sum may be off: 0 for integers, more where amounts are fractions. Default: 0. */
  readonly tolerance?: number
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/**
 * Whether a quantity is conserved: at each instant, all accounts together hold what was injected, no account holds less
 * than `least`, and the same is true of every view that a reader got, which names every account and no other. A breach
 * of the sum is counted where the difference changes, not again at each later instant. `key` of a finding is the
 * account, `null` for a sum. `observed` counts balances and views. Cost: one step an event and balance of a view.
 */
export function conserved(
  history: QuantityHistory,
  options: ConservationOptions = {},
): Judgement<QuantityEvent, QuantityFinding> {
  return new Conservation(options).judge(history)
}

class Conservation {
  readonly #least: number
  readonly #tolerance: number
  readonly #keep: number
  readonly #tally: Tally = { steps: 0 }
  readonly #accounts = new Map<string, number>()
  readonly #findings: QuantityFinding[] = []
  #held = 0
  #injected = 0
  #wrongBy = 0
  #observed = 0
  #violations = 0

  constructor({ least = 0, tolerance = 0, keep = findingsKept }: ConservationOptions) {
    this.#least = least
    this.#tolerance = tolerance
    this.#keep = keep
  }

  judge({ events }: QuantityHistory): Judgement<QuantityEvent, QuantityFinding> {
    for (let next = 0; next < events.length; ) {
      const at = events[next]?.at ?? 0
      const first = next
      while (events[next]?.at === at) next++
      this.#instant(events.slice(first, next))
    }
    const sums = `${this.#held} in ${this.#accounts.size} accounts: nothing lost or made`
    return conclude<QuantityEvent, QuantityFinding>({
      observed: this.#observed,
      violations: this.#violations,
      findings: this.#findings,
      steps: this.#tally.steps,
      undecided: null,
      well: `${this.#observed} balances and views, ${sums}`,
    })
  }

  #instant(events: readonly QuantityEvent[]): void {
    const touched = new Map<string, Balance>()
    for (const event of events) {
      this.#tally.steps++
      if (event.kind === 'injection') this.#injected += event.amount
      else if (event.kind === 'balance') {
        this.#observed++
        this.#held += event.amount - (this.#accounts.get(event.account) ?? 0)
        this.#accounts.set(event.account, event.amount)
        touched.set(event.account, event)
      }
    }
    for (const event of touched.values()) {
      if (event.amount >= this.#least) continue
      const sentence = `${event.account} holds ${event.amount} at ${durationText(event.at)}, less than ${this.#least}`
      this.#report('never-below', event.account, sentence, [event])
    }
    this.#judgeSum(events.filter(({ kind }) => kind !== 'view'))
    for (const event of events) if (event.kind === 'view') this.#judgeView(event)
  }

  #judgeSum(changes: readonly QuantityEvent[]): void {
    const wrongBy = this.#held - this.#injected
    const at = changes[0]?.at
    if (at === undefined || Math.abs(wrongBy - this.#wrongBy) <= this.#tolerance) return
    this.#wrongBy = wrongBy
    if (Math.abs(wrongBy) <= this.#tolerance) return
    const sums = `all accounts together hold ${this.#held} of ${this.#injected}`
    this.#report('sum', null, `${sums} at ${durationText(at)}`, changes)
  }

  #judgeView(view: View): void {
    this.#observed++
    const { reader, balances, at } = view
    const when = `${reader} saw, at ${durationText(at)},`
    const seen = new Set<string>()
    let sum = 0
    for (const { account, amount } of balances) {
      this.#tally.steps++
      sum += amount
      seen.add(account)
      if (!this.#accounts.has(account)) {
        this.#report('view-accounts', account, `${when} an account that there is not: ${account}`, [view])
      }
      if (amount < this.#least) {
        this.#report('view-below', account, `${when} ${amount} in ${account}, less than ${this.#least}`, [view])
      }
    }
    for (const account of this.#accounts.keys()) {
      if (!seen.has(account)) this.#report('view-accounts', account, `${when} nothing of ${account}`, [view])
    }
    if (Math.abs(sum - this.#injected) <= this.#tolerance) return
    this.#report('view-sum', null, `${when} ${sum} of ${this.#injected} in all accounts together`, [view])
  }

  #report(rule: QuantityRule, key: string | null, sentence: string, evidence: readonly QuantityEvent[]): void {
    if (this.#violations++ < this.#keep) this.#findings.push({ rule, key, sentence, evidence })
  }
}
