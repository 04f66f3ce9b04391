import { Waste } from '../frame.ts'
import { Outcome } from '../outcome.ts'

/** What happens to a call that its caller gives up. */
export type GiveUp = 'let-run' | 'send-cancellation' | 'stop-now'

/** Why the work for a call that was given up with `outcome` is in vain. */
export function wasteOf(outcome: number): number {
  switch (outcome) {
    case Outcome.timeout:
      return Waste.timeout
    case Outcome.deadline:
      return Waste.deadline
    case Outcome.crashed:
    case Outcome.reset:
      return Waste.crash
    default:
      return Waste.cancelled
  }
}
