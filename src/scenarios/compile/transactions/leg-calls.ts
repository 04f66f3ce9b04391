import { constant } from '../../../sim/kernel/distributions/constant.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Step, TransactionStep } from '../../step.ts'
import { flatLegs } from './flat-legs.ts'

/** What all calls of a leg have in common with a `call` step. */
const PLAIN = { optional: false, request: { distribution: constant(1024, '1KiB'), text: '1KiB' } }

/** The calls of a transaction, of operations, undos and confirms, as steps with the way to each. */
export function legCalls({
  steps,
}: TransactionStep): readonly { readonly steps: readonly Step[]; readonly way: DocumentPath }[] {
  return flatLegs(steps).flatMap(({ leg, way }) =>
    (['call', 'undo', 'confirm'] as const).flatMap((part) => {
      const call = leg[part]
      if (call === undefined) return []
      const step: Step = { ...PLAIN, kind: 'call', call, request: leg.request }
      return [{ way: [...way, part], steps: [step] }]
    }),
  )
}
