import type { LayerKind } from '../../../sim/policy-plan.ts'
import {
  type Breaker,
  type Bulkhead,
  type ConcurrencyLimit,
  type Fallback,
  type Hedge,
  LAYER_ORDER,
  type PolicyPlace,
  type RateLimit,
  type Retry,
} from '../../policy.ts'
import type { Policy } from '../../scenario.ts'
import { type Candidate, closest, type Sourced } from '../closest-rule.ts'

/** What protects calls from one end to another; `null`, 0 and `false` are nothing, the default of all. */
export interface ProtectionSettings {
  readonly propagate: Sourced<boolean>
  /** ns; 0 is none. */
  readonly totalTimeout: Sourced<number>
  readonly retry: Sourced<Retry | null>
  readonly breaker: Sourced<Breaker | null>
  readonly bulkhead: Sourced<Bulkhead | null>
  readonly rateLimit: Sourced<RateLimit | null>
  readonly concurrencyLimit: Sourced<ConcurrencyLimit | null>
  readonly hedge: Sourced<Hedge | null>
  readonly fallback: Sourced<Fallback | null>
  readonly coalesce: Sourced<boolean>
  readonly order: Sourced<readonly LayerKind[]>
  readonly at: Sourced<PolicyPlace>
  readonly scope: Sourced<'instance' | 'shared'>
  readonly per: Sourced<'target' | 'instance'>
}

/** Reads each field off the closest policy that states it. */
export function protectionSettings(found: readonly Candidate<Policy>[]): ProtectionSettings {
  return {
    propagate: closest(found, 'propagate', (policy) => policy.propagate, false),
    totalTimeout: closest(found, 'total-timeout', (policy) => policy['total-timeout'], 0),
    retry: closest(found, 'retry', (policy) => policy.retry, null),
    breaker: closest(found, 'breaker', (policy) => policy.breaker, null),
    bulkhead: closest(found, 'bulkhead', (policy) => policy.bulkhead, null),
    rateLimit: closest(found, 'rate-limit', (policy) => policy['rate-limit'], null),
    concurrencyLimit: closest(found, 'concurrency-limit', (policy) => policy['concurrency-limit'], null),
    hedge: closest(found, 'hedge', (policy) => policy.hedge, null),
    fallback: closest(found, 'fallback', (policy) => policy.fallback, null),
    coalesce: closest(found, 'coalesce', (policy) => policy.coalesce, false),
    order: closest<Policy, readonly LayerKind[]>(found, 'order', (policy) => policy.order, []),
    at: closest<Policy, PolicyPlace>(found, 'at', (policy) => policy.at, { kind: 'client' }),
    scope: closest(found, 'scope', (policy) => policy.scope, 'instance'),
    per: closest(found, 'per', (policy) => policy.per, 'target'),
  }
}

/** A layer that is present, and where it was written. */
export interface PresentLayer {
  readonly kind: LayerKind
  readonly source: Sourced<unknown>['source']
}

/** The layers that are present, outermost first. */
export function layersOf(settings: ProtectionSettings): readonly PresentLayer[] {
  const fields: Readonly<Record<LayerKind, Sourced<unknown>>> = {
    fallback: settings.fallback,
    coalesce: settings.coalesce,
    'rate-limit': settings.rateLimit,
    bulkhead: settings.bulkhead,
    'concurrency-limit': settings.concurrencyLimit,
    'total-timeout': settings.totalTimeout,
    retry: settings.retry,
    hedge: settings.hedge,
    breaker: settings.breaker,
  }
  const present = LAYER_ORDER.filter((kind) => ![null, false, 0].some((nothing) => nothing === fields[kind].value))
  return inOrder(present, settings.order.value).map((kind) => ({ kind, source: fields[kind].source }))
}

/** The kinds that `order` names change places among themselves; the others keep theirs. */
export function inOrder<Kind extends LayerKind>(present: readonly Kind[], order: readonly LayerKind[]): Kind[] {
  const moved = order.flatMap((kind) => present.filter((each) => each === kind))
  let next = 0
  return present.map((kind) => (moved.includes(kind) ? (moved[next++] ?? kind) : kind))
}
