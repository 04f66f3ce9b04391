import type { PreparedScenario, PreparedVariant } from '../experiments/prepare.ts'
import { usageError } from './cli-error.ts'

/**
 * The variants named, in the order of the scenario; all of them when none is named.
 *
 * @throws CliError with exit code 2 for a name the scenario does not have.
 */
export function chooseVariants(
  prepared: PreparedScenario,
  names: readonly string[] | undefined,
): readonly PreparedVariant[] {
  if (names === undefined) return prepared.variants
  const known = prepared.variants.map((variant) => variant.name)
  for (const name of names) {
    if (!known.includes(name)) {
      throw usageError(`The scenario has no variant "${name}".`, `its variants: ${known.join(', ')}`)
    }
  }
  return prepared.variants.filter((variant) => names.includes(variant.name))
}
