/** Everything that decides a result, beside the scenario file and the engine's version. */
export interface ReplayParts {
  /** How the scenario is named on the command line; `-` for stdin. */
  readonly file: string
  /** Canonical seed. */
  readonly seed: string
  /** Number of replications. */
  readonly replications: number
  /** `path=value` changes of the scenario, in order. */
  readonly set?: readonly string[]
  /** Variants run; all of them when absent. */
  readonly variants?: readonly string[]
  /** Replications run, as a list like `7` or `0-3,9`; all of them when absent. */
  readonly only?: string
}

/** A command for a POSIX shell that gives the same result again. */
export function replayCommand(parts: ReplayParts): string {
  const words = ['orrery', 'run', parts.file, '--seed', parts.seed, '--reps', String(parts.replications)]
  for (const change of parts.set ?? []) words.push('--set', change)
  for (const variant of parts.variants ?? []) words.push('--variant', variant)
  if (parts.only !== undefined) words.push('--only', parts.only)
  return words.map(shellWord).join(' ')
}

/** A word that a POSIX shell reads back as `text`. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
