import type { Distribution } from '../sim/kernel/distribution.ts'
import { parseLaw } from './literals/law.ts'
import { durations } from './literals/law-domain.ts'
import { Mistake } from './literals/mistake.ts'

/**
 * A law of durations for the code of a process, as a scenario writes it: `durationLaw('uniform(150ms, 300ms)')`. A
 * plain duration is the law that always gives it. Values are in ns.
 *
 * @throws RangeError for a text that is none.
 */
export function durationLaw(text: string): Distribution {
  const law = parseLaw(text, durations)
  if (law instanceof Mistake) throw new RangeError(`"${text}" is no law of durations: ${law.message}`)
  return law.distribution
}
