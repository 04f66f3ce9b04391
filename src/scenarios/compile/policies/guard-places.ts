import type { LayerKind } from '../../../sim/policy-plan.ts'
import type { DocumentPath } from '../../problem.ts'
import { layersOf, type ProtectionSettings } from './protection-settings.ts'

/** Where the parts of a guard are written; what is not written is absent. */
export type GuardPlaces = Readonly<Partial<Record<LayerKind | 'scope' | 'per' | 'propagate', DocumentPath>>>

/** The places of some settings. */
export function guardPlaces(settings: ProtectionSettings): GuardPlaces {
  const { scope, per, propagate } = settings
  const written = [
    ...layersOf(settings).map(({ kind, source }) => ({ kind, source })),
    { kind: 'scope', source: scope.source },
    { kind: 'per', source: per.source },
    { kind: 'propagate', source: propagate.value ? propagate.source : undefined },
  ]
  return Object.fromEntries(written.flatMap(({ kind, source }) => (source === undefined ? [] : [[kind, source.path]])))
}
