import type { Scenario } from '../../scenario.ts'
import type { Findings } from '../findings.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { flatLegs } from './flat-legs.ts'
import { onlyLooks } from './only-looks.ts'
import { transactionsOf } from './transactions-of.ts'

/** Warns of legs that nothing can undo where others are undone. */
export function lintTransactions(scenario: Scenario, findings: Findings): void {
  for (const { step, module, path } of transactionsOf(scenario)) {
    const kind = scenario.transactions?.[step.transaction]?.kind
    if (kind !== 'saga' && kind !== 'choreography' && kind !== 'try-confirm-cancel') continue
    const legs = flatLegs(step.steps)
    const pivot = legs.findIndex(({ leg }) => leg.pivot)
    // The last leg is done when nothing can fail any more, and so is what follows the pivot.
    const last = pivot < 0 ? legs.length - 1 : pivot
    legs.slice(0, last).forEach(({ leg, way }) => {
      const { name = '' } = resolveOperation(scenario, leg.call, module) ?? {}
      if (leg.undo !== undefined || onlyLooks(scenario, name)) return
      findings.warning(
        'L421',
        [...path, ...way],
        `nothing undoes "${leg.call}" when a later leg of "${step.transaction}" fails`,
        {
          hint: 'say undo: the operation that takes it back; or put it behind the pivot',
        },
      )
    })
  }
}
