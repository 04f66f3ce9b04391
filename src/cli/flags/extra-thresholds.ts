import type { JudgedThreshold } from '../../experiments/judged-threshold.ts'
import type { PreparedScenario, PreparedVariant } from '../../experiments/prepare.ts'
import { resolveExpectation } from '../../experiments/resolve-expectation.ts'
import { Mistake } from '../../scenarios/literals/mistake.ts'
import { parseExpectation } from '../../scenarios/parse-expectation.ts'
import { usageError } from '../cli-error.ts'

/**
 * Reads `--check` texts.
 *
 * @throws CliError with exit code 2 for a text that is no expectation or names what the scenario does not have.
 */
export function extraThresholds(texts: readonly string[], prepared: PreparedScenario): readonly JudgedThreshold[] {
  return texts.map((text) => {
    const parsed = parseExpectation(text)
    if (parsed instanceof Mistake) throw refused(text, parsed)
    const resolved = resolveExpectation(parsed, prepared.metrics, [])
    if (!resolved.ok) throw refused(text, resolved.problem)
    return resolved.threshold
  })
}

interface Advice {
  readonly message: string
  readonly expected?: string | undefined
  readonly hint?: string | undefined
  readonly suggestion?: string | undefined
}

function refused(text: string, { message, expected, hint, suggestion }: Advice): Error {
  const advice = suggestion === undefined ? (expected ?? hint) : `did you mean "${suggestion}"?`
  return usageError(`--check "${text}": ${message}.`, advice)
}

/** Which thresholds can be judged when only some variants run, and which are about others. */
export function judgedThresholds(
  thresholds: readonly JudgedThreshold[],
  variants: readonly PreparedVariant[],
): { readonly judged: readonly JudgedThreshold[]; readonly leftOut: readonly JudgedThreshold[] } {
  const running = new Set(variants.map(({ name }) => name))
  const runs = (name: string | undefined): boolean => name === undefined || running.has(name)
  const can = (threshold: JudgedThreshold): boolean => {
    if (threshold.kind === 'recovery' || threshold.kind === 'invariant') return runs(threshold.in)
    const { of, in: within, limit } = threshold
    return runs(of) && runs(within) && (limit.kind === 'value' || runs(limit.variant))
  }
  return { judged: thresholds.filter(can), leftOut: thresholds.filter((one) => !can(one)) }
}
