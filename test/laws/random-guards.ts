import fc from 'fast-check'
import type { GuardPlan, LayerPlan } from '../../src/sim/policy-plan.ts'
import {
  backoff,
  breaker,
  bulkhead,
  COALESCE,
  FAILURES,
  fallback,
  hedge,
  outcomes,
  rateLimit,
  retry,
  totalTimeout,
} from '../sim/calls/policies.ts'
import { law } from '../sim/world/law.ts'
import { FOREVER } from '../sim/world/plans.ts'

/** Policies of an edge, with times in microseconds. `fallsBack` makes a call: which one, only the world can say. */
export interface GuardDraft {
  readonly layers: readonly LayerDraft[]
  readonly scope: GuardPlan['scope']
  readonly per: GuardPlan['per']
  /** -1 for none. */
  readonly sidecar: number
}

/** Makes a layer where a microsecond lasts so many ns; `null` is a fallback that makes a call. */
interface LayerDraft {
  readonly kind: LayerPlan['kind']
  readonly make: ((us: number) => LayerPlan) | null
  /** For reports of fast-check. */
  readonly toString: () => string
}

function draft(
  layer: Readonly<Record<string, unknown>> & { kind: LayerPlan['kind'] },
  make: LayerDraft['make'],
): LayerDraft {
  return { kind: layer.kind, make, toString: () => JSON.stringify(layer) }
}

const sets = fc.constantFrom(FAILURES, outcomes('error', 'timeout', 'queue-full'), outcomes('error', 'breaker-open'))
const times = fc.integer({ min: 1, max: 3000 })

type Layers = readonly fc.Arbitrary<LayerDraft>[]

function one(kind: LayerPlan['kind'], arbitrary: fc.Arbitrary<(us: number) => LayerPlan>): fc.Arbitrary<LayerDraft> {
  return arbitrary.map((make) => draft({ ...make(1), kind }, make))
}

/** What answers or refuses instead of the server. */
const inFront: Layers = [
  fc.oneof(
    one(
      'fallback',
      sets.map((on) => () => fallback({ kind: 'value' }, on)),
    ),
    one(
      'fallback',
      times.map((age) => (us) => fallback({ kind: 'stale', age: age * us })),
    ),
    fc.constant(draft({ kind: 'fallback', to: 'call' }, null)),
  ),
  one(
    'coalesce',
    fc.constant(() => COALESCE),
  ),
  one(
    'rate-limit',
    fc.tuple(fc.integer({ min: 1, max: 5 }), times).map(
      ([limit, window]) =>
        (us) =>
          rateLimit(limit, window * us),
    ),
  ),
  one(
    'bulkhead',
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(2), fc.oneof(times, fc.constant(FOREVER))).map(
      ([concurrent, queue, wait]) =>
        (us) =>
          bulkhead(concurrent, queue, wait * us),
    ),
  ),
  one(
    'concurrency-limit',
    times.map((timeout) => (us) => ({
      kind: 'concurrency-limit',
      initial: 2,
      min: 1,
      max: 4,
      rules: { algorithm: 'aimd', decrease: 0.5, timeout: timeout * us },
    })),
  ),
]

/** What is about attempts. */
function aboutAttempts(exact: boolean): Layers {
  return [
    one(
      'total-timeout',
      times.map((after) => (us) => totalTimeout(after * us)),
    ),
    one(
      'retry',
      fc.tuple(fc.integer({ min: 1, max: 4 }), sets, fc.constantFrom(0, 50, 700), fc.boolean()).map(
        ([attempts, on, wait, jitter]) =>
          (us) =>
            retry(attempts, { on, backoff: backoff(wait * us, { jitter: jitter && !exact ? 'full' : 'none' }) }),
      ),
    ),
    one(
      'hedge',
      fc.tuple(times, fc.integer({ min: 1, max: 2 }), fc.boolean(), fc.boolean()).map(
        ([after, max, cancel, tied]) =>
          (us) =>
            hedge(after * us, { max, cancel, tied }),
      ),
    ),
    one(
      'breaker',
      fc.tuple(fc.integer({ min: 1, max: 3 }), times, sets).map(
        ([threshold, open, failures]) =>
          (us) =>
            breaker(threshold, open * us, { failures }),
      ),
    ),
  ]
}

/** `exact`: nothing in it has to be rounded or is drawn. */
export function randomGuards(exact: boolean): fc.Arbitrary<GuardDraft | null> {
  const kinds = [...inFront, ...aboutAttempts(exact)]
  const layers = fc
    .tuple(...kinds.map((kind) => fc.option(kind, { freq: 2 })))
    .map((some) => some.filter((layer) => layer !== null))
    .chain((some) => fc.shuffledSubarray(some, { minLength: some.length }))
  const guard = fc.record({
    layers,
    scope: fc.constantFrom('instance' as const, 'shared' as const),
    per: fc.constantFrom('target' as const, 'instance' as const),
    sidecar: fc.constantFrom(-1, -1, 0, 5),
  })
  return fc.option(guard, { freq: 2 })
}

/** The guard of a draft. `instead`: the operation that a fallback may call, or `null` where there is none. */
export function guardOf(
  { layers, scope, per, sidecar }: GuardDraft,
  us: number,
  instead: { readonly program: number; readonly edge: number } | null,
): GuardPlan {
  const fallBack = fallback(instead === null ? { kind: 'value' } : { kind: 'call', ...instead })
  return {
    layers: layers.map(({ make }) => make?.(us) ?? fallBack),
    scope,
    per,
    sidecar: sidecar < 0 ? null : law(sidecar * us),
  }
}
