import type { BusinessSubjects } from '../../../src/checks/invariants/business-subjects.ts'
import type { InvariantReport } from '../../../src/checks/invariants/invariant-report.ts'
import type { InvariantRule } from '../../../src/checks/invariants/invariant-rule.ts'
import { InvariantWatches } from '../../../src/checks/invariants/invariant-watches.ts'
import { MessageFold } from '../../../src/metrics/messages/message-fold.ts'
import { BusinessFact, BusinessKind } from '../../../src/sim/business-fact.ts'
import type { BusinessPlan, LegPlan } from '../../../src/sim/business-plan.ts'
import { DataFact, FactKind } from '../../../src/sim/data-fact.ts'
import { MessageFact, MessageKind } from '../../../src/sim/message-fact.ts'
import { SUBJECTS as DATA } from '../../metrics/consistency/facts.ts'
import { SUBJECTS as MESSAGES } from '../../metrics/messages/facts.ts'
import type { Written } from '../../metrics/transactions/facts.ts'
import { SUBJECTS as TRANSACTIONS } from '../../metrics/transactions/facts.ts'

const leg = (name: string, program: number, after: readonly number[], undo: number): LegPlan => {
  return { name, program, undo, confirm: -1, after, pivot: false, store: -1 }
}

/** `place-order` reserves, charges and ships, one after the other; shipping cannot be undone. */
const plan: BusinessPlan = {
  name: 'place-order',
  unit: 0,
  rules: { kind: 'none' },
  legs: [leg('inventory.reserve', 0, [], 10), leg('payments.charge', 1, [0], 11), leg('shipping.ship', 2, [1], -1)],
  calls: -1,
  log: -1,
}

const BUSINESS: BusinessSubjects = { names: TRANSACTIONS, plans: [plan] }

/** Times at which faults begin and end, and the run does. */
export interface Course {
  readonly strikes?: readonly number[]
  readonly heals?: readonly number[]
  readonly end?: number
  readonly atRest?: boolean
}

/** What the watch of a rule says after facts. */
export function watch(rule: InvariantRule, written: readonly Written[], course: Course = {}): InvariantReport {
  const { strikes = [], heals = [], end = 1e12, atRest = true } = course
  const subjects = { data: DATA, initial: [5, 0, 0, 0], messages: MESSAGES, business: BUSINESS }
  const watches = new InvariantWatches([rule], subjects)
  const messages = new MessageFold(MESSAGES, { from: 0, to: 1e12, listener: watches.messageListener })
  const faults = [
    ...strikes.map((at) => ({ at, begins: true })),
    ...heals.map((at) => ({ at, begins: false })),
  ].toSorted((a, b) => a.at - b.at)
  const pass = (until: number): void => {
    for (let next = faults[0]; next !== undefined && next.at <= until; next = faults[0]) {
      faults.shift()
      if (next.begins) watches.struck(next.at)
      else watches.healed(next.at)
    }
  }
  for (const one of written) {
    pass(one.at)
    tell(one, watches, messages)
  }
  pass(end)
  messages.summary({ at: end, atRest })
  const [report] = watches.reports({ at: end, convergence: [], atRest })
  if (report === undefined) throw new Error('a rule has a report')
  return report
}

function tell(written: Written, watches: InvariantWatches, messages: MessageFold): void {
  if ('kind' in written) {
    const { kind, ...fields } = written
    const fact = Object.assign(new BusinessFact(), fields)
    fact.kind = BusinessKind[kind]
    if (fact.business >= 0 && fact.plan < 0) fact.plan = 0
    watches.transacted(fact)
  } else if ('data' in written) {
    const { data, ...fields } = written
    const fact = Object.assign(new DataFact(), { effect: fields.at, ...fields })
    fact.kind = FactKind[data]
    watches.observed(fact)
  } else {
    const { told, ...fields } = written
    const fact = Object.assign(new MessageFact(), { publishedAt: fields.at, ...fields })
    fact.kind = MessageKind[told]
    messages.messaged(fact)
    watches.messaged(fact)
  }
}
