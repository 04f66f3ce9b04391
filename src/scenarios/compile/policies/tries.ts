import type { EdgePlan } from '../../../sim/plan.ts'
import type { BackoffPlan, GuardPlan, LayerKind, LayerPlan } from '../../../sim/policy-plan.ts'

/** How long a call may take when every attempt of it times out; ns. */
export interface Tries {
  /** Infinity for no bound. */
  readonly attempts: number
  /** Timeout of one attempt; 0 is none. */
  readonly timeout: number
  /** Mean of all waits together. */
  readonly waits: number
  /** All attempts and waits; Infinity where nothing ends an attempt. */
  readonly sum: number
  /** The same, cut by a total timeout. */
  readonly limit: number
  /** A total timeout around all attempts; 0 is none. */
  readonly total: number
}

/** Adds up the tries of a call whose attempts end after `timeout` ns (0: never). */
export function triesOf(edge: EdgePlan, timeout: number): Tries {
  const { guard } = edge
  const retry = layer(guard, 'retry')
  const total = layer(guard, 'total-timeout')
  const around = total !== undefined && (retry === undefined || isOutside(guard, 'total-timeout', 'retry'))
  const attempts = retry?.attempts ?? 1
  const ends = total === undefined || around ? timeout : timeout === 0 ? total.after : Math.min(timeout, total.after)
  const waits = retry === undefined ? 0 : meanWaits(retry.backoff, attempts - 1)
  const sum = ends === 0 ? Number.POSITIVE_INFINITY : attempts * ends + waits
  const bound = around ? total.after : 0
  return { attempts, timeout: ends, waits, sum, limit: bound === 0 ? sum : Math.min(sum, bound), total: bound }
}

/** The layer of a kind. */
export function layer<Kind extends LayerKind>(
  guard: GuardPlan | null,
  kind: Kind,
): Extract<LayerPlan, { kind: Kind }> | undefined {
  return guard?.layers.find((each): each is Extract<LayerPlan, { kind: Kind }> => each.kind === kind)
}

/** Whether one layer is further out than another. */
export function isOutside(guard: GuardPlan | null, outer: LayerKind, inner: LayerKind): boolean {
  const kinds = guard?.layers.map((each) => each.kind) ?? []
  return kinds.indexOf(outer) < kinds.indexOf(inner)
}

/** The mean of so many waits together, ns. */
function meanWaits(backoff: BackoffPlan, count: number): number {
  if (count === Number.POSITIVE_INFINITY) return backoff.base > 0 ? count : 0
  let sum = 0
  let previous = backoff.base
  let grown = backoff.base
  for (let k = 0; k < Math.min(count, MOST_WAITS); k += 1) {
    const wait = Math.min(backoff.kind === 'linear' ? backoff.base * (k + 1) : grown, backoff.max)
    previous = backoff.jitter === 'decorrelated' ? Math.min(backoff.max, (backoff.base + 3 * previous) / 2) : 0
    sum += backoff.jitter === 'decorrelated' ? previous : wait * MEAN_JITTER[backoff.jitter]
    grown = backoff.kind === 'exponential' ? Math.min(grown * backoff.factor, backoff.max) : backoff.base
  }
  return sum
}

/** Nobody waits more often; it keeps the sum quick for thousands of attempts. */
const MOST_WAITS = 10_000
/** Mean of the wait, in units of the wait without jitter; of decorrelated-v2 about. */
const MEAN_JITTER = { none: 1, full: 0.5, equal: 0.75, proportional: 1, decorrelated: 1, 'decorrelated-v2': 1 } as const
