import * as z from 'zod'
import { Mistake } from '../literals/mistake.ts'
import { roundedShare } from '../literals/share.ts'
import type { Step } from '../step.ts'
import { count, share } from './literals.ts'
import { report } from './report.ts'
import type { ChoiceDocument, StepsDocument } from './step-document.ts'
import { thing, withRule } from './thing.ts'

interface Choice {
  readonly share: number
  readonly do: readonly Step[]
}

/** How far a sum of shares may miss 1 by rounding. */
export const SUM_TOLERANCE = 1e-9

/** The list of a `choose` step, with weights turned into shares. */
export function choices(
  steps: z.ZodType<readonly Step[], StepsDocument>,
): z.ZodType<readonly Choice[], readonly ChoiceDocument[]> {
  const choice = withRule(
    thing('a choice', {
      share: share.exactOptional().describe('How often this choice is taken.'),
      weight: count.exactOptional().describe('How often this choice is taken, relative to the others.'),
      do: steps.describe('What happens then.'),
    }),
    (value) => {
      if ('share' in value === 'weight' in value) {
        const message = 'share' in value ? 'this choice has a share and a weight' : 'this choice has no share'
        return { code: 'S108', message, expected: 'a share such as 30%, or in all choices a weight such as 3' }
      }
      return undefined
    },
  )
  return z
    .array(choice, { error: 'a list of choices' })
    .min(1, { error: 'a list of choices' })
    .transform((list, context): readonly Choice[] => {
      const weighted = list.some((each) => each.weight !== undefined)
      const sum = list.reduce((total, each) => total + (each.weight ?? each.share ?? 0), 0)
      const wrong = wrongSum(weighted && list.some((each) => each.share !== undefined), weighted, sum)
      if (wrong !== undefined) report(context, wrong)
      return list.map((each) => ({ share: weighted ? (each.weight ?? 0) / sum : (each.share ?? 0), do: each.do }))
    })
}

function wrongSum(mixed: boolean, weighted: boolean, sum: number): Mistake | undefined {
  const place = { start: 0, end: 0 }
  if (mixed)
    return new Mistake('S108', 'shares and weights are mixed', place, { expected: 'one of them in all choices' })
  if (weighted) {
    return sum > 0 ? undefined : new Mistake('S108', 'all weights are 0', place, { expected: 'at least one above 0' })
  }
  if (sum <= 1 + SUM_TOLERANCE) return undefined
  return new Mistake('S108', `the shares add up to ${roundedShare(sum)}`, place, { expected: 'at most 100%' })
}
