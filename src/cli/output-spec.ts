import { usageError } from './cli-error.ts'

export type OutputKind = 'json' | 'csv' | 'md'

/** One `--out kind=path`. */
export interface OutputSpec {
  readonly kind: OutputKind
  readonly path: string
}

const KINDS: readonly OutputKind[] = ['json', 'csv', 'md']

/**
 * Reads `--out` texts.
 *
 * @throws CliError with exit code 2 for an unknown kind, a missing path, or one path asked for twice.
 */
export function outputSpecs(texts: readonly string[]): readonly OutputSpec[] {
  const specs = texts.map(outputSpec)
  const seen = new Set<string>()
  for (const { path } of specs) {
    if (seen.has(path)) throw usageError(`--out names "${path}" twice.`)
    seen.add(path)
  }
  return specs
}

function outputSpec(text: string): OutputSpec {
  const at = text.indexOf('=')
  const kind = KINDS.find((one) => one === text.slice(0, Math.max(0, at)))
  const path = text.slice(at + 1)
  if (kind === undefined || path === '') {
    throw usageError(
      `--out ${text} is not kind=path.`,
      `kinds: ${KINDS.join(', ')}; for example --out json=result.json`,
    )
  }
  return { kind, path }
}
