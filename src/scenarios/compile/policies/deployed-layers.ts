import type { LayerKind } from '../../../sim/policy-plan.ts'
import type { DocumentPath } from '../../problem.ts'
import { layerTexts, type OptionText } from './policy-texts.ts'
import { layersOf, type ProtectionSettings } from './protection-settings.ts'

/** One policy of a call or a server: all its options, and the pattern that brought it. */
export interface DeployedLayer {
  readonly kind: LayerKind
  readonly options: readonly OptionText[]
  readonly from: string
  readonly path: DocumentPath
}

/** The policies that some settings amount to, outermost first. */
export function deployedLayers(settings: ProtectionSettings): DeployedLayer[] {
  return layersOf(settings).map(({ kind, source }) => ({
    kind,
    options: layerTexts(kind, settings),
    from: source?.text ?? '',
    path: source?.path ?? [],
  }))
}
