import type { PreparedScenario, PreparedVariant } from '../experiments/prepare.ts'
import { usageError } from './cli-error.ts'

/**
 * The variants named, in the order in which they are, each once; all of them when none is named.
 *
 * @throws CliError with exit code 2 for a name the scenario does not have.
 */
export function chooseVariants(
  prepared: PreparedScenario,
  names: readonly string[] | undefined,
): readonly PreparedVariant[] {
  if (names === undefined) return prepared.variants
  const known = prepared.variants.map((variant) => variant.name)
  return [...new Set(names)].map((name) => {
    const found = prepared.variants.find((variant) => variant.name === name)
    if (found !== undefined) return found
    throw usageError(`The scenario has no variant "${name}".`, `its variants: ${known.join(', ')}`)
  })
}
