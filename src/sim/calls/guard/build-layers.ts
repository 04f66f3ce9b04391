import { unreachable } from '../../kernel/invariant.ts'
import type { LayerPlan } from '../../policy-plan.ts'
import type { Step } from '../../step.ts'
import { AttemptLayer } from './attempt-layer.ts'
import type { BreakerCells } from './breaker-cells.ts'
import { BreakerLayer } from './breaker-layer.ts'
import { CoalesceLayer } from './coalesce-layer.ts'
import { FallbackLayer } from './fallback-layer.ts'
import { GateLayer } from './gate-layer.ts'
import type { Guarding } from './guarding.ts'
import { HedgeLayer } from './hedge-layer.ts'
import type { Layer } from './passage.ts'
import { RetryLayer } from './retry-layer.ts'
import { RootLayer } from './root-layer.ts'
import { TotalTimeoutLayer } from './total-timeout-layer.ts'

/** The layers of one edge. */
export interface Layers {
  readonly root: RootLayer
  /** `null` where calls are not hedged. */
  readonly hedge: HedgeLayer | null
  readonly all: readonly Layer[]
}

/** Builds the layers of an edge from the inside out. `fallback`: the call that a fallback makes. */
export function buildLayers(guarding: Guarding, cells: BreakerCells, fallback: Step | null): Layers {
  let inner: Layer = new AttemptLayer(guarding)
  let hedge: HedgeLayer | null = null
  const all: Layer[] = []
  for (const plan of guarding.plan.layers.toReversed()) {
    inner = layerOf(plan, guarding, inner, cells, fallback)
    if (inner instanceof HedgeLayer) hedge = inner
    all.push(inner)
  }
  return { root: new RootLayer(guarding, inner), hedge, all }
}

function layerOf(plan: LayerPlan, guarding: Guarding, inner: Layer, cells: BreakerCells, fallback: Step | null): Layer {
  switch (plan.kind) {
    case 'fallback':
      return new FallbackLayer(guarding, plan, inner, fallback)
    case 'coalesce':
      return new CoalesceLayer(guarding, inner)
    case 'rate-limit':
    case 'bulkhead':
    case 'concurrency-limit':
      return new GateLayer(guarding, plan, inner)
    case 'total-timeout':
      return new TotalTimeoutLayer(guarding, plan, inner)
    case 'retry':
      return new RetryLayer(guarding, plan, inner)
    case 'hedge':
      return new HedgeLayer(guarding, plan, inner)
    case 'breaker':
      return new BreakerLayer(guarding, plan, inner, cells)
    default:
      return unreachable(plan)
  }
}
