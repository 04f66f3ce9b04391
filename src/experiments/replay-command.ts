/** What decides a result, beside the scenario file and the engine's version. */
export interface ReplayParts {
  /** The command and what it runs: `['run', 'shop.yaml']`. */
  readonly command: readonly string[]
  /** Canonical. */
  readonly seed: string
  /** Number of replications. */
  readonly replications: number
  /** Further words of the command line that change the result, for example `['--set', 'run.duration=5min']`. */
  readonly words?: readonly string[]
}

/** A command for a POSIX shell that gives the same result again. */
export function replayCommand({ command, seed, replications, words = [] }: ReplayParts): string {
  const all = ['orrery', ...command, '--seed', seed, '--reps', String(replications), ...words]
  return all.map(shellWord).join(' ')
}

/** A word that a POSIX shell reads back as `text`. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** Of a command that runs many replications one that runs this one alone; a flag said twice is its last. */
export function replayOne(replay: string, of: { readonly variant: string; readonly replication: number }): string {
  return `${replay} --variant ${shellWord(of.variant)} --only ${of.replication}`
}
