import type { EventPlan, SubscriptionPlan } from '../../../sim/message-plan.ts'
import type { Plan } from '../../../sim/plan.ts'
import type { Demand } from '../utilisation.ts'
import type { PlacedEvent, PlacedSubscription } from './mail.ts'
import type { MessageChecks } from './message-checks.ts'

/** What the doubts about messages look at. */
export interface MessageDoubts extends MessageChecks {
  readonly plan: Plan
  /** `undefined` where figures mean nothing, because something goes round without end. */
  readonly demand: Demand | undefined
  /** In the order of the mail, with their plans. */
  readonly events: readonly { readonly event: PlacedEvent; readonly plan: EventPlan }[]
  readonly subscriptions: readonly { readonly subscription: PlacedSubscription; readonly plan: SubscriptionPlan }[]
}
