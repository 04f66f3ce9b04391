import * as z from 'zod'
import type { LayerKind } from '../../../sim/policy-plan.ts'
import { Mistake } from '../../literals/mistake.ts'
import { LAYER_ORDER } from '../../policy.ts'
import { report } from '../report.ts'

/** Kinds of layers, outermost first, each once. */
export const order: z.ZodType<readonly LayerKind[], readonly LayerKind[]> = z
  .array(z.enum(LAYER_ORDER, { error: 'a kind of policy (the timeout of an attempt is innermost)' }), {
    error: 'a list of kinds of policies',
  })
  .min(2, { error: 'a list of kinds of policies' })
  .superRefine((kinds, context) => {
    kinds.forEach((kind, index) => {
      if (kinds.indexOf(kind) === index) return
      const message = `"${kind}" stands in this order twice`
      report(context, new Mistake('S188', message, { start: 0, end: 0 }, { expected: 'each kind once' }), [index])
    })
  })
